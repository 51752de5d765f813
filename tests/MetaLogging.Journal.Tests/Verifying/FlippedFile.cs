namespace MetaLogging.Journaling.Tests.Verifying;

/// <summary>A file with one flipped bit, until it is disposed.</summary>
internal sealed class FlippedFile : IDisposable
{
    readonly string _path;
    readonly long _bit;

    public FlippedFile(string path, long bit)
    {
        (_path, _bit) = (path, bit);
        Flip();
    }

    public void Dispose() => Flip();

    void Flip()
    {
        using FileStream file = new(_path, FileMode.Open);
        file.Position = _bit / 8;
        int old = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(old ^ (1 << (int)(_bit % 8))));
    }
}
