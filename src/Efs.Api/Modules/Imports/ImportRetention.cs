using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>Deletes finished imports, with their files and reports, after <c>EFS_IMPORTS_DAYS</c>.</summary>
internal sealed class ImportRetention(Settings settings) : IRetentionRule
{
    private static readonly Sql delete = new(
        """
        DELETE FROM imports.import i
        WHERE (i.id, i.region_code) IN (
            SELECT o.id, o.region_code
            FROM imports.import o
            WHERE o.created_at < now() - make_interval(days => @days) AND o.finished_at < now() - make_interval(days => @days)
            ORDER BY o.created_at
            LIMIT 1)
        """
    );

    public string Name => "imports";

    public Task<int> Delete(Db db, CancellationToken cancellationToken) =>
        db.Execute(delete, new { days = settings.ImportsDays }, cancellationToken);
}
