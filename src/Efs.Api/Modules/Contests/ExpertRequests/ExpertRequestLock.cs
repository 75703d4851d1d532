using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Locks a request for an expert for those who do not own it, too.</summary>
internal sealed class ExpertRequestLock(Db db)
{
    private static readonly Sql lockRequest = new(
        $"SELECT t.id FROM contests.expert_request t WHERE t.id = @id AND {Participation.IsVisible} FOR NO KEY UPDATE"
    );

    /// <summary>Waits for the request, before the next statement of the transaction.</summary>
    public void Take(Guid id) => db.Prepend(lockRequest, new { id });
}
