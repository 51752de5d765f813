namespace MetaLogging.Api.Socket;

/// <summary>Marks a connection that came through the socket of the data folder.</summary>
internal sealed class FolderSocket
{
    public static FolderSocket Mark { get; } = new();
}
