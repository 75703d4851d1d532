using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Stores the progress of an import and the outcomes of its rows. Every write requires that this worker holds the import's
/// lease, and none needs the rights of the import's client.
/// </summary>
internal sealed class ImportProgress(IServiceScopeFactory scopes, Cipher cipher, Guid worker, StoredImport import)
{
    /// <summary>Takes or renews the lease.</summary>
    public const string Leased = "leased_until = now() + interval '10 seconds'";

    private const int MostFaults = 20,
        KeyHashLength = 44; // 32 bytes as base64

    // False if this worker has lost the lease or the import is over.
    private const string Held = "id = @id AND region_code = @regionCode AND worker = @worker AND state = 'running'";

    private static readonly Sql<StoredImport> find = new(
        $"""
        SELECT {StoredImport.Columns}
        FROM imports.import i
        WHERE i.id = @id AND i.region_code = @regionCode AND i.worker = @worker AND i.state = 'running'
        """
    );
    private static readonly Sql recognise = new(
        $"""
        UPDATE imports.import
        SET template = @template, content = @content
        WHERE {Held}
        """
    );

    // Without effect, and the batch is rolled back, unless this worker still holds the lease and no other has advanced the import.
    private static readonly Sql advance = new(
        $"""
        UPDATE imports.import
        SET bytes_done = @bytesDone, rows_done = rows_done + @rows, batches_done = batches_done + 1,
            {Leased},
            attempts = CASE WHEN is_atomic OR is_dry_run OR @rows + @closed = 0 THEN attempts ELSE 0 END,
            created = created + @created, updated = updated + @updated, unchanged = unchanged + @unchanged,
            rejected = rejected + @rejected, closed = closed + @closed, content = @content
        WHERE {Held} AND batches_done = @ordinal
        """
    );

    private static readonly Sql report = new(
        """
        INSERT INTO imports.import_batch (import_id, region_code, ordinal, outcomes, seen, missed, report)
        VALUES (@id, @regionCode, @ordinal, @outcomes, @seen, @missed, @report)
        """
    );

    private static readonly Sql restart = new(
        $"""
        WITH gone AS (DELETE FROM imports.import_batch WHERE import_id = @id AND region_code = @regionCode)
        UPDATE imports.import
        SET bytes_done = 0, rows_done = 0, batches_done = 0, created = 0, updated = 0, unchanged = 0, rejected = 0, closed = 0,
            content = @content, open_records = NULL, missing_records = NULL, is_closing = false
        WHERE {Held}
        """
    );

    // An import that failed for no fault of its file waits and frees its place.
    private static readonly Sql rest = new(
        $"""
        UPDATE imports.import
        SET worker = NULL, leased_until = now() + make_interval(secs => @seconds),
            attempts = CASE WHEN @isAttempt THEN attempts ELSE greatest(attempts - 1, 0) END
        WHERE {Held}
        """
    );

    private static readonly Sql<Seen> seen = new(
        "SELECT b.seen AS ids, b.missed FROM imports.import_batch b WHERE b.import_id = @id AND b.region_code = @regionCode"
    );
    private static readonly Sql compare = new(
        $"""
        UPDATE imports.import
        SET open_records = @openRecords, missing_records = @missingRecords, is_closing = @isClosing
        WHERE {Held}
        """
    );
    private static readonly Sql end = new(
        $"""
        UPDATE imports.import
        SET state = @state, problem = @problem::jsonb, content = @content, finished_at = now(),
            bytes_done = CASE WHEN @state = 'done' THEN size ELSE bytes_done END
        WHERE {Held}
        """
    );

    private sealed record Seen
    {
        public required IReadOnlyList<Guid> Ids { get; init; }
        public required IReadOnlyList<string> Missed { get; init; }
    }

    /// <summary>The import as it was read last.</summary>
    public StoredImport Import { get; private set; } = import;

    /// <summary>What its file has said, as it was read last.</summary>
    public ImportContent Content => ImportContent.Open(cipher, Import.Id, Import.Content);

    /// <summary>Reads the import again.</summary>
    /// <exception cref="LeaseLostException">This worker has lost the lease.</exception>
    public async Task Reload(CancellationToken cancellationToken) =>
        Import =
            await InOwnScope(services =>
                services
                    .GetRequiredService<Db>()
                    .QuerySingleOrDefault(
                        find,
                        new
                        {
                            Import.Id,
                            Import.RegionCode,
                            worker,
                        },
                        cancellationToken
                    )
            ) ?? throw new LeaseLostException();

    /// <summary>Stores the sheets of the file, its header and the template that it was recognised as.</summary>
    public async Task SaveHeader(IRowReader file, CancellationToken cancellationToken)
    {
        await InOwnScope(services =>
            Change(
                services,
                recognise,
                new
                {
                    Import.Id,
                    Import.RegionCode,
                    worker,
                    file.Template,
                    content = (Content with { Sheets = file.Sheets, Header = file.Header }).Seal(cipher, Import.Id),
                },
                cancellationToken
            )
        );
        await Reload(cancellationToken);
    }

    /// <summary>Resets the progress and deletes the reports.</summary>
    public async Task Restart(CancellationToken cancellationToken)
    {
        await InOwnScope(services =>
            Change(
                services,
                restart,
                new
                {
                    Import.Id,
                    Import.RegionCode,
                    worker,
                    content = (Content with { Errors = [] }).Seal(cipher, Import.Id),
                },
                cancellationToken
            )
        );
        await Reload(cancellationToken);
    }

