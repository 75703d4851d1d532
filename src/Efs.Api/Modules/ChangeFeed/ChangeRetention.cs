using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>Deletes changes that are older than <c>EFS_CHANGES_DAYS</c>.</summary>
internal sealed class ChangeRetention(Settings settings) : IRetentionRule
{
    private static readonly Sql<DeletedCommit> deleteCommits = new(
        """
        DELETE FROM change_feed.commit m
        WHERE (m.region_code, m.position) IN (
            SELECT o.region_code, o.position FROM change_feed.commit o WHERE o.at < now() - make_interval(days => @days)
                ORDER BY o.at LIMIT 100
        )
        RETURNING m.region_code, m.tx::text AS tx
        """
    );

    // A commit may hold a million changes: they are deleted in parts, so that no statement exceeds its time limit.
    private static readonly Sql deleteChanges = new(
        """
        DELETE FROM change_feed.change c
        WHERE (c.region_code, c.tx, c.ordinal) IN (
            SELECT k.region_code, k.tx, k.ordinal
            FROM unnest(@regions, @txs) AS o (region_code, tx)
            JOIN change_feed.change k ON k.region_code = o.region_code AND k.tx = o.tx::xid8
            LIMIT 10000
        )
        """
    );

    private sealed record DeletedCommit
    {
        public required string RegionCode { get; init; }
        public required string Tx { get; init; }
    }

    public string Name => "changes";

    public Task<int> Delete(Db db, CancellationToken cancellationToken) =>
        db.InTransaction(
            async () =>
            {
                var commits = await db.Query(deleteCommits, new { days = settings.ChangesDays }, cancellationToken);
                var keys = new { regions = commits.Select(c => c.RegionCode).ToArray(), txs = commits.Select(c => c.Tx).ToArray() };
                while (commits.Count > 0 && await db.Execute(deleteChanges, keys, cancellationToken) > 0) { }
                return commits.Count;
            },
            cancellationToken
        );
}
