using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Computes who passes a stage of a contest, and stores it.</summary>
/// <remarks>
/// Those who have no result count as absent. The same results always give the same answer; computing again changes nothing.
/// </remarks>
[Requires("contests:write"), ProducesErrors("contests.not-judged", "contests.earlier-stage-open", "access.region")]
public sealed record ComputeStagePassing : ICommand<StagePassingResult>
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "test", 50)]
    public required string Stage { get; init; }
}

internal sealed class ComputeStagePassingHandler(JudgedStages stages, StageResults results)
    : IHandle<ComputeStagePassing, StagePassingResult>
{
    public async Task<StagePassingResult> Handle(ComputeStagePassing request, CancellationToken cancellationToken)
    {
        var (contest, stage) = await stages.Lock(request.Id, request.Stage, cancellationToken);
        return await results.Compute(contest, stage, cancellationToken);
    }
}
