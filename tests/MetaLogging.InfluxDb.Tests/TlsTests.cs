using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Servers that speak TLS under an authority of one's own.</summary>
public sealed class TlsTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_authority_of_one_s_own_is_believed_and_no_other()
    {
        using Certificates certificates = new();
        using Certificates others = new();
        await using InfluxServer server = await InfluxServer.StartAsync(new() { Tls = certificates.Folder, Authentication = true });
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        options.CaFile = certificates.CaFile;
        Trail trail = new();
        trail.Add(Trail.Audit());
        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.CatchUp(trail);
            Assert.Equal(trail.Shows(), await store.ShowAll());
        }

        foreach (string file in new[] { "", others.CaFile })
        {
            options.CaFile = file;
            await using InfluxDbStore store = Opening.New(options);
            StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
            Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
            Assert.Contains("MetaLogging:InfluxDb:CaFile", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(InfluxServer.AdministratorsPassword, e.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_with_a_certificate_for_another_name_is_an_error_in_words()
    {
        using Certificates certificates = new();
        await using InfluxServer server = await InfluxServer.StartAsync(new() { Tls = certificates.Folder });
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        options.CaFile = certificates.CaFile;
        options.Host = options.Host.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using InfluxDbStore store = Opening.New(options);
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_wrong_protocol_is_an_error_in_words(bool isServerTls)
    {
        using Certificates certificates = new();
        await using InfluxServer server = await InfluxServer.StartAsync(new() { Tls = isServerTls ? certificates.Folder : null });
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        options.Host = isServerTls
            ? options.Host.Replace("https:", "http:", StringComparison.Ordinal)
            : options.Host.Replace("http:", "https:", StringComparison.Ordinal);
        await using InfluxDbStore store = Opening.New(options);
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/ca.pem")]
    [InlineData("/etc/hostname")]
    public async Task A_file_of_authorities_that_is_none_is_an_error_that_names_it(string file)
    {
        InfluxDbOptions options = new() { Host = "https://127.0.0.1:1", Database = "x", CaFile = file };
        Exception e = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using InfluxDbStore store = Opening.New(options);
            await store.OpenAsync(Trail.Origin, Cancellation);
        });
        Assert.IsAssignableFrom<StoreException>(e);
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }
}
