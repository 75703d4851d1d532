using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// The lock of a contest. Submissions, decisions, results and passing wait for it, so that each sees what the others before it have
/// written, and numbers have no gaps. Drafts share it, so that whoever changes the contest knows which regions apply.
/// </summary>
internal sealed class ContestLock(Db db) : RecordLock(db, sql)
{
    private static readonly RecordLockSql sql = new("contests", "contests.application", "contest_id");

    private static readonly Sql lockApplication = new(
        $"SELECT t.id FROM contests.application t WHERE t.id = @applicationId AND {Participation.IsVisible} FOR NO KEY UPDATE"
    );

    /// <summary>Waits for an application and its contest, before the next statement of the transaction.</summary>
    public void TakeFor(Guid applicationId)
    {
        TakeOf(applicationId);
        Db.Prepend(lockApplication, new { applicationId });
    }
}
