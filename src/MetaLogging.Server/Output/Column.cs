namespace MetaLogging.Server.Output;

/// <summary>A column of an answer.</summary>
/// <param name="Name">Its heading: the name of a member, as in JSON.</param>
/// <param name="Read">Reads the value of a row.</param>
internal sealed record Column<TRow>(string Name, Func<TRow, Cell> Read);
