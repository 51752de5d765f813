using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Extensions;
using MetaLogging.Hosting;
using MetaLogging.InfluxDb.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MetaLogging.InfluxDb.Tests.Hosting;

/// <summary><c>AddInfluxDb</c>: what it binds, what it refuses, when there is a store. No server is asked for anything here.</summary>
public sealed class AddInfluxDbTests : IDisposable
{
    const string Secret = "s3cret-that-must-not-be-seen";

    /// <summary>Nobody listens there.</summary>
    const string Nowhere = "INFLUXDB_HOST=http://127.0.0.1:1";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalog-influx-");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Variables_are_weaker_than_the_section_and_the_section_than_code()
    {
        using IHost host = Build(
            "INFLUXDB_HOST=variable INFLUXDB_PORT=1 INFLUXDB_DATABASE=variable INFLUXDB_USERNAME=variable INFLUXDB_PASSWORD=variable INFLUXDB_VERSION=1 "
            + "MetaLogging:InfluxDb:Port=2 MetaLogging:InfluxDb:Database=section MetaLogging:InfluxDb:Username=section",
            options => options.Username = "code");
        InfluxDbOptions bound = host.Services.GetRequiredService<IOptions<InfluxDbOptions>>().Value;
        Assert.Equal(("variable", 2, "section", "code", "variable"), (bound.Host, bound.Port, bound.Database, bound.Username, bound.Password));
    }

    [Fact]
    public void Every_variable_is_bound()
    {
        using IHost host = Build(
            "INFLUXDB_HOST=https://a INFLUXDB_PORT=2 INFLUXDB_DATABASE=c INFLUXDB_USERNAME=d INFLUXDB_PASSWORD=e INFLUXDB_VERSION=2 INFLUXDB_ORG=f INFLUXDB_TOKEN=g "
            + "INFLUXDB_BUCKET=h");
        InfluxDbOptions bound = host.Services.GetRequiredService<IOptions<InfluxDbOptions>>().Value;
        Assert.Equal(
            ("https://a", 2, "c", "d", "e", 2, "f", "g", "h"),
            (bound.Host, bound.Port, bound.Database, bound.Username, bound.Password, bound.Version, bound.Org, bound.Token, bound.Bucket));
    }

    [Fact]
    public async Task Without_a_host_the_embedded_store_is_used_and_no_setting_of_InfluxDB_is_recorded()
    {
        using IHost host = Build("");
        await host.StartAsync(Cancel);
        Assert.Equal(["embedded"], host.Services.GetRequiredService<AuditTrail>().Health.Stores.Select(store => store.Name));
        Assert.Empty(host.Services.GetServices<SettingsSection>().Single(section => section.Name == "MetaLogging:InfluxDb").Values);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task With_a_host_InfluxDB_is_alone_and_no_file_of_the_embedded_store_is_made()
    {
        using (IHost host = Build(Nowhere + " INFLUXDB_DATABASE=audit"))
        {
            await host.StartAsync(Cancel);
            Assert.Equal(["influxdb"], host.Services.GetRequiredService<AuditTrail>().Health.Stores.Select(store => store.Name));
            await host.StopAsync(Cancel);
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        Assert.False(Directory.Exists(Path.Combine(Data, "store")));
    }

    [Fact]
    public async Task Both_follow_where_that_is_wanted()
    {
        using IHost host = Build(Nowhere + " INFLUXDB_DATABASE=audit MetaLogging:Stores:Embedded=true");
        await host.StartAsync(Cancel);
        Assert.Equal(["influxdb", "embedded"], host.Services.GetRequiredService<AuditTrail>().Health.Stores.Select(store => store.Name));
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start_with_all_that_is_wrong_and_no_secret()
    {
        using IHost host = Build($"INFLUXDB_HOST=db INFLUXDB_VERSION=2 INFLUXDB_PASSWORD={Secret} INFLUXDB_PORT={Secret}");
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.All(
            ["INFLUXDB_PORT: ", "INFLUXDB_ORG: ", "INFLUXDB_TOKEN: ", "INFLUXDB_BUCKET: "],
            (string named) => Assert.Contains(named, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public void The_extension_validates_the_settings_of_InfluxDB_too()
    {
        using IHost host = Build("INFLUXDB_DATABASE=audit");
        ConfigurationIssue issue = Assert.Single(host.Services.GetRequiredService<MetaLoggingExtension>().ValidateConfig());
        Assert.Equal(("INFLUXDB_HOST", IssueSeverity.Warning), (issue.Setting, issue.Severity));
    }

    [Fact]
    public async Task Neither_password_nor_token_is_recorded_or_kept()
    {
        using (IHost host = Build(
            $"{Nowhere} INFLUXDB_DATABASE=audit INFLUXDB_USERNAME=u INFLUXDB_PASSWORD={Secret} INFLUXDB_TOKEN={Secret} MetaLogging:Stores:Embedded=true"))
        {
            await host.StartAsync(Cancel);
            await host.StopAsync(Cancel);
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        string kept = await File.ReadAllTextAsync(Path.Combine(Data, "settings.json"), Cancel);
        Assert.Contains("\"MetaLogging:InfluxDb:Database\": \"audit\"", kept, StringComparison.Ordinal);
        byte[] secret = System.Text.Encoding.UTF8.GetBytes(Secret);
        Assert.All(
            Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories),
            file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(secret) < 0, $"{file} holds it."));
    }

    [Fact]
    public void An_old_file_of_the_embedded_store_that_nobody_follows_is_warned_of()
    {
        Directory.CreateDirectory(Path.Combine(Data, "store"));
        File.WriteAllText(Path.Combine(Data, "store", "events.duckdb"), "");
        using (IHost alone = Build(Nowhere + " INFLUXDB_DATABASE=audit"))
        {
            ConfigurationIssue issue = Assert.Single(alone.Services.GetRequiredService<ContainerIssues>().Find());
            Assert.Equal(("MetaLogging:Stores:Embedded", IssueSeverity.Warning), (issue.Setting, issue.Severity));
            Assert.Contains("events.duckdb", issue.Message, StringComparison.Ordinal);
        }

        using IHost both = Build(Nowhere + " INFLUXDB_DATABASE=audit MetaLogging:Stores:Embedded=true");
        Assert.Empty(both.Services.GetRequiredService<ContainerIssues>().Find());
    }

    [Fact]
    public void The_settings_that_are_recorded_have_no_secret() => Assert.DoesNotContain(
        Secret,
        InfluxDbSettingsJson.SectionOf(new() { Host = "db", Password = Secret, Token = Secret }).Values.ToJsonString(),
        StringComparison.Ordinal);

    IHost Build(string settings, Action<InfluxDbOptions>? configure = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
        [
            new("MetaLogging:DataDirectory", Data), new("MetaLogging:Journal:Watermark", "0"), new("MetaLogging:Journal:GuardFolder", Path.Combine(_folder.FullName, "guard")),
            .. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=', 2))
                .Select(setting => new KeyValuePair<string, string?>(setting[0], setting[1])),
        ]);
        builder.Services.AddMetaLogging().AddEmbeddedStore().AddInfluxDb(configure);
        return builder.Build();
    }
}
