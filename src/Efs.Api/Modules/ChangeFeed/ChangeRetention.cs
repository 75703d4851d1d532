using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>
/// Deletes changes that are older than <c>EFS_CHANGES_DAYS</c>, from the oldest position on. The last commit whose changes were
/// deleted stays: the oldest position that a reader may continue from, and the region's last one when nothing else is kept.
/// </summary>
internal sealed class ChangeRetention(Settings settings) : IRetentionRule
{
    // The first row of a region is what stayed. The clock may step back: what follows a commit that is not due stays with it.
    private static readonly Sql<DueCommits> due = new(
        """
        SELECT r.code AS region_code, d.first, d.last
        FROM regions.region r
        LEFT JOIN unnest(@regions, @floors) AS f (region_code, floor) ON f.region_code = r.code
        CROSS JOIN LATERAL (
            SELECT min(k.position) AS first, coalesce(min(k.position) FILTER (WHERE NOT k.is_due) - 1, max(k.position)) AS last
            FROM (
                SELECT m.position, m.at < now() - make_interval(days => @days) AS is_due
                FROM change_feed.commit m
                WHERE m.region_code = r.code AND m.position >= coalesce(f.floor, 0)
                ORDER BY m.position
                OFFSET 1
                LIMIT 1000
            ) k
        ) d
        WHERE d.last >= d.first
        LIMIT 1
        """
    );

    // A commit may hold a million changes: they are deleted in parts, so that no statement exceeds its time limit.
    private static readonly Sql deleteChanges = new(
        """
        DELETE FROM change_feed.change c
        WHERE c.region_code = @regionCode AND (c.tx, c.ordinal) IN (
            SELECT k.tx, k.ordinal
            FROM change_feed.commit m
            JOIN change_feed.change k ON k.region_code = m.region_code AND k.tx = m.tx
            WHERE m.region_code = @regionCode AND m.position BETWEEN @first AND @last
            LIMIT 10000
        )
        """
    );

    private static readonly Sql deleteCommits = new(
        "DELETE FROM change_feed.commit m WHERE m.region_code = @regionCode AND m.position BETWEEN @first - 1 AND @last - 1"
    );

    private sealed record DueCommits
    {
        public required string RegionCode { get; init; }
        public required long First { get; init; }
        public required long Last { get; init; }
    }

    public string Name => "changes";

    // Where each region's commits begin. Beside a long snapshot deleted rows stay in the index; no step walks over those of the last.
    private readonly Dictionary<string, long> floors = [];

    public async Task<int> Delete(Db db, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            days = settings.ChangesDays,
            regions = floors.Keys.ToArray(),
            floors = floors.Values.ToArray(),
        };
        if (await db.QuerySingleOrDefault(due, parameters, cancellationToken) is not { } commits)
            return 0;
        while (await db.Execute(deleteChanges, commits, cancellationToken) > 0) { }
        var deleted = await db.Execute(deleteCommits, commits, cancellationToken);
        floors[commits.RegionCode] = commits.First - 1; // still right if this transaction is rolled back
        return deleted;
    }
}
