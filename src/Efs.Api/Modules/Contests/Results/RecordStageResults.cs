using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>Records results of applications in a stage of a contest.</summary>
/// <remarks>
/// All are recorded or none; recording the same again changes nothing. Where the passing of the stage was computed, it is computed again.
/// </remarks>
[Requires("contests:write"), ProducesErrors("contests.unfit-results", "contests.not-judged", "access.region")]
public sealed record RecordStageResults : ICommand<RecordedResults>, IValidatable
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "test", 50)]
    public required string Stage { get; init; }

    [Body]
    public required ResultList List { get; init; }

    public void Validate(ValidationContext validation)
    {
        validation.RequireDistinct("/results", List.Results, "applicationId", r => r.ApplicationId);
        for (var i = 0; i < List.Results.Count; i++)
            List.Results[i].Validate($"/results/{i}", validation);
    }
}

/// <summary>What recording results has changed.</summary>
public sealed record RecordedResults
{
    /// <summary>Number of results that this request has changed.</summary>
    /// <example>1</example>
    [Between(0, 1000)]
    public required int Changed { get; init; }
}

internal sealed class RecordStageResultsHandler(JudgedStages stages, StageResults results, ReferenceStore reference)
    : IHandle<RecordStageResults, RecordedResults>
{
    public async Task<RecordedResults> Handle(RecordStageResults request, CancellationToken cancellationToken)
    {
        var (contest, stage) = await stages.Lock(request.Id, request.Stage, cancellationToken);
        var validation = new ValidationContext(reference.Current);
        for (var i = 0; i < request.List.Results.Count; i++)
            request.List.Results[i].CheckAgainst(stage, $"/results/{i}", validation);
        if (validation.Errors.Count > 0)
            throw ResultErrors.Unfit.ToException(validation.Errors);
        return new() { Changed = await results.Record(contest, stage, request.List.Results, cancellationToken) };
    }
}
