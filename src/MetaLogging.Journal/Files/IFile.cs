namespace MetaLogging.Journaling;

/// <summary>An open file. Reads may run at the same time as one writer.</summary>
internal interface IFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads until the buffer is full or the file ends; answers how many bytes.</summary>
    int Read(Span<byte> buffer, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Writes the buffers one behind the other.</summary>
    void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset);

    /// <summary>Makes the file this long and takes the space for it; new bytes are zero.</summary>
    void Allocate(long length);

    void SetLength(long length);

    /// <summary>Makes all that was written, and the length, durable.</summary>
    void Flush();
}
