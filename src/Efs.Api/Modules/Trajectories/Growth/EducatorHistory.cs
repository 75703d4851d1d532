using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Reads the history of one educator of the caller's regions.</summary>
internal sealed class EducatorHistory(Db db)
{
    private static readonly Sql<string> region = new(
        "SELECT region_code FROM educators.educator WHERE id = @id AND region_code = ANY (@scope)"
    );
    private static readonly Sql<Taken> diagnostics = new(
        """
        SELECT d.id, d.taken_on, d.stage, i.region_code || ' ' || i.code AS instrument, d.results
        FROM trajectories.diagnostic d
        JOIN trajectories.instrument i ON i.id = d.instrument_id
        WHERE d.educator_id = @id AND d.region_code = ANY (@scope)
        ORDER BY d.taken_on DESC, d.id DESC
        LIMIT 1000
        """
    );

    /// <returns>The educator's region.</returns>
    /// <exception cref="ProblemException">The caller has no such educator.</exception>
    public async Task<string> Region(Guid id, CancellationToken cancellationToken) =>
        await db.QuerySingleOrDefault(region, new { id }, cancellationToken) ?? throw CommonErrors.NotFound.ToException();

    /// <summary>The latest thousand diagnostics in the order of time.</summary>
    public async Task<IReadOnlyList<Taken>> Diagnostics(Guid id, CancellationToken cancellationToken) =>
        [.. (await db.Query(diagnostics, new { id }, cancellationToken)).Reverse()];
}
