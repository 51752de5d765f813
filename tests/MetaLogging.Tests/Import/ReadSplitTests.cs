using System.Text;
using CsCheck;
using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

/// <summary>However a stream hands its bytes out, the lines are the same.</summary>
public sealed class ReadSplitTests
{
    static readonly string[] Pieces =
    [
        "Jan 12 08:58:03 web1 sshd[811]: Failed password for invalid user ärger 🦊 from 192.0.2.1 port 22 ssh2\n",
        "Jan 12 08:58:03 web1 sshd[811]: Accepted password for ana from 2001:db8::1 port 22 ssh2\r\n",
        "Jan 12 08:58:04 web1 sshd[811]: message repeated 3 times: [ Failed password for root from 192.0.2.2 port 22 ssh2]\n",
        "\n",
        "no log\n",
        "Jan 12 08:58:03 web1 CRON[1]: x\n",
        "Dec 31 23:59:59 web1 sshd[811]: Failed password for root from 192.0.2.3 port 22 ssh2\n",
    ];

    [Fact]
    public Task Any_split_gives_the_same_events()
    {
        Gen<byte[]> logs = Gen.Int[0, Pieces.Length - 1].Array[0,
            30].Select(chosen => Encoding.UTF8.GetBytes(string.Concat(chosen.Select(i => Pieces[i]))));
        return Gen.Select(logs, Gen.Int[1, 97].Array[1, 8], Gen.Bool).SampleAsync(async (log, pieces, isComplete) =>
        {
            using Importing importing = new();
            ImportOptions options = importing.Options with { Complete = isComplete };
            ImportResult whole = await importing.RunAsync(log, options);
            await using Trickle trickle = new(new MemoryStream(log), pieces);
            ImportResult split = await importing.RunAsync(trickle, options);

            Assert.Equal(0, split.Recorded);
            Assert.Equal(whole.Recorded, split.AlreadyThere);
            Assert.Equivalent(whole with { Recorded = 0, AlreadyThere = 0 }, split with { Recorded = 0, AlreadyThere = 0 });
        }, iter: 200);
    }
}
