using System.Buffers;

namespace MetaLogging.Journaling;

/// <summary>Rewrites one detail: writes the new one and answers true, or answers false to leave it.</summary>
public delegate bool DetailRewrite(JournalEntry entry, IBufferWriter<byte> output);
