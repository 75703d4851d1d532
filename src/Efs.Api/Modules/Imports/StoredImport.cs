using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Modules.Imports;

/// <summary>A row of <c>imports.import</c>, its texts in both languages.</summary>
internal sealed record StoredImport
{
    /// <summary>The columns of <c>imports.import i</c>.</summary>
    public const string Columns = """
        i.id, i.region_code, i.position, i.resource, i.client, i.state, i.mode, i.is_dry_run, i.is_atomic, i.creates_educators,
        i.confirmed_closing, i.provider_institute_id, i.media_type, i.charset, i.size, i.template, i.content, i.bytes_done,
        i.rows_done, i.batches_done, i.created, i.updated, i.unchanged, i.rejected, i.closed, i.open_records, i.missing_records,
        i.is_closing, i.problem, i.attempts, i.created_at, i.started_at, i.finished_at
        """;

    public required Guid Id { get; init; }
    public required string RegionCode { get; init; }
    public required long Position { get; init; }
    public required string Resource { get; init; }
    public required string Client { get; init; }
    public required string State { get; init; }
    public required string Mode { get; init; }
    public required bool IsDryRun { get; init; }
    public required bool IsAtomic { get; init; }
    public required bool CreatesEducators { get; init; }
    public int? ConfirmedClosing { get; init; }
    public Guid? ProviderInstituteId { get; init; }
    public required string MediaType { get; init; }
    public string? Charset { get; init; }
    public required long Size { get; init; }
    public string? Template { get; init; }

    /// <summary>The encrypted <see cref="ImportContent"/>.</summary>
    public byte[]? Content { get; init; }
    public required long BytesDone { get; init; }
    public required int RowsDone { get; init; }
    public required int BatchesDone { get; init; }
    public required int Created { get; init; }
    public required int Updated { get; init; }
    public required int Unchanged { get; init; }
    public required int Rejected { get; init; }
    public required int Closed { get; init; }
    public int? OpenRecords { get; init; }
    public int? MissingRecords { get; init; }
    public required bool IsClosing { get; init; }

    /// <summary>Why the import ended before the last row, without what the file said.</summary>
    public StoredError? Problem { get; init; }

    /// <summary>The number of runs since the import last advanced.</summary>
    public required int Attempts { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? StartedAt { get; init; }
    public DateTime? FinishedAt { get; init; }

    /// <summary>Whether the import is one transaction.</summary>
    public bool IsAtomicRun => IsDryRun || IsAtomic;

    public bool IsOver => State is not ("queued" or "running");

    /// <summary>The import as the caller sees it: what the file said, if the caller sent it.</summary>
    public Import ToImport(Language language, Caller caller, Cipher cipher)
    {
        var content = caller.Client == Client ? ImportContent.Open(cipher, Id, Content) : new();
        var problem = content.Problem ?? Problem;
        var seconds = StartedAt is { } began ? ((FinishedAt ?? DateTime.UtcNow) - began).TotalSeconds : 0;
        return new()
        {
            Id = Id,
            Resource = Resource,
            RegionCode = RegionCode,
            State = State,
            Mode = Mode,
            IsDryRun = IsDryRun,
            IsAtomic = IsAtomic,
            Client = Client,
            Template = Template,
            Sheets = content.Sheets,
            Size = Size,
            BytesDone = BytesDone,
            RowsDone = RowsDone,
            RowsPerSecond = seconds > 0 ? (int)(RowsDone / seconds) : null,
            SecondsLeft =
                State == "running" && BytesDone > 0 && BytesDone < Size
                    ? (int)Math.Min(seconds * (Size - BytesDone) / BytesDone, int.MaxValue)
                    : null,
            Counts = new()
            {
                Created = Created,
                Updated = Updated,
                Unchanged = Unchanged,
                Rejected = Rejected,
                Closed = Closed,
            },
            Closing = MissingRecords is { } missing ? new() { OpenRecords = OpenRecords!.Value, MissingRecords = missing } : null,
            Errors = [.. content.Errors.Select(f => f.ToRowError(language))],
            Problem = problem is null ? null : new() { Code = problem.Code, Message = problem.Text.In(language) },
            CreatedAt = CreatedAt,
            StartedAt = StartedAt,
            FinishedAt = FinishedAt,
        };
    }
}
