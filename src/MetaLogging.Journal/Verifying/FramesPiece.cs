namespace MetaLogging.Journaling.Verifying;

/// <summary>Frames that lie one behind the other.</summary>
internal sealed class FramesPiece(OpenContent content, List<FramePlace> frames, long first, int count) : PieceSource(first, count)
{
    public override SegmentContent? Content => content;

    public override long Bytes => frames[^1].EndOnDisk - frames[0].Offset;

    public override void Load(JournalPiece piece)
    {
        string name = FolderCheck.NameOf(content.First, SegmentFileKind.Open);
        piece.Begin(First, Count, name, name);
        int length = (int)(frames[^1].Offset + frames[^1].Size - frames[0].Offset);
        byte[] bytes = piece.Buffer(0, length);
        (piece.FactBytes, piece.DetailBytes) = (bytes, bytes);
        int read;
        try
        {
            read = content.File.Read(bytes.AsSpan(0, length), frames[0].Offset);
        }
        catch (IOException e)
        {
            piece.Findings.Add(new(name, First, $"the frames from byte {frames[0].Offset} on can't be read: {e.Message}"));
            return;
        }

        foreach (FramePlace frame in frames)
        {
            int at = (int)(frame.Offset - frames[0].Offset);
            if (at + frame.Size > read)
            {
                piece.Findings.Add(new(name, Math.Max(First, frame.First), $"the file ends inside the frame at byte {frame.Offset}."));
                return;
            }

            Place(frame, at, bytes, piece);
        }
    }

    static void Place(FramePlace frame, int at, byte[] bytes, JournalPiece piece)
    {
        int body = at + FrameHeader.Size;
        EntryReader reader = new(bytes.AsSpan(body, frame.BodyLength));
        for (long sequence = frame.First; reader.MoveNext() && sequence < piece.End; sequence++)
        {
            // The byte before a fact is the highest of the length of its detail, and not needed again.
            int place = (int)Math.Max(-1, sequence - piece.First);
            bytes[body + reader.FactAt - 1] = 0;
            if (place >= 0)
            {
                piece.Facts[place] = new(body + reader.FactAt, reader.FactLength);
                piece.Details[place] = new(body + reader.DetailAt, reader.DetailLength);
                piece.Orders[place] = reader.IsOrder;
            }
        }
    }
}
