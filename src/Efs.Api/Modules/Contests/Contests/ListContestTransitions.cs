using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the transitions of a contest in order: who, when, from, to, why.</summary>
[Requires("contests:read")]
public sealed record ListContestTransitions : PagedList<ContestTransition>
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListContestTransitionsHandler(RecordHistory history, ContestRegistry registry)
    : IHandle<ListContestTransitions, Page<ContestTransition>>
{
    private static readonly Sql<ContestTransition> page = RecordHistory.PageOf<ContestTransition>(
        ContestTransition.Columns,
        "contests.contest_transition",
        "contest_id"
    );

    public async Task<Page<ContestTransition>> Handle(ListContestTransitions request, CancellationToken cancellationToken) =>
        await history.Read(request, page, await registry.Get(request.Id, cancellationToken), cancellationToken);
}
