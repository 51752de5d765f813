namespace MetaLogging.EndToEnd.PublicApi;

/// <summary>What a reviewer wants to see of two texts: the lines that went and the lines that came, in order.</summary>
internal static class LineDifference
{
    public static IEnumerable<string> Between(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        int[,] common = CommonSuffixes(before, after);
        int i = 0, j = 0;
        while (i < before.Count || j < after.Count)
        {
            if (i < before.Count && j < after.Count && before[i] == after[j])
            {
                i++;
                j++;
            }
            else if (j == after.Count || (i < before.Count && common[i + 1, j] >= common[i, j + 1]))
            {
                yield return "- " + before[i++];
            }
            else
            {
                yield return "+ " + after[j++];
            }
        }
    }

    /// <summary>The length of the longest common subsequence of every pair of tails.</summary>
    static int[,] CommonSuffixes(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        int[,] common = new int[before.Count + 1, after.Count + 1];
        for (int i = before.Count - 1; i >= 0; i--)
        {
            for (int j = after.Count - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}
