using MetaLogging.Events;

namespace MetaLogging.Import;

/// <summary>
/// Counts what an import finds. Lines are counted by who reads, events by who records: two tasks, each with counts of its own.
/// </summary>
internal sealed class ImportTally
{
    readonly long[] _passed = new long[PassedReasons.Count];
    readonly List<UnplacedLine> _firstUnplaced = [];
    readonly List<RejectedLine> _rejectedInReading = [];
    readonly List<RejectedLine> _rejectedInRecording = [];
    readonly HashSet<string> _failureAddresses = [];
    readonly HashSet<string> _addresses = [];
    long _unplaced;
    long _rejectedWhileReading;
    long _rejectedWhileRecording;
    long _failedAttempts;
    long _acceptedLogins;
    long _recorded;
    long _alreadyThere;

    public long Recorded => Volatile.Read(ref _recorded);

    public long AlreadyThere => Volatile.Read(ref _alreadyThere);

    public void AddPassed(PassedReason reason) => _passed[(int)reason]++;

    public void AddUnplaced(long line, string reason)
    {
        if (_unplaced++ < ImportResult.MostUnplacedShown)
        {
            _firstUnplaced.Add(new(line, reason));
        }
    }

    public void AddRejectedInReading(RejectedLine line)
    {
        if (_rejectedWhileReading++ < ImportResult.MostRejectedShown)
        {
            _rejectedInReading.Add(line);
        }
    }

    public void AddRejectedInRecording(RejectedLine line)
    {
        if (_rejectedWhileRecording++ < ImportResult.MostRejectedShown)
        {
            _rejectedInRecording.Add(line);
        }
    }

    public void AddReceipt(long accepted, long duplicates)
    {
        Volatile.Write(ref _recorded, _recorded + accepted);
        Volatile.Write(ref _alreadyThere, _alreadyThere + duplicates);
    }

    public void AddEvent(TrailEvent item)
    {
        string? address = null;
        if (item is FailedLoginAttempt failed)
        {
            _failedAttempts += failed.RepeatCount;
            address = failed.IpAddress;
            if (!string.IsNullOrEmpty(address))
            {
                _failureAddresses.Add(address);
            }
        }
        else if (item is AuditEvent audit)
        {
            _acceptedLogins += audit is { Action: LogImport.LoginAction, Success: true } ? 1 : 0;
            address = audit.IpAddress;
        }

        if (!string.IsNullOrEmpty(address))
        {
            _addresses.Add(address);
        }
    }

    public ImportResult ToResult(long lines, bool hasWaitingLine) => new()
    {
        Lines = lines,
        Recorded = _recorded,
        AlreadyThere = _alreadyThere,
        FailedAttempts = _failedAttempts,
        AcceptedLogins = _acceptedLogins,
        FailureAddresses = _failureAddresses.Count,
        Addresses = _addresses.Count,
        Passed = [.. _passed
            .Select((count, reason) => new PassedLines(((PassedReason)reason).InWords(), count))
            .Where(passed => passed.Lines > 0)
            .OrderByDescending(passed => passed.Lines)],
        Unplaced = _unplaced,
        FirstUnplaced = _firstUnplaced,
        Rejected = _rejectedWhileReading + _rejectedWhileRecording,
        FirstRejected = [.. _rejectedInReading
            .Concat(_rejectedInRecording)
            .OrderBy(line => line.Line)
            .Take(ImportResult.MostRejectedShown)],
        HasWaitingLine = hasWaitingLine,
    };
}
