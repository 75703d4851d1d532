using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Projects;

/// <summary>Lists the transitions of a project in order: who, when, from, to, why.</summary>
[Requires("projects:read")]
public sealed record ListProjectTransitions : PagedList<ProjectTransition>
{
    /// <summary>The project's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListProjectTransitionsHandler(RecordHistory history, PortfolioProjectRegistry registry)
    : IHandle<ListProjectTransitions, Page<ProjectTransition>>
{
    private static readonly Sql<ProjectTransition> page = RecordHistory.PageOf<ProjectTransition>(
        ProjectTransition.Columns,
        "projects.transition",
        "project_id"
    );

    public async Task<Page<ProjectTransition>> Handle(ListProjectTransitions request, CancellationToken cancellationToken) =>
        await history.Read(request, page, await registry.Get(request.Id, cancellationToken), cancellationToken);
}
