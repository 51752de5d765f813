using MetaLogging.Extensions;
using Xunit;

namespace MetaLogging.Tests.Extensions;

public sealed class DatabaseExtensionTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Root_influxdb_is_made_of_the_variables_at_every_start_and_its_secrets_stand_in_no_text()
    {
        Dictionary<string, string> variables = new()
        {
            ["INFLUXDB_HOST"] = "https://admin:hunter2@influx.example:8443",
            ["INFLUXDB_DATABASE"] = "audit",
            ["INFLUXDB_USERNAME"] = "writer",
            ["INFLUXDB_PASSWORD"] = "s3cret",
        };
        DatabaseExtension database = new();
        await using ExtensionHost host = new([database], variables.GetValueOrDefault);
        await host.StartAsync(Cancel);
        DatabaseProvider root = database.Provider("root_influxdb");
        Assert.Equal(("influxdb", "audit", "8086", "s3cret", null), (root.Kind, root.Settings["database"], root.Settings["port"], root.Secret("password"), root.Secret("token")));
        Assert.DoesNotContain("s3cret", root.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", root.ToString(), StringComparison.Ordinal);
        await host.StopAsync(Cancel);
        variables["INFLUXDB_DATABASE"] = "other";
        await host.StartAsync(Cancel);
        Assert.Equal("other", database.Provider("root_influxdb").Settings["database"]);
        await host.StopAsync(Cancel);
        variables.Remove("INFLUXDB_HOST");
        await host.StartAsync(Cancel);
        Assert.Contains("INFLUXDB_HOST", Assert.Throws<InvalidOperationException>(() => database.Provider("root_influxdb")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_of_the_applications_own_is_found_by_name_and_a_taken_name_is_refused()
    {
        DatabaseExtension database = new();
        database.Add(new("reports", "postgresql", new Dictionary<string, string> { ["host"] = "db1" }));
        Assert.Equal("db1", database.Provider("reports").Settings["host"]);
        Assert.Throws<InvalidOperationException>(() => database.Add(new("reports", "sqlite", new Dictionary<string, string>())));
        Assert.Contains("There is: reports", Assert.Throws<InvalidOperationException>(() => database.Provider("report")).Message, StringComparison.Ordinal);
    }
}
