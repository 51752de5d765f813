using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace MetaLogging.Api.Tests.Support;

/// <summary>Bodies as they travel packed.</summary>
internal static class Packed
{
    public static byte[] Gzip(string text) => Gzip(stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    public static byte[] Zstd(string text) => Zstd(stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>A few KiB that become so many MiB of one byte.</summary>
    public static byte[] GzipBomb(int mebibytes, char of) => Gzip(stream => Fill(stream, mebibytes, of));

    /// <inheritdoc cref="GzipBomb"/>
    public static byte[] ZstdBomb(int mebibytes, char of) => Zstd(stream => Fill(stream, mebibytes, of));

    static byte[] Gzip(Action<Stream> write)
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            write(gzip);
        }

        return packed.ToArray();
    }

    static byte[] Zstd(Action<Stream> write)
    {
        MemoryStream packed = new();
        using (CompressionStream zstd = new(packed, 1))
        {
            zstd.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            write(zstd);
        }

        return packed.ToArray();
    }

    static void Fill(Stream stream, int mebibytes, char of)
    {
        byte[] block = new byte[1 << 20];
        block.AsSpan().Fill((byte)of);
        for (int i = 0; i < mebibytes; i++)
        {
            stream.Write(block);
        }
    }
}
