using System.Globalization;
using MetaLogging.Journaling.Notes;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Server.Witnessing;

/// <summary>What a witness answers (C2SP tlog-witness).</summary>
/// <param name="Status">The status code of HTTP.</param>
/// <param name="Body">The text: signature lines, a size, a note, or why not.</param>
/// <param name="ContentType">Its type.</param>
internal sealed record WitnessAnswer(int Status, string Body, string ContentType = "text/plain; charset=utf-8")
{
    /// <summary>The checkpoint was kept, and this is the signature on it.</summary>
    public static WitnessAnswer Cosigned(NoteSignature signature) => new(StatusCodes.Status200OK, signature.Line);

    /// <summary>The newest checkpoint that is known of a log.</summary>
    public static WitnessAnswer Checkpoint(string note) => new(StatusCodes.Status200OK, note);

    /// <summary>The request can't be read.</summary>
    public static WitnessAnswer Malformed(string reason) => new(StatusCodes.Status400BadRequest, reason + "\n");

    /// <summary>No key of the log signed the checkpoint.</summary>
    public static WitnessAnswer NotSigned(string reason) => new(StatusCodes.Status403Forbidden, reason + "\n");

    /// <summary>Nothing is known of the log, or nothing is at the address.</summary>
    public static WitnessAnswer Unknown(string reason) => new(StatusCodes.Status404NotFound, reason + "\n");

    /// <summary>The checkpoint is told from another size than the newest one that was cosigned.</summary>
    public static WitnessAnswer OtherSize(long size) =>
        new(StatusCodes.Status409Conflict, size.ToString(CultureInfo.InvariantCulture) + "\n", "text/x.tlog.size");

    /// <summary>The checkpoint is not the continuation of the newest one that was cosigned.</summary>
    public static WitnessAnswer Inconsistent(string reason) => new(StatusCodes.Status422UnprocessableEntity, reason + "\n");

    /// <summary>The checkpoint could not be kept, and so was not cosigned.</summary>
    public static WitnessAnswer NotKept { get; } = new(StatusCodes.Status503ServiceUnavailable, "The checkpoint could not be kept, and was not cosigned.\n");
}
