using System.Text.Json;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Imports;

/// <summary>Lists the outcomes of an import's rows in their order.</summary>
/// <remarks>
/// Rejected rows come with their data, so that they can be corrected and sent again; clients other than the sender need
/// <c>educators:personal-data</c>. Reading them is audited under the import's id.
/// </remarks>
[Requires("exchange:read"), ProducesErrors("imports.no-scope")]
public sealed record ListImportRows : PagedList<ImportRow>
{
    /// <summary>The import's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Only rows with this outcome.</summary>
    [RowOutcome]
    public string? Outcome { get; init; }
}

internal sealed class ListImportRowsHandler(Db db, Cipher cipher, Caller caller, RequestContext current)
    : IHandle<ListImportRows, Page<ImportRow>>
{
    private const int MostBytes = 4 << 20;

    private static readonly Sql<Batch> batches = new(
        """
        SELECT b.ordinal, b.outcomes, b.report
        FROM imports.import_batch b
        WHERE b.import_id = @id AND b.region_code = @regionCode AND b.ordinal >= @ordinal
          AND (@outcome::text IS NULL OR @outcome = ANY (b.outcomes))
        ORDER BY b.ordinal
        LIMIT 1
        """
    );

    private sealed record Batch
    {
        public required int Ordinal { get; init; }
        public required IReadOnlyList<string> Outcomes { get; init; }
        public required byte[] Report { get; init; }
    }

    public async Task<Page<ImportRow>> Handle(ListImportRows request, CancellationToken cancellationToken)
    {
        var import =
            await db.QuerySingleOrDefault(GetImportHandler.Find, new { request.Id }, cancellationToken)
            ?? throw CommonErrors.NotFound.ToException();
        caller.EnsureScope(ResourceCatalogue.Get(import.Resource).ReadScope, ImportErrors.NoScope);
        var showsAll = caller.SeesPersonalData || caller.Client == import.Client;
        var (rows, next) = await request.ReadRows<ImportRow, (long Place, ReportedRow Row)>(
            cipher,
            caller,
            (after, limit) => Rows(import, request.Outcome, after ?? -1, limit, cancellationToken),
            r => r.Place
        );
        var header = ImportContent.Open(cipher, import.Id, import.Content).Header;
        return new()
        {
            Items =
            [
                .. rows.Select(r =>
                    r.Row.Shown(current.Language, showsAll, import.Resource, header) with
                    {
                        ReadOf = r.Row.Outcome == "rejected" ? import.Id : null,
                    }
                ),
            ],
            Next = next,
        };
    }

    // A row's position is made of its batch's ordinal and its index there. Rows can be large, so a page ends at 4 MiB.
    private async Task<(IReadOnlyList<(long Place, ReportedRow Row)> Rows, bool HasMore)> Rows(
        StoredImport import,
        string? outcome,
        long after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<(long, ReportedRow)>();
        var bytes = 0;
        for (var ordinal = (int)((after + 1) >> 16); rows.Count < limit; )
        {
            if (
                await db.QuerySingleOrDefault(
                    batches,
                    new
                    {
                        import.Id,
                        import.RegionCode,
                        ordinal,
                        outcome,
                    },
                    cancellationToken
                )
                is not { } batch
            )
                return (rows, false);
            foreach (var (index, row) in ReportedRow.Open(cipher, import.Id, batch.Ordinal, batch.Report).Index())
            {
                var position = ((long)batch.Ordinal << 16) + index;
                if (position <= after || (outcome is not null && row.Outcome != outcome))
                    continue;
                rows.Add((position, row));
                if (rows.Count == limit || (bytes += row.Weight) > MostBytes)
                    return (rows, true);
            }
            ordinal = batch.Ordinal + 1;
        }
        return (rows, true);
    }
}
