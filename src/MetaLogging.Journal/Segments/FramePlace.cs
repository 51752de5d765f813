namespace MetaLogging.Journaling;

/// <summary>Where a frame with entries lies in its segment's file.</summary>
internal readonly record struct FramePlace(long First, int Count, int BodyLength, long Offset)
{
    public long End => First + Count;

    public int Size => FrameHeader.Size + BodyLength;

    public long EndOnDisk => Offset + FrameHeader.OnDisk(BodyLength);
}
