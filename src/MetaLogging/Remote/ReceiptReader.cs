using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Recording;

namespace MetaLogging.Remote;

/// <summary>Reads what a server answers to writes.</summary>
internal static class ReceiptReader
{
    /// <summary>
    /// The receipt of one event. An id that was made for this call can only be a duplicate of an earlier try of it, whose answer was lost.
    /// </summary>
    /// <exception cref="JsonFormatException">It is none; the message names the member.</exception>
    public static Receipt Read(RemoteAnswer answer, Guid id, bool isMadeHere) => JsonMembers.Read(answer.Body, receipt => new Receipt(
        receipt.Uuid("id") is var told && told == id ? id : throw new JsonFormatException("id", "is another one than was sent"),
        receipt.Text("origin"),
        receipt.Count("sequence"),
        answer.Status == 200 && !isMadeHere,
        receipt.OptionalObject("assessment") is { } found
            ? new Assessment(found.OptionalNumber("risk"), found.OptionalText("country"), found.OptionalFlag("block"), found.Texts("reasons"))
            : null));

    /// <summary>
    /// The receipt of a batch. Where nothing was accepted but ids made for this call are there, an earlier try had recorded the batch, as a whole, and its answer
    /// was lost: they count as accepted. Their sequences are not known then.
    /// </summary>
    /// <exception cref="JsonFormatException">It is none; the message names the member.</exception>
    public static BatchReceipt Read(RemoteAnswer answer, BatchBody body) => JsonMembers.Read(answer.Body, receipt =>
    {
        RejectedEvent[] refused = [.. receipt.Objects("rejected").Select(one => Rejected(one, body))];
        int accepted = receipt.SmallCount("accepted");
        int duplicates = receipt.SmallCount("duplicates");
        int acceptedBefore = accepted == 0 ? Math.Min(duplicates, body.CountMadeHere(refused)) : 0;
        return new BatchReceipt
        {
            Accepted = accepted + acceptedBefore,
            Duplicates = duplicates - acceptedBefore,
            Origin = receipt.Text("origin"),
            FirstSequence = receipt.OptionalCount("first_sequence"),
            LastSequence = receipt.OptionalCount("last_sequence"),
            Rejected = [.. refused.Concat(body.Unwritten).OrderBy(one => one.Index)],
        };
    });

    static RejectedEvent Rejected(JsonMembers one, BatchBody body)
    {
        int index = body.IndexOf(one.Count("line"));
        return index >= 0
            ? new RejectedEvent(index, Problem.ErrorsOf(one))
            : throw new JsonFormatException(one.PlaceOf("line"), "is no line that was sent");
    }
}
