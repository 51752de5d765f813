using Microsoft.Win32.SafeHandles;

namespace MetaLogging.Journaling;

/// <summary>A file of the operating system.</summary>
internal sealed class RealFile(SafeFileHandle handle, string path) : IFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long offset)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int read = RandomAccess.Read(handle, buffer[done..], offset + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (IOException e) when (Disk.IsFull(e))
        {
            throw new DiskFullException(path, e);
        }
    }

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        try
        {
            RandomAccess.Write(handle, buffers, offset);
        }
        catch (IOException e) when (Disk.IsFull(e))
        {
            throw new DiskFullException(path, e);
        }
    }

    public void Allocate(long length) => Disk.Allocate(handle, path, length);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Flush() => Disk.FlushFile(handle, path);

    public void Dispose() => handle.Dispose();
}
