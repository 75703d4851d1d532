using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Records which tasks of a marathon applications have done.</summary>
/// <remarks>
/// All are recorded or none; recording the same again changes nothing, and a task brings its points once. The sum of the points is the
/// score of the stage. Steps of trajectories that name the marathon are submitted for the educators whose route is done.
/// </remarks>
[Requires("contests:write")]
[ProducesErrors("contests.no-marathon", "contests.unfit-results", "contests.not-judged", "access.region")]
public sealed record RecordTaskCompletions : ICommand<RecordedCompletions>, IValidatable
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "marathon", 50)]
    public required string Stage { get; init; }

    [Body]
    public required CompletionList List { get; init; }

    public void Validate(ValidationContext validation) =>
        validation.RequireDistinct("/completions", List.Completions, "task", c => (c.ApplicationId, c.Task));
}

/// <summary>What recording completions has changed.</summary>
public sealed record RecordedCompletions
{
    /// <summary>Number of completions that this request has changed.</summary>
    /// <example>1</example>
    [Between(0, 1000)]
    public required int Changed { get; init; }
}

internal sealed class RecordTaskCompletionsHandler(JudgedStages stages, Marathons marathons)
    : IHandle<RecordTaskCompletions, RecordedCompletions>
{
    public async Task<RecordedCompletions> Handle(RecordTaskCompletions request, CancellationToken cancellationToken)
    {
        var (contest, stage) = await stages.Lock(request.Id, request.Stage, cancellationToken);
        if (stage.Tasks.Count == 0)
            throw MarathonErrors.NotHeld.ToException();
        return new() { Changed = await marathons.Record(contest, stage, request.List.Completions, cancellationToken) };
    }
}
