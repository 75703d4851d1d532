using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// The locks of records to which records of many regions refer. Whoever must see what the others before it have written waits for the
/// lock; whoever only adds to what the holders of the lock read shares it.
/// </summary>
internal abstract class RecordLock(Db db, RecordLockSql sql)
{
    protected Db Db => db;

    /// <summary>Waits for the locks of these records, before the next statement of the transaction.</summary>
    public void Take(params IEnumerable<Guid> ids) => db.PrependShared(sql.Take, new { ids = ids.Distinct().ToArray() });

    /// <summary>Waits for the lock of the record to which this one refers, before the next statement of the transaction.</summary>
    public void TakeOf(Guid referringId) => db.PrependShared(sql.TakeOf, new { referringId });

    /// <summary>Waits for those who hold the locks of these records, but not for those who share them.</summary>
    public void Share(params IEnumerable<Guid> ids) => db.PrependShared(sql.Share, new { ids = ids.Distinct().ToArray() });

    /// <summary>Waits for those who hold the lock of the record to which this one refers, but not for those who share it.</summary>
    public void ShareOf(Guid referringId) => db.PrependShared(sql.ShareOf, new { referringId });
}

/// <summary>The statements of a lock. Several locks are taken in the order of their ids.</summary>
/// <param name="Resource">Resource of the records that are locked.</param>
/// <param name="Table">Table of those that refer to them.</param>
/// <param name="Column">Column of the reference.</param>
internal sealed record RecordLockSql(string Resource, string Table, string Column) : IStatements
{
    private const string Exclusive = "pg_advisory_xact_lock",
        Shared = "pg_advisory_xact_lock_shared";

    public Sql Take { get; } = ById(Exclusive, Resource);
    public Sql TakeOf { get; } = ByReference(Exclusive, Resource, Table, Column);
    public Sql Share { get; } = ById(Shared, Resource);
    public Sql ShareOf { get; } = ByReference(Shared, Resource, Table, Column);

    IEnumerable<(string, Type?)> IStatements.All => [(Take.Text, null), (TakeOf.Text, null), (Share.Text, null), (ShareOf.Text, null)];

    private static Sql ById(string function, string resource) =>
        new(
            $"""
            SELECT {function}(hashtextextended('{resource} ' || i.id, 0))
            FROM (SELECT x.id FROM unnest(@ids) AS x (id) ORDER BY x.id) i
            """
        );

    private static Sql ByReference(string function, string resource, string table, string column) =>
        new(
            $"""
            SELECT {function}(hashtextextended('{resource} ' || t.{column}, 0))
            FROM {table} t
            WHERE t.id = @referringId AND {Participation.IsVisible}
            """
        );
}
