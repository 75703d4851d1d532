using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Finds stages that have results, for the contest's owner.</summary>
internal sealed class JudgedStages(ContestRegistry contests, ContestLock contestLock, Caller caller)
{
    /// <summary>Waits for the contest and finds its stage.</summary>
    /// <exception cref="ProblemException">There is no such contest or stage, it is another owner's, or it is not judged now.</exception>
    public async Task<(Contest Contest, ContestStage Stage)> Lock(Guid contestId, string key, CancellationToken cancellationToken)
    {
        contestLock.Take(contestId);
        var (contest, stage) = await Find(contestId, key, cancellationToken);
        if (!caller.HasRegion(contest.RegionCode))
            throw CommonErrors.OutOfRegion.ToException();
        contests.NotePush(contest.RegionCode);
        return contest.State == "running" && stage.Kind != "application" ? (contest, stage) : throw ResultErrors.NotJudged.ToException();
    }

    /// <summary>Finds a stage of a contest that the caller reads.</summary>
    public async Task<(Contest Contest, ContestStage Stage)> Find(Guid contestId, string key, CancellationToken cancellationToken) =>
        await contests.Get(contestId, cancellationToken) is { } contest && contest.Stages.FirstOrDefault(s => s.Key == key) is { } stage
            ? (contest, stage)
            : throw CommonErrors.NotFound.ToException();
}
