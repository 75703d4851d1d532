using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Links a repeated diagnostic to a completed trajectory; the trajectory then has an outcome.</summary>
[Requires("trajectories:write"), ProducesErrors("trajectories.not-completed", "trajectories.not-comparable")]
public sealed record LinkRepeatedDiagnostic : ICommand<Trajectory>
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required RepeatedDiagnostic Link { get; init; }
}

/// <summary>The diagnostic that was taken after a trajectory.</summary>
public sealed record RepeatedDiagnostic
{
    /// <summary>
    /// Repeated diagnostic of the same educator, with an edition of the same instrument as the trajectory's first diagnostic.
    /// </summary>
    /// <example>source:diagnostic-lebedev-2</example>
    [RefersTo("diagnostics")]
    public required Guid DiagnosticId { get; init; }
}

internal sealed class LinkRepeatedDiagnosticHandler(
    Db db,
    TrajectoryRegistry registry,
    DiagnosticComparability comparability,
    SourceReferences references
) : IHandle<LinkRepeatedDiagnostic, Trajectory>
{
    private static readonly Sql link = new(
        """
        UPDATE trajectories.trajectory
        SET repeated_diagnostic_id = @diagnosticId, version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode AND repeated_diagnostic_id IS DISTINCT FROM @diagnosticId
        """
    );

    public async Task<Trajectory> Handle(LinkRepeatedDiagnostic request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate<TrajectoryFields, Trajectory>(request.Id, request.IfMatch, cancellationToken);
        if (current.State != "completed")
            throw TrajectoryErrors.NotCompleted.ToException();
        await references.Bind(current.RegionCode, cancellationToken);
        await comparability.EnsureComparable(current, request.Link.DiagnosticId, "/diagnosticId", cancellationToken);
        await db.Execute(
            link,
            new
            {
                current.Id,
                current.RegionCode,
                request.Link.DiagnosticId,
            },
            cancellationToken
        );
        return (await registry.Get(current.Id, cancellationToken))!;
    }
}
