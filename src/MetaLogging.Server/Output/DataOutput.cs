using System.Buffers;
using System.Text;

namespace MetaLogging.Server.Output;

/// <summary>
/// Standard output for data: bytes are gathered and handed on by <see cref="FlushAsync"/>. Not thread-safe.
/// </summary>
internal sealed class DataOutput(Surroundings surroundings) : IBufferWriter<byte>
{
    // The number of "broken pipe", the same on Linux, macOS and the BSDs.
    const int BrokenPipe = 32;

    readonly ArrayBufferWriter<byte> _gathered = new(64 << 10);

    /// <summary>The width of the terminal in cells; null where it is none.</summary>
    public int? Width => surroundings.OutputWidth;

    /// <summary>Whether a terminal would act on the bytes.</summary>
    public bool IsTerminal => surroundings.OutputWidth is not null;

    /// <summary>Whether headings may be shown in bold.</summary>
    public bool HasColor => surroundings.OutputHasColor;

    /// <inheritdoc/>
    public void Advance(int count) => _gathered.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _gathered.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _gathered.GetSpan(sizeHint);

    /// <summary>What was gathered and not handed on.</summary>
    public ReadOnlySpan<byte> Gathered => _gathered.WrittenSpan;

    /// <summary>Adds text.</summary>
    public void Write(string text) => Encoding.UTF8.GetBytes(text, this);

    /// <summary>Adds text and a line end.</summary>
    public void WriteLine(string text = "")
    {
        Write(text);
        this.Write("\n"u8);
    }

    /// <summary>Adds JSON; for a terminal, what the terminal would act on is written as <c>\u009b</c>: the values stay the same.</summary>
    public void WriteJson(ReadOnlySpan<byte> json)
    {
        if (IsTerminal)
        {
            VisibleText.EscapeJson(json, this);
        }
        else
        {
            this.Write(json);
        }
    }

    /// <summary>Hands on what was gathered.</summary>
    /// <exception cref="OutputClosedException">The reader has gone.</exception>
    /// <exception cref="IOException">It can't be written.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_gathered.WrittenCount == 0)
        {
            return;
        }

        try
        {
            await surroundings.Output.WriteAsync(_gathered.WrittenMemory, cancellationToken).ConfigureAwait(false);
            await surroundings.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException closed) when (closed.HResult == BrokenPipe)
        {
            throw new OutputClosedException(closed);
        }
        catch (IOException failure)
        {
            throw new IOException($"The output can't be written: {failure.Message}", failure);
        }

        _gathered.ResetWrittenCount();
    }
}
