using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Projects;

/// <summary>Moves a project to another state: defended, in_portfolio, running, finished or stopped.</summary>
/// <remarks>The error for a forbidden transition lists the allowed ones.</remarks>
[Requires("projects:write"), ProducesErrors("projects.forbidden-move", "access.region")]
public sealed record TransitionProject : ICommand<ProjectTransition>, IValidatable
{
    /// <summary>The project's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required ProjectTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation) =>
        validation.Require(Move.Comment is not null || Move.To != "stopped", "/comment", Rules.Required);
}

/// <summary>A transition of a project.</summary>
public sealed record ProjectTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>defended</example>
    [ProjectState]
    public required string To { get; init; }

    /// <summary>
    /// Day on which it happened, for transitions that are reported later: not before the day of any earlier one. By default today by
    /// the region's time.
    /// </summary>
    /// <example>2023-10-11</example>
    [NotInFuture]
    public DateOnly? OccurredOn { get; init; }

    /// <summary>Comment; required with state <c>stopped</c>: why.</summary>
    /// <example>Защищён на стратегической сессии</example>
    [Length(2000)]
    public string? Comment { get; init; }
}

internal sealed class TransitionProjectHandler(Db db, PortfolioProjectRegistry registry, RecordHistory history, ReferenceStore reference)
    : IHandle<TransitionProject, ProjectTransition>
{
    private static readonly Sql<DateOnly?> latest = new(
        "SELECT max(h.occurred_on) FROM projects.transition h WHERE h.project_id = @id AND h.region_code = @regionCode"
    );

    private static readonly Sql<ProjectTransition> move = RecordHistory.MoveOf<ProjectTransition>(
        ProjectTransition.Columns,
        "projects.project",
        "projects.transition",
        "project_id",
        kept: ("occurred_on", "@occurredOn")
    );

    public async Task<ProjectTransition> Handle(TransitionProject request, CancellationToken cancellationToken)
    {
        var transition = request.Move;
        var current = await registry.GetForUpdate(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        registry.NotePush(current.RegionCode);
        ProjectStateAttribute.Machine.EnsureAllowed(current.State, transition.To, PortfolioProjectErrors.ForbiddenMove);
        return await history.Move(
            move,
            current,
            current.State,
            transition.To,
            transition.Comment,
            cancellationToken,
            ("occurredOn", await DayOf(current, transition.OccurredOn, cancellationToken))
        );
    }

    private async Task<DateOnly> DayOf(PortfolioProject current, DateOnly? reported, CancellationToken cancellationToken) =>
        TransitionDay.Of(
            reported,
            reference.Current.Today(current.RegionCode),
            await db.QuerySingleOrDefault(latest, new { current.Id, current.RegionCode }, cancellationToken),
            "/occurredOn"
        );
}
