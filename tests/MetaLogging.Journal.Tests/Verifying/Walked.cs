using System.Text;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Journaling.Tests.Verifying;

/// <summary>What a walk over a journal's folder found.</summary>
internal sealed class Walked
{
    public List<Finding> Damage { get; } = [];

    public List<Finding> Notes { get; } = [];

    public List<(long Sequence, string Fact, string Detail)> Entries { get; } = [];

    public required JournalWalk Walk { get; init; }

    /// <summary>What was found at all, damage first.</summary>
    public IEnumerable<Finding> All => Damage.Concat(Notes);

    public static async Task<Walked> OverAsync(TemporaryFolder folder)
    {
        List<Finding> damage = [];
        List<Finding> notes = [];
        Walked walked = new() { Walk = new(folder.Path, damage.Add, notes.Add) };
        await walked.GoOnAsync();
        walked.Damage.AddRange(damage);
        walked.Notes.AddRange(notes);
        return walked;
    }

    public Task GoOnAsync() => Walk.RunAsync(Read, (_, entries, _) => Entries.AddRange(entries), TestContext.Current.CancellationToken);

    static List<(long Sequence, string Fact, string Detail)> Read(JournalPiece piece)
    {
        List<(long, string, string)> entries = [];
        for (int i = 0; i < piece.Count; i++)
        {
            if (piece.Facts[i].IsReadable && piece.Details[i].IsReadable)
            {
                Assert.Equal(0, piece.FactBytes[piece.Facts[i].Start - 1]);
                entries.Add((piece.First + i, Encoding.UTF8.GetString(piece.Facts[i].Of(piece.FactBytes)),
                    Encoding.UTF8.GetString(piece.Details[i].Of(piece.DetailBytes))));
            }
        }

        return entries;
    }
}
