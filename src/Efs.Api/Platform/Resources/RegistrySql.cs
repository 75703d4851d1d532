using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// The statements by which one registry is kept. Put inserts unless the key is taken: then it gives no row. Fill inserts
/// many rows, passing over those whose key is taken; Keyed reads those with some keys; Twins finds those whose natural key is. Open is what holds of a
/// record <c>t</c> that is not closed, where records can be.
/// </summary>
internal sealed record RegistrySql<TRow>(
    string Table,
    Sql<TRow> Insert,
    Sql<TRow> InsertIfAbsent,
    Sql<TRow> Update,
    Sql<TRow> Get,
    Sql<TRow> GetForUpdate,
    Sql<TRow> GetBySourceIdForUpdate,
    Sql<TRow> GetBySourceIds,
    Sql Delete,
    Sql<Guid> BulkInsert,
    Sql<ExistingRecord>? NaturalKeyMatches,
    string? OpenCondition
) : IStatements
{
    public Sql<ExistingRecord> ExistingBySourceIds { get; } =
        new(
            $"SELECT NULL::uuid AS row_id, t.id, t.source_id, t.fingerprint FROM {Table} t WHERE t.region_code = @regionCode AND t.source_id = ANY (@sourceIds)"
        );

    public Sql<OpenRecord> ListOpen { get; } =
        new($"SELECT t.id, t.source_id FROM {Table} t WHERE t.region_code = @regionCode AND {OpenCondition ?? "false"} ORDER BY t.id");

    /// <summary>The owner's keys in a range.</summary>
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
            .. new[] { Insert, InsertIfAbsent, Update, Get, GetForUpdate, GetBySourceIdForUpdate, GetBySourceIds }.Select(sql =>
                (sql.Text, (Type?)typeof(TRow))
            ),
            (Delete.Text, null),
            (BulkInsert.Text, typeof(Guid)),
            (ExistingBySourceIds.Text, typeof(ExistingRecord)),
            (ListOpen.Text, typeof(OpenRecord)),
            (ListSourceIds.Text, typeof(string)),
            .. NaturalKeyMatches is { } matches ? [(matches.Text, (Type?)typeof(ExistingRecord))] : Array.Empty<(string, Type?)>(),
        ];
}

/// <summary>A record as an import asks for it: what it said, and the row that it was found for.</summary>
internal sealed record ExistingRecord
{
    public Guid? RowId { get; init; }
    public required Guid Id { get; init; }
    public string? SourceId { get; init; }
    public required byte[] Fingerprint { get; init; }
}
