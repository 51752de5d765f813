namespace MetaLogging.Server.Demo;

/// <summary>Which of many things somebody takes: the n-th most wanted with a chance in proportion to 1/n, as Zipf found it of words.</summary>
internal sealed class Popularity
{
    readonly double[] _upTo;

    /// <param name="count">How many things there are.</param>
    public Popularity(int count)
    {
        _upTo = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += 1.0 / (i + 1);
            _upTo[i] = sum;
        }
    }

    /// <summary>The place of a thing in the order of popularity; 0 is the most wanted.</summary>
    public int Draw(Dice dice)
    {
        int found = Array.BinarySearch(_upTo, dice.Fraction() * _upTo[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, _upTo.Length - 1);
    }
}
