using MetaLogging.Bench.Data;
using MetaLogging.Bench.Querying;
using MetaLogging.Bench.Servers;

namespace MetaLogging.Bench.Mixing;

/// <summary>What readers ask: mostly for pages and single events, now and then for numbers; each time about something else.</summary>
internal sealed class QuestionMix
{
    /// <summary>The questions, and how many of twenty are this one.</summary>
    public static readonly (string Name, int Share)[] Questions =
        [(Question.NewestOfUser, 7), (Question.NewestOfAll, 5), (Question.ById, 5), (Question.Summary, 2), (Question.PrivacyReport, 1)];

    const int Rounds = 100;

    readonly MixedQuestion[] _questions;

    /// <param name="events">How many events are there for sure.</param>
    public QuestionMix(OurServer server, long events)
    {
        List<MixedQuestion> questions = [];
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((string name, int share) in Questions)
            {
                for (int i = 0; i < share; i++)
                {
                    int n = round * share + i;
                    questions.Add(new MixedQuestion(name, server.Get(Target(name, n, events))));
                }
            }
        }

        _questions = [.. questions];
        new Random(1).Shuffle(_questions);
    }

    public MixedQuestion At(int n) => _questions[n % _questions.Length];

    static string Target(string question, int n, long events) => question switch
    {
        Question.NewestOfUser => $"/api/v1/audit-events?limit=50&user_id={GeneratedEvents.UserId(n * 7 % GeneratedEvents.Users)}",
        Question.NewestOfAll => "/api/v1/audit-events?limit=50",
        Question.ById => $"/api/v1/audit-events/{GeneratedEvents.Id(n * 7919L % events)}",
        Question.Summary => "/api/v1/summary?hours=24",
        Question.PrivacyReport => "/api/v1/reports/privacy?days=30",
        _ => throw new ArgumentException(question),
    };
}