    /// <summary>
    /// Stores the outcomes of a batch and the progress of the import: in the transaction that wrote the rows, or beside that of
    /// an atomic import.
    /// </summary>
    public Task SaveBatch(
        IServiceProvider services,
        IReadOnlyList<ReportedRow> rows,
        int count,
        long bytesDone,
        CancellationToken cancellationToken
    )
    {
        var (ordinal, content) = (Import.BatchesDone, Content);
        return Import.IsAtomicRun
            ? InOwnScope(beside => beside.GetRequiredService<Db>().InTransaction(() => Write(beside), cancellationToken))
            : Write(services);

        async Task Write(IServiceProvider writer)
        {
            if (!Import.IsAtomicRun && rows.Any(r => r.Outcome != "rejected"))
                writer.GetRequiredService<Db>().NotePush(Import.RegionCode, Import.Resource, PushMethod.Import);
            await Change(
                writer,
                advance,
                new
                {
                    Import.Id,
                    Import.RegionCode,
                    worker,
                    ordinal,
                    rows = count,
                    bytesDone,
                    created = Of("created"),
                    updated = Of("updated"),
                    unchanged = Of("unchanged"),
                    rejected = Of("rejected"),
                    closed = Of("closed"),
                    content = (
                        content with
                        {
                            Errors = [.. content.Errors.Concat(rows.SelectMany(r => r.Errors ?? [])).Take(MostFaults)],
                        }
                    ).Seal(cipher, Import.Id),
                },
                cancellationToken
            );
            await Change(
                writer,
                report,
                new
                {
                    Import.Id,
                    Import.RegionCode,
                    ordinal,
                    outcomes = rows.Select(r => r.Outcome).Distinct().ToArray(),
                    seen = rows.Select(r => r.Id).OfType<Guid>().ToArray(),
                    missed = rows.Where(r => r is { Outcome: "rejected", Row: > 0, Id: null })
                        .Select(r => KeyHash(r.Key))
                        .Distinct()
                        .ToArray(),
                    report = ReportedRow.Seal(cipher, Import.Id, ordinal, rows),
                },
                cancellationToken
            );
        }

        int Of(string outcome) => rows.Count(r => r.Outcome == outcome);
    }

    /// <summary>
    /// The records that the file's rows name, and the hashes of the keys of rejected rows without a record (empty for a row without a key).
    /// </summary>
    public async Task<(HashSet<Guid> Ids, HashSet<string> Missed)> GetNamedRecords(CancellationToken cancellationToken)
    {
        var (ids, missed) = (new HashSet<Guid>(), new HashSet<string>());
        foreach (
            var batch in await InOwnScope(services =>
                services.GetRequiredService<Db>().Query(seen, new { Import.Id, Import.RegionCode }, cancellationToken)
            )
        )
        {
            ids.UnionWith(batch.Ids);
            // An earlier version of the service stored keys as they are: which records they name is not known.
            missed.UnionWith(batch.Missed.Select(hash => hash.Length == KeyHashLength ? hash : ""));
        }
        return (ids, missed);
    }

    /// <summary>The keyed hash of an owner's key: in its place a rejected row may hold anything. Empty where there is none.</summary>
    public string KeyHash(string? key) => string.IsNullOrEmpty(key) ? "" : Convert.ToBase64String(cipher.Hash("importKey", key));

    /// <summary>Stores the result of the comparison of the file with the register.</summary>
    public Task SaveClosing(int openRecords, int missingRecords, bool isClosing, CancellationToken cancellationToken) =>
        InOwnScope(services =>
            Change(
                services,
                compare,
                new
                {
                    Import.Id,
                    Import.RegionCode,
                    worker,
                    openRecords,
                    missingRecords,
                    isClosing,
                },
                cancellationToken
            )
        );

    /// <summary>Gives the lease back; any instance may claim the import after the pause.</summary>
    /// <param name="seconds">The pause.</param>
    /// <param name="isAttempt">Whether it counts that the import got no further.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    public Task Rest(double seconds, bool isAttempt, CancellationToken cancellationToken) =>
        InOwnScope(services =>
            services
                .GetRequiredService<Db>()
                .Execute(
                    rest,
                    new
                    {
                        Import.Id,
                        Import.RegionCode,
                        worker,
                        seconds,
                        isAttempt,
                    },
                    cancellationToken
                )
        );

    /// <summary>Ends the import and deletes its file.</summary>
    public Task End(ImportResult result, CancellationToken cancellationToken) =>
        InOwnScope(services => End(services, result, cancellationToken));

    /// <summary>Ends the import in the current transaction.</summary>
    public async Task End(IServiceProvider services, ImportResult result, CancellationToken cancellationToken)
    {
        await Change(
            services,
            end,
            new
            {
                Import.Id,
                Import.RegionCode,
                worker,
                result.State,
                problem = result.Problem is null ? null : JsonSerializer.Serialize(StoredError.WithoutDetail(result.Problem), Json.Options),
                content = (Content with { Problem = result.Problem is null ? null : StoredError.Of(result.Problem) }).Seal(
                    cipher,
                    Import.Id
                ),
            },
            cancellationToken
        );
        await services.GetRequiredService<Uploads>().Remove(Import.Id, cancellationToken);
    }

    private static async Task Change(IServiceProvider services, Sql sql, object parameters, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<Db>().Execute(sql, parameters, cancellationToken) == 0)
            throw new LeaseLostException();
    }

    private async Task InOwnScope(Func<IServiceProvider, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider);
    }

    private async Task<T> InOwnScope<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }
}

/// <summary>The import was cancelled, or another instance has it.</summary>
internal sealed class LeaseLostException : Exception;
