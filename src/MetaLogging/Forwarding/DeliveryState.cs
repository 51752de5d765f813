using MetaLogging.Stores;

namespace MetaLogging.Forwarding;

/// <summary>How far the delivery of a journal is.</summary>
/// <param name="Origin">The journal.</param>
/// <param name="Next">The sequence to be delivered next.</param>
/// <param name="SetAside">What the server refused, oldest first.</param>
/// <param name="Gaps">What was refused and is not told of as a gap yet.</param>
internal sealed record DeliveryState(string Origin, long Next, IReadOnlyList<SetAside> SetAside, IReadOnlyList<UntoldGap> Gaps)
{
    /// <summary>The most ranges that are remembered; of more the oldest are forgotten.</summary>
    const int MostSetAside = 1000;

    /// <summary>Nothing is delivered yet.</summary>
    public static DeliveryState Begin(string origin) => new(origin, 0, [], []);

    /// <summary>The same with more set aside; neighbours with the same reason are one range, and what is there is not added again.</summary>
    public DeliveryState With(IEnumerable<SetAside> refused, UntoldGap? gap)
    {
        List<SetAside> all = [.. SetAside];
        foreach (SetAside one in refused.Where(one => !all.Exists(known => known.FirstSequence <= one.FirstSequence && known.EndSequence >= one.EndSequence)).ToList())
        {
            if (all is [.., var last] && last.EndSequence == one.FirstSequence && last.Reason == one.Reason)
            {
                all[^1] = last with { EndSequence = one.EndSequence };
            }
            else
            {
                all.Add(one);
            }
        }

        return this with { SetAside = [.. all.TakeLast(MostSetAside)], Gaps = gap is null ? Gaps : [.. Gaps, gap] };
    }
}
