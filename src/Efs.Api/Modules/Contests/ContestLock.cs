using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// The lock of a contest. Submissions, decisions, results and passing wait for it, so that each sees what the others before it have
/// written, and numbers have no gaps.
/// </summary>
internal sealed class ContestLock(Db db)
{
    private static readonly Sql lockContest = new("SELECT pg_advisory_xact_lock(hashtextextended('contest ' || @contestId, 0))");

    private static readonly Sql lockContestOf = new(
        $"""
        SELECT pg_advisory_xact_lock(hashtextextended('contest ' || t.contest_id, 0))
        FROM contests.application t
        WHERE t.id = @applicationId AND {Participation.IsVisible}
        """
    );

    // A change of the draft that is on its way ends first.
    private static readonly Sql lockApplication = new(
        $"SELECT t.id FROM contests.application t WHERE t.id = @applicationId AND {Participation.IsVisible} FOR NO KEY UPDATE"
    );

    /// <summary>Waits for the contest, before the next statement of the transaction.</summary>
    public void Take(Guid contestId) => db.Prepend(lockContest, new { contestId = contestId.ToString() });

    /// <summary>Waits for an application and its contest, before the next statement of the transaction.</summary>
    public void TakeFor(Guid applicationId)
    {
        db.Prepend(lockContestOf, new { applicationId });
        db.Prepend(lockApplication, new { applicationId });
    }
}
