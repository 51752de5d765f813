using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Flux;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Tests.Flux.Imitation;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>Whatever a server of 2.x answers, as its sources have it, and whatever another does.</summary>
public sealed class FluxAnswerTests : IAsyncDisposable
{
    const string Head = "#datatype,string,long,long,string\r\n#group,false,false,false,false\r\n#default,_result,,,\r\n,result,table,time,user_id\r\n";
    const string Secret = "SECRET-OF-A-PERSON";

    static readonly (string, string) Csv = ("Content-Type", "text/csv; charset=utf-8");
    static readonly (string, string) Json = ("Content-Type", "application/json; charset=utf-8");
    static readonly PointField[] Fields = [PointTable.AuditEvents["user_id"]];
    static readonly PointQuestion Question = new(PointTable.AuditEvents, ["a"], 0, 9, []);

    readonly ForwardingServer _server;
    readonly FluxDatabase _database;

    public FluxAnswerTests(SharedServer shared)
    {
        _server = new(shared.Server);
        _database = new(new() { Version = 2, Host = _server.Address.ToString(), Org = "o", Bucket = "b", Token = "t0ken-s3cret" }, TimeProvider.System);
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_tables_with_several_heads_defaults_and_lines_in_cells_are_read_as_one()
    {
        _server.Reply = Reply.Of(
            200,
            Head + ",,0,1,=a\r\n,,0,2,\"=b,\"\"\\n\"\r\n,,1,3,=\r\n,,1,4,\r\n\r\n"
            + "#datatype,string,long,string,long\r\n#group,false,false,true,false\r\n#default,_result,,=of the default,5\r\n,result,table,user_id,time\r\n,,2,,\r\n\r\n"
            + "#datatype,string,long,long\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,time\r\n,,3,6\r\n\r\n",
            Csv);
        Assert.Equal(["1: a", "2: b,\"\n", "3: ", "4: null", "5: of the default", "6: null"], await ReadAsync());
    }

    [Fact]
    public async Task An_answer_without_points_is_an_empty_line()
    {
        _server.Reply = Reply.Of(200, "\r\n", Csv);
        Assert.Empty(await ReadAsync());
        Assert.Equal(0, await _database.CountAsync(Question, Cancellation));
        Assert.Null(await _database.FindEndAsync(Question, QueryOrder.NewestFirst, Cancellation));
        _server.Reply = Reply.Of(200, Head + "\r\n", Csv);
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task Each_part_of_an_answer_is_half_an_answer()
    {
        string whole = Head + ",,0,1,=a\r\n,,0,2,\"=b,\"\"c\"\r\n\r\n";
        for (int length = 0; length < whole.Length; length++)
        {
            _server.Reply = Reply.Of(200, whole[..length], Csv);
            StoreException e = await Assert.ThrowsAnyAsync<StoreException>(ReadAsync);
            Assert.True(e.IsTransient, e.Message);
        }

        _server.Reply = Reply.Of(200, whole, Csv);
        Assert.Equal(["1: a", "2: b,\"c"], await ReadAsync());
    }

    [Fact]
    public async Task A_connection_that_is_cut_within_an_answer_is_told()
    {
        _server.Reply = Reply.Raw($"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n{Head.Length:x}\r\n{Head}\r\n");
        Assert.Contains("broke its answer off", (await Assert.ThrowsAnyAsync<StoreException>(ReadAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory allocation limit reached: limit 10 bytes, allocated: 7, wanted: 8; value " + Secret, "gave up", true)]
    [InlineData("runtime error @3:8-3:20: filter: context canceled " + Secret, "gave up", true)]
    [InlineData("could not find bucket \"b\"", "no such bucket (could not find bucket \"b\")", false)]
    [InlineData("schema collision detected: column \"" + Secret + "\" is both of type string and int", "could not answer", true)]
    public async Task An_error_in_the_middle_of_an_answer_is_an_error_in_words(string error, string words, bool isTransient)
    {
        foreach (string before in new[] { "", Head + ",,0,1,=a\r\n\r\n" })
        {
            _server.Reply = Reply.Of(200, before + GoCsv.WriteError(error), Csv);
            StoreException e = await Assert.ThrowsAnyAsync<StoreException>(ReadAsync);
            Assert.Contains(words, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
            Assert.Equal(isTransient, e.IsTransient);
        }
    }

    [Theory]
    [InlineData(400, """{"code":"invalid","message":"compilation failed: error @1:1-1:5: SECRET-OF-A-PERSON"}""", "refused what it was asked (400)", false)]
    [InlineData(400, """{"code":"invalid","message":"failed to decode request body: organization name \"o\" not found"}""", "INFLUXDB_ORG", false)]
    [InlineData(401, """{"code":"unauthorized","message":"unauthorized access"}""", "INFLUXDB_TOKEN", false)]
    [InlineData(401, """{"code":"unauthorized","message":"read:orgs/0123456789abcdef/buckets/0123456789abcdef is unauthorized"}""", "does not allow it", false)]
    [InlineData(403, """{"code":"forbidden","message":"insufficient permissions for write"}""", "does not allow it", false)]
    [InlineData(404, """{"code":"not found","message":"failed to initialize execute state: could not find bucket \"b\""}""", "INFLUXDB_BUCKET", false)]
    [InlineData(429, """{"code":"too many requests","message":"queue length exceeded"}""", "queue length exceeded", true)]
    [InlineData(500, """{"code":"internal error","message":"SECRET-OF-A-PERSON"}""", "failed (500)", true)]
    [InlineData(503, "<html>SECRET-OF-A-PERSON</html>", "failed (503)", true)]
    public async Task An_error_instead_of_an_answer_is_an_error_in_words(int status, string body, string words, bool isTransient)
    {
        _server.Reply = Reply.Of(status, body, Json);
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(ReadAsync);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken-s3cret", e.ToString(), StringComparison.Ordinal);
        Assert.Equal(isTransient, e.IsTransient);
    }

    [Theory]
    [InlineData("text/html", "<html>,</html>\r\n\r\n")]
    [InlineData("application/json", "{}")]
    [InlineData("text/csv", "<html></html>\r\n\r\n")]
    [InlineData("text/csv", "time,user_id\r\n1,=a\r\n\r\n")]
    [InlineData("text/csv", ",result,table,time,user_id\r\n,,0,1\r\n\r\n")]
    [InlineData("text/csv", ",result,table,time,user_id\r\n,,0,one,=a\r\n\r\n")]
    [InlineData("text/csv", ",result,table,time,user_id\r\n,,0,1,a\r\n\r\n")]
    [InlineData("text/csv", ",result,table,user_id\r\n,,0,=a\r\n\r\n")]
    [InlineData("text/csv", ",result,table,time,time\r\n,,0,1,1\r\n\r\n")]
    [InlineData("text/csv", ",result,table,time,user_id\r\n,,0,1,=a\"b\"\r\n\r\n")]
    [InlineData("text/csv", ",result,table,time,user_id\r\nx,,0,1,=a\r\n\r\n")]
    public async Task What_is_no_answer_of_a_2_x_is_told(string type, string body)
    {
        _server.Reply = Reply.Of(200, body, ("Content-Type", type));
        Assert.Contains("which InfluxDB does not", (await Assert.ThrowsAnyAsync<StoreException>(ReadAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204, "", "Stored", null)]
    [InlineData(400, """{"code":"invalid","message":"unable to parse 'audit_events x=SECRET': invalid field format"}""", "Refused", null)]
    [InlineData(401, """{"code":"unauthorized","message":"unauthorized access"}""", "SetUpWrongly", null)]
    [InlineData(403, """{"code":"forbidden","message":"insufficient permissions for write"}""", "SetUpWrongly", null)]
    [InlineData(404, """{"code":"not found","message":"bucket \"b\" not found"}""", "SetUpWrongly", null)]
    [InlineData(413, """{"code":"request too large","message":"unable to read data: points batch is too large"}""", "TooMuch", null)]
    [InlineData(422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: points beyond retention policy dropped=3"}""", "BeyondRetention", 3L)]
    [InlineData(422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: dropped 2 points outside retention policy of duration 1h0m0s - oldest point audit_events,action=SECRET,origin=a at 1970-01-01T00:00:00Z dropped because it violates a Retention Policy Lower Bound at 2026-03-26T00:00:00Z, newest point audit_events,action=x,origin=a at 1970-01-01T00:00:00Z dropped because it violates a Retention Policy Lower Bound at 2026-03-26T00:00:00Z dropped=2 for database: 0123456789abcdef for retention policy: autogen"}""", "BeyondRetention", 2L)]
    [InlineData(422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: shard 7 is pending deletion dropped=4"}""", "NotNow", 4L)]
    [InlineData(422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field \"id\" on measurement \"audit_events\" is type string, already exists as type integer dropped=1"}""", "Refused", 1L)]
    [InlineData(429, """{"code":"too many requests","message":"slow down"}""", "NotNow", null)]
    [InlineData(500, """{"code":"internal error","message":"unexpected error writing points to database: timeout"}""", "NotNow", null)]
    [InlineData(503, "", "NotNow", null)]
    public async Task The_answer_to_a_write_has_its_class(int status, string body, string outcome, long? dropped)
    {
        _server.Reply = Reply.Of(status, body, Json);
        WriteAnswer answer = await _database.WriteAsync("a x=1i 1"u8.ToArray(), Cancellation);
        Assert.Equal(outcome, answer.Outcome.ToString());
        Assert.Equal(dropped, answer.Dropped);
        Assert.DoesNotContain("SECRET", answer.Words, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _database.Dispose();
        await _server.DisposeAsync();
    }

    async Task<List<string>> ReadAsync()
    {
        List<string> rows = [];
        await foreach (PointRow row in _database.ReadAsync(Question, Fields, QueryOrder.NewestFirst, 100, Cancellation))
        {
            rows.Add($"{row.Time}: {row.Values[0] ?? "null"}");
        }

        return rows;
    }
}
