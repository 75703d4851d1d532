using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// The statements of one registry. InsertIfAbsent returns no row if the source id is taken; the two ForUpdate statements lock
/// a record and return its id only; BulkInsert inserts many records and skips those that conflict: their RowColumns come as
/// <c>@rows</c>, what belongs to other tables, ExtraColumns, as <c>@extra</c>; NaturalKeyMatches finds
/// existing records by natural key. OpenCondition is what holds of a record <c>t</c> that is not closed.
/// </summary>
internal sealed record RegistrySql<TRow>(
    string Table,
    Sql<TRow> Insert,
    Sql<TRow> InsertIfAbsent,
    Sql<TRow> Update,
    Sql<TRow> Get,
    Sql<Guid?> GetForUpdate,
    Sql<TRow> GetBySourceId,
    Sql<Guid?> GetBySourceIdForUpdate,
    Sql<TRow> GetBySourceIds,
    Sql Delete,
    Sql<Guid> BulkInsert,
    IReadOnlyDictionary<string, JsonEncodedText> RowColumns,
    IReadOnlyDictionary<string, JsonEncodedText> ExtraColumns,
    Sql<ExistingRecord>? NaturalKeyMatches,
    string? OpenCondition
) : IStatements
{
    public Sql<ExistingRecord> ExistingBySourceIds { get; } =
        new(
            $"""
            SELECT NULL::uuid AS row_id, t.id, t.source_id, t.fingerprint
            FROM {Table} t
            WHERE t.region_code = @regionCode AND t.source_id = ANY (@sourceIds)
            """
        );

    /// <summary>The owner's keys of records that have one, by their ids.</summary>
    public Sql<RecordKey> SourceIds { get; } =
        new(
            $"""
            SELECT t.id, t.source_id
            FROM {Table} t
            WHERE t.id = ANY (@ids) AND t.region_code = @regionCode AND t.source_id IS NOT NULL
            """
        );

    public Sql<RecordKey> ListOpen { get; } =
        new($"SELECT t.id, t.source_id FROM {Table} t WHERE t.region_code = @regionCode AND {OpenCondition ?? "false"} ORDER BY t.id");

    /// <summary>The source ids in a range.</summary>
    public Sql<string> ListSourceIds { get; } =
        new(
            $"""
            SELECT t.source_id
            FROM {Table} t
            WHERE t.region_code = @regionCode AND t.source_id > @after AND t.source_id <= @through AND t.source_id <> ALL (@but)
            ORDER BY t.source_id
            LIMIT @limit
            """
        );

    IEnumerable<(string, Type?)> IStatements.All =>
        [
            .. new[] { Insert, InsertIfAbsent, Update, Get, GetBySourceId, GetBySourceIds }.Select(sql => (sql.Text, (Type?)typeof(TRow))),
            (GetForUpdate.Text, typeof(Guid?)),
            (GetBySourceIdForUpdate.Text, typeof(Guid?)),
            (Delete.Text, null),
            (BulkInsert.Text, typeof(Guid)),
            (ExistingBySourceIds.Text, typeof(ExistingRecord)),
            (SourceIds.Text, typeof(RecordKey)),
            (ListOpen.Text, typeof(RecordKey)),
            (ListSourceIds.Text, typeof(string)),
            .. NaturalKeyMatches is { } matches ? [(matches.Text, (Type?)typeof(ExistingRecord))] : Array.Empty<(string, Type?)>(),
        ];
}

/// <summary>An existing record that an import found, and the row that it was found for.</summary>
internal sealed record ExistingRecord
{
    public Guid? RowId { get; init; }
    public required Guid Id { get; init; }
    public string? SourceId { get; init; }
    public required byte[] Fingerprint { get; init; }
}
