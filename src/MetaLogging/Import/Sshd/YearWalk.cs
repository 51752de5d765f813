namespace MetaLogging.Import;

/// <summary>
/// Gives lines without a year theirs, going from line to line: a time that lies more than half a year before that of the line before it
/// begins a new year. Small disorder changes nothing: a line out of December that comes just after the New Year still belongs to the old
/// one.
/// </summary>
internal sealed class YearWalk(int startYear)
{
    const long Day = 24 * 60 * 60;
    const long Year = 12 * 31 * Day;
    const long HalfYear = Year / 2;

    /// <summary>How far a line may lie behind one that comes after it. Zones are not looked at here, and are part of it.</summary>
    const long Disorder = 2 * Day;

    int _year = startYear;
    long _last;

    /// <summary>Whether a line was placed.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>The year of a line that has none.</summary>
    public int Place(in LogTime time)
    {
        long at = time.OnScale(_year);
        if (IsStarted)
        {
            if (at < _last - HalfYear)
            {
                _year++;
                at += Year;
            }
            else if (at - Year >= _last - Disorder)
            {
                return _year - 1;
            }
        }

        IsStarted = true;
        _last = at;
        return _year;
    }

    /// <summary>Takes note of a line that has a year, so that lines behind it are placed after it.</summary>
    /// <param name="time">The line's time.</param>
    /// <param name="year">Its year, counted as this walk counts.</param>
    public void See(in LogTime time, int year)
    {
        IsStarted = true;
        _year = year;
        _last = time.OnScale(year);
    }

    /// <summary>
    /// The greatest year to add to this walk's own so that the last line placed does not lie behind a line that has a year (but for small
    /// disorder).
    /// </summary>
    public int FitBefore(in LogTime time)
    {
        int fit = time.Year - _year;
        return _last + (fit * Year) > time.OnScale(time.Year) + Disorder ? fit - 1 : fit;
    }
}
