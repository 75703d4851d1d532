using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the transitions of an application in order: who, when, from, to, why.</summary>
[Requires("contests:read")]
public sealed record ListApplicationTransitions : PagedList<ApplicationTransition>
{
    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListApplicationTransitionsHandler(RecordHistory history, ContestApplicationRegistry registry)
    : IHandle<ListApplicationTransitions, Page<ApplicationTransition>>
{
    private static readonly Sql<ApplicationTransition> page = RecordHistory.PageOf<ApplicationTransition>(
        ApplicationTransition.Columns,
        "contests.application_transition",
        "application_id"
    );

    public async Task<Page<ApplicationTransition>> Handle(ListApplicationTransitions request, CancellationToken cancellationToken) =>
        await history.Read(request, page, await registry.Get(request.Id, cancellationToken), cancellationToken);
}
