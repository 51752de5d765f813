using MetaLogging.InfluxDb.Flux;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>Literals other than strings, which the vendor's parser looks at in <see cref="FluxQueryTests"/>.</summary>
public sealed class FluxTextTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000000Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(1_774_483_200_000_000_007, "2026-03-26T00:00:00.000000007Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224194Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775806Z")]
    public void A_time_is_written_to_the_nanosecond_and_within_what_influxdb_knows(long nanoseconds, string text) =>
        Assert.Equal(text, FluxText.Of($"{FluxTime.Within(nanoseconds)}").ToString());

    [Fact]
    public void Numbers_keep_their_value() => Assert.Equal(
        "(-9223372036854775807 - 1) (-5) 0 9223372036854775807 float(v: \"1E-07\") float(v: \"0.1\") 900000000000ns true",
        FluxText.Of($"{long.MinValue} {-5L} {0L} {long.MaxValue} {1e-7} {0.1} {TimeSpan.FromMinutes(15)} {true}").ToString());
}
