using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists the former versions of a corrected diagnostic, the latest first.</summary>
[Requires("trajectories:read")]
public sealed record ListDiagnosticVersions : PagedList<DiagnosticVersion>
{
    /// <summary>The diagnostic's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>A diagnostic as it was before a correction.</summary>
public sealed record DiagnosticVersion
{
    /// <summary>Version of the diagnostic.</summary>
    /// <example>1</example>
    public required int Version { get; init; }

    /// <summary>Institute of the region that conducted it.</summary>
    public Guid? InstituteId { get; init; }

    /// <summary>Stage of the diagnostic.</summary>
    [DiagnosticStage]
    public required string Stage { get; init; }

    /// <summary>Day of the diagnostic.</summary>
    public required DateOnly TakenOn { get; init; }

    /// <summary>Scores.</summary>
    [Items(100)]
    public required IReadOnlyList<CompetenceScore> Scores { get; init; }

    /// <summary>Results of the scores.</summary>
    [Items(100)]
    public required IReadOnlyList<CompetenceResult> Results { get; init; }

    /// <summary>When the diagnostic was corrected, UTC.</summary>
    public required DateTime ReplacedAt { get; init; }

    /// <summary>Client that corrected the diagnostic.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string ReplacedBy { get; init; }
}

internal sealed class ListDiagnosticVersionsHandler(Db db, Cipher cipher, Caller caller)
    : IHandle<ListDiagnosticVersions, Page<DiagnosticVersion>>
{
    private static readonly Sql<bool> exists = new(
        "SELECT true FROM trajectories.diagnostic WHERE id = @id AND region_code = ANY (@scope)"
    );
    private static readonly Sql<DiagnosticVersion> page = new(
        """
        SELECT version, institute_id, stage, taken_on, scores, results, replaced_at, replaced_by
        FROM trajectories.diagnostic_version
        WHERE diagnostic_id = @id AND region_code = ANY (@scope) AND (@after::bigint IS NULL OR version < @after)
        ORDER BY version DESC
        LIMIT @limit
        """
    );

    public async Task<Page<DiagnosticVersion>> Handle(ListDiagnosticVersions request, CancellationToken cancellationToken)
    {
        if (!await db.QuerySingleOrDefault(exists, new { request.Id }, cancellationToken))
            throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            caller,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        request.Id,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            v => v.Version
        );
    }
}
