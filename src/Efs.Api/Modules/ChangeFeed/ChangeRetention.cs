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
        CROSS JOIN LATERAL (
            SELECT min(k.position) AS first, coalesce(min(k.position) FILTER (WHERE NOT k.is_due) - 1, max(k.position)) AS last
            FROM (
                SELECT m.position, m.at < now() - make_interval(days => @days) AS is_due
                FROM change_feed.commit m
                WHERE m.region_code = r.code
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
        "DELETE FROM change_feed.commit m WHERE m.region_code = @regionCode AND m.position < @last"
    );

    private sealed record DueCommits
    {
        public required string RegionCode { get; init; }
        public required long First { get; init; }
        public required long Last { get; init; }
    }

    public string Name => "changes";

    public Task<int> Delete(Db db, CancellationToken cancellationToken) =>
        db.InTransaction(
            async () =>
            {
                if (await db.QuerySingleOrDefault(due, new { days = settings.ChangesDays }, cancellationToken) is not { } commits)
                    return 0;
                while (await db.Execute(deleteChanges, commits, cancellationToken) > 0) { }
                return await db.Execute(deleteCommits, commits, cancellationToken);
            },
            cancellationToken
        );
}
