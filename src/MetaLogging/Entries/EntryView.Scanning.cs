using MetaLogging.Events;

namespace MetaLogging.Entries;

/// <content>How the bytes are read.</content>
public sealed partial class EntryView
{
    const long Version = 1;

    void ReadFact()
    {
        var scanner = new EntryScanner(_fact.Span, Fact);
        ReadMembers(ref scanner, 0, (int)EntryMembers.FirstOfDetail, Fact);
        scanner.ExpectEnd();
    }

    void ReadDetail()
    {
        var scanner = new EntryScanner(_detail.Span, DetailLayout.Whole);
        DetailLayout layout = default;
        int last = -1;
        scanner.Expect((byte)'{', DetailLayout.Whole);
        while (!scanner.TryTake((byte)'}'))
        {
            if (last >= 0)
            {
                scanner.Expect((byte)',', DetailLayout.Whole);
            }

            ReadOnlySpan<byte> name = scanner.ReadName(DetailLayout.Whole);
            int member = DetailLayout.Index(name);
            if (member <= last)
            {
                throw EntryScanner.Unknown(DetailLayout.Whole, name);
            }

            last = member;
            int part = DetailLayout.PartOf(member);
            if (part < 0)
            {
                layout.ReadProof(ref scanner, member);
                continue;
            }

            int start = scanner.Position;
            (EntryMember first, EntryMember end) = EntryMembers.OfPart(part);
            if (ReadMembers(ref scanner, (int)first, (int)end, DetailLayout.Whole) == 0)
            {
                throw scanner.Malformed(DetailLayout.Whole);   // an empty part is not written
            }

            layout.Parts[part] = new PartRange(start, scanner.Position - start);
        }

        scanner.ExpectEnd();
        layout.CheckForm();
        _layout = layout;
        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            Erased |= layout.Digests[part].IsEmpty ? EntryParts.None : (EntryParts)(1 << part);
        }
    }

    /// <summary>
    /// Reads an object whose members are some of a run of <see cref="EntryMember"/>, in that order, and answers how many it has.
    /// </summary>
    int ReadMembers(ref EntryScanner scanner, int next, int end, string whole)
    {
        int count = 0;
        scanner.Expect((byte)'{', whole);
        while (!scanner.TryTake((byte)'}'))
        {
            if (count++ > 0)
            {
                scanner.Expect((byte)',', whole);
            }

            ReadOnlySpan<byte> name = scanner.ReadName(whole);
            while (next < end && !name.SequenceEqual(EntryMembers.Utf8Name(next)))
            {
                next++;
            }

            if (next == end)
            {
                throw EntryScanner.Unknown(whole, name);
            }

            _seen |= 1UL << next;
            ReadValue(ref scanner, (EntryMember)next);
            next++;
        }

        return count;
    }

    void ReadValue(ref EntryScanner scanner, EntryMember member)
    {
        string name = EntryMembers.Name(member);
        int start = scanner.Position;
        switch (member)
        {
            case EntryMember.Id:
                Id = scanner.ReadUuid(name);
                break;
            case EntryMember.Timestamp:
                TimestampNanoseconds = scanner.ReadTime(name);
                break;
            case EntryMember.RecordedAt:
                RecordedAtNanoseconds = scanner.ReadTime(name);
                break;
            case EntryMember.Kind:
                Kind = ReadKind(ref scanner, name);
                break;
            case EntryMember.Level:
                Level = ReadLevel(ref scanner, name);
                break;
            case EntryMember.Phase:
                Phase = ReadPhase(ref scanner, name);
                break;
            case EntryMember.Success:
                Success = scanner.ReadBool(name);
                break;
            case EntryMember.PrivacyImpact:
                PrivacyImpact = scanner.ReadBool(name);
                break;
            case EntryMember.IsBlocked:
                IsBlocked = scanner.ReadBool(name);
                break;
            case EntryMember.AssessedBlock:
                AssessedBlock = scanner.ReadBool(name);
                break;
            case EntryMember.AttemptCount:
                AttemptCount = scanner.ReadCount(name);
                break;
            case EntryMember.RepeatCount:
                RepeatCount = scanner.ReadCount(name);
                break;
            case EntryMember.RiskScore:
                RiskScore = scanner.ReadNumber(name);
                break;
            case EntryMember.AssessedRisk:
                AssessedRisk = scanner.ReadNumber(name);
                break;
            case EntryMember.Version:
                if (scanner.ReadInteger(name) is var version && version != Version)
                {
                    throw new EntryFormatException(
                        $"The {Fact} is of version {version}; this program reads version {Version}. Use a newer one.");
                }

                break;
            case EntryMember.Log:
                Order = LogOrderJson.Read(ref scanner);
                break;
            case EntryMember.DataCategories:
                scanner.ReadTexts(name, _categories);
                break;
            case EntryMember.SubjectIds:
                scanner.ReadTexts(name, _subjects);
                break;
            case EntryMember.Reasons:
                scanner.ReadTexts(name, null);
                break;
            case EntryMember.AdditionalData:
                ExpectNext(scanner, (byte)'{', name);
                scanner.SkipValue(name);
                break;
            case EntryMember.Changes:
                ReadChanges(ref scanner, name);
                break;
            default:
                _slices[(int)member] = scanner.ReadText(name);
                return;
        }

        _slices[(int)member] = new TextSlice(start, scanner.Position - start, IsPlain: false);
    }

    static void ExpectNext(in EntryScanner scanner, byte first, string name)
    {
        ReadOnlySpan<byte> rest = scanner.Bytes[scanner.Position..];
        if (rest.IsEmpty || rest[0] != first)
        {
            throw scanner.Malformed(name);
        }
    }

    static void ReadChanges(ref EntryScanner scanner, string name)
    {
        bool isFirst = true;
        scanner.Expect((byte)'[', name);
        while (!scanner.TryTake((byte)']'))
        {
            if (!isFirst)
            {
                scanner.Expect((byte)',', name);
            }

            isFirst = false;
            scanner.Expect((byte)'{', name);
            if (!scanner.ReadName(name).SequenceEqual("field"u8))
            {
                throw scanner.Malformed(name);
            }

            scanner.ReadText(name);
            SkipChange(ref scanner, name);
        }
    }

    /// <summary>Passes over <c>new</c> and <c>old</c>, each of which may be left out.</summary>
    static void SkipChange(ref EntryScanner scanner, string name)
    {
        int last = 0;
        while (!scanner.TryTake((byte)'}'))
        {
            scanner.Expect((byte)',', name);
            ReadOnlySpan<byte> key = scanner.ReadName(name);
            int place = key.SequenceEqual("new"u8) ? 1 : key.SequenceEqual("old"u8) ? 2 : 0;
            if (place <= last)
            {
                throw EntryScanner.Unknown(name, key);
            }

            last = place;
            scanner.SkipValue(name);
        }
    }

    static EventKind ReadKind(ref EntryScanner scanner, string name)
    {
        ReadOnlySpan<byte> text = scanner.ReadText(name).Of(scanner.Bytes);
        return text.SequenceEqual("audit_event"u8) ? EventKind.AuditEvent
            : text.SequenceEqual("failed_login"u8) ? EventKind.FailedLogin
            : text.SequenceEqual("system_event"u8) ? EventKind.SystemEvent
            : throw scanner.Malformed(name);
    }

    static EventLevel ReadLevel(ref EntryScanner scanner, string name)
    {
        ReadOnlySpan<byte> text = scanner.ReadText(name).Of(scanner.Bytes);
        return text.SequenceEqual("INFO"u8) ? EventLevel.Info
            : text.SequenceEqual("WARNING"u8) ? EventLevel.Warning
            : text.SequenceEqual("ERROR"u8) ? EventLevel.Error
            : text.SequenceEqual("DEBUG"u8) ? EventLevel.Debug
            : text.SequenceEqual("CRITICAL"u8) ? EventLevel.Critical
            : throw scanner.Malformed(name);
    }

    static OperationPhase ReadPhase(ref EntryScanner scanner, string name)
    {
        ReadOnlySpan<byte> text = scanner.ReadText(name).Of(scanner.Bytes);
        return text.SequenceEqual("intent"u8) ? OperationPhase.Intent
            : text.SequenceEqual("outcome"u8) ? OperationPhase.Outcome
            : throw scanner.Malformed(name);
    }
}
