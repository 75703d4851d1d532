using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
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

internal sealed class ListProjectTransitionsHandler(Db db, Cipher cipher, PortfolioProjectRegistry registry)
    : IHandle<ListProjectTransitions, Page<ProjectTransition>>
{
    private static readonly Sql<ProjectTransition> page = new(
        $"""
        SELECT {ProjectTransition.Columns}
        FROM projects.transition
        WHERE project_id = @id AND region_code = @regionCode AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<ProjectTransition>> Handle(ListProjectTransitions request, CancellationToken cancellationToken)
    {
        // Whoever reads the project reads its history.
        var project = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        request.Id,
                        project.RegionCode,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            t => t.Ordinal
        );
    }
}
