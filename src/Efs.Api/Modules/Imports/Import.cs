using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Imports;

/// <summary>An import of a file into one resource of one region: its progress and its result.</summary>
public sealed record Import : IConcernsRecord
{
    /// <summary>Identifier made by the service (UUIDv7).</summary>
    public required Guid Id { get; init; }

    /// <summary>Resource that the rows are imported into.</summary>
    [ImportResource]
    public required string Resource { get; init; }

    /// <summary>Region that the rows are imported into.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>State of the import.</summary>
    [ImportState]
    public required string State { get; init; }

    /// <summary>Treatment of records that the file does not name.</summary>
    [ImportMode]
    public required string Mode { get; init; }

    /// <summary>Whether this is a dry run: nothing is stored, only the result is reported.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>Whether all rows are stored or none.</summary>
    public required bool IsAtomic { get; init; }

    /// <summary>Client that sent the file.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Template of another system that the file was recognised as, such as <c>frdo-40</c>.</summary>
    [Length(50)]
    public string? Template { get; init; }

    /// <summary>
    /// Sheets that were read, in their order, if the file is a workbook: the one with the header, and those with the same columns. For the
    /// sender.
    /// </summary>
    /// <example>["Челябинск","Магнитогорск"]</example>
    [Length(255), Items(1000)]
    public IReadOnlyList<string>? Sheets { get; init; }

    /// <summary>Size of the file in bytes, unpacked.</summary>
    public required long Size { get; init; }

    /// <summary>Number of bytes read.</summary>
    public required long BytesDone { get; init; }

    /// <summary>Number of rows processed.</summary>
    /// <example>1200</example>
    [Between(0, int.MaxValue)]
    public required int RowsDone { get; init; }

    /// <summary>Rows per second since the start.</summary>
    /// <example>4000</example>
    [Between(0, int.MaxValue)]
    public int? RowsPerSecond { get; init; }

    /// <summary>Estimated seconds until the end.</summary>
    /// <example>12</example>
    [Between(0, int.MaxValue)]
    public int? SecondsLeft { get; init; }

    /// <summary>Number of rows by outcome, so far.</summary>
    public required ImportCounts Counts { get; init; }

    /// <summary>With mode <c>full</c>: the records that the file does not name.</summary>
    public ImportClosing? Closing { get; init; }

    /// <summary>The first errors of rows, for the sender; the report holds all.</summary>
    [Items(20)]
    public required IReadOnlyList<ImportRowError> Errors { get; init; }

    /// <summary>Why the import ended before the last row; what is wrong in the file is told to the sender.</summary>
    public ImportProblem? Problem { get; init; }

    /// <summary>When the file was received, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When processing started, UTC.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>When the import ended, UTC.</summary>
    public DateTime? FinishedAt { get; init; }

    Guid IConcernsRecord.RecordId => Id;
}

/// <summary>
/// Number of rows by outcome. Of a dry run and of an import that was refused it tells what would have been stored: nothing was.
/// </summary>
public sealed record ImportCounts
{
    /// <summary>Records created.</summary>
    /// <example>800</example>
    [Between(0, int.MaxValue)]
    public required int Created { get; init; }

    /// <summary>Records replaced.</summary>
    /// <example>150</example>
    [Between(0, int.MaxValue)]
    public required int Updated { get; init; }

    /// <summary>Records that were the same before.</summary>
    /// <example>248</example>
    [Between(0, int.MaxValue)]
    public required int Unchanged { get; init; }

    /// <summary>Rows that break a rule and were not stored.</summary>
    /// <example>2</example>
    [Between(0, int.MaxValue)]
    public required int Rejected { get; init; }

    /// <summary>Records closed because the file does not name them.</summary>
    /// <example>0</example>
    [Between(0, int.MaxValue)]
    public required int Closed { get; init; }
}

/// <summary>The records that a full list does not name.</summary>
public sealed record ImportClosing
{
    /// <summary>Open records of the region when the last row had been processed.</summary>
    /// <example>1000</example>
    [Between(0, int.MaxValue)]
    public required int OpenRecords { get; init; }

    /// <summary>
    /// Those of them that the file does not name. If they are more than a tenth, nothing is closed until the file is sent again with this
    /// number as <c>confirmClosing</c>.
    /// </summary>
    /// <example>7</example>
    [Between(0, int.MaxValue)]
    public required int MissingRecords { get; init; }
}

/// <summary>An error of a row.</summary>
public sealed record ImportRowError
{
    /// <summary>Number of the row as an editor or a spreadsheet shows it.</summary>
    /// <example>17</example>
    [Between(0, int.MaxValue)]
    public required int Row { get; init; }

    /// <summary>The row's <c>sourceId</c>, if it has one.</summary>
    [Length(100)]
    public string? Key { get; init; }

    /// <summary>JSON Pointer (RFC 6901) to the member of the row's document; empty for the whole row.</summary>
    [Pointer]
    public required string Pointer { get; init; }

    /// <summary>Sheet of the row, if several sheets of a workbook were read.</summary>
    /// <example>Магнитогорск</example>
    [Length(255)]
    public string? Sheet { get; init; }

    /// <summary>Heading of the column at fault, as in the file; absent where no column of the file fills the member.</summary>
    /// <example>СНИЛС</example>
    [Length(300)]
    public string? Column { get; init; }

    /// <summary>Stable code of the error.</summary>
    /// <example>snils-checksum</example>
    [Length(100)]
    public required string Code { get; init; }

    /// <summary>What would be right, in the requested language.</summary>
    /// <example>контрольное число СНИЛС не сходится</example>
    [Length(4000)]
    public required string Message { get; init; }

    /// <summary>The column at fault as people call it.</summary>
    [JsonIgnore]
    internal string? Heading { get; init; }

    /// <summary>The error as a table's report has it: with the heading of its column, or with the pointer.</summary>
    [JsonIgnore]
    internal string Text => Heading is null ? $"{Pointer} {Message}".Trim() : $"«{Heading}»: {Message}";
}

/// <summary>Why a file could not be read to the end.</summary>
public sealed record ImportProblem
{
    /// <summary>Stable code.</summary>
    /// <example>imports.unclosed-quote</example>
    [Length(100)]
    public required string Code { get; init; }

    /// <summary>What happened and what to do, in the requested language.</summary>
    /// <example>Кавычка не закрыта до конца файла: файл оборван или кавычка лишняя</example>
    [Length(4000)]
    public required string Message { get; init; }
}

/// <summary>A resource that files can be imported into, as in its path.</summary>
public sealed class ImportResourceAttribute() : OneOfAttribute([.. ResourceCatalogue.All.Where(r => r.IsImported).Select(r => r.Name)]);

/// <summary>
/// State of an import: queued, running, done; refused (atomic, and a row was rejected: nothing is stored), unconfirmed (full, and too
/// many records are missing: nothing was closed), failed (the file is cut or broken; earlier rows stay unless the import is atomic),
/// cancelled.
/// </summary>
public sealed class ImportStateAttribute() : OneOfAttribute("queued", "running", "done", "refused", "unconfirmed", "failed", "cancelled");

/// <summary>Treatment of records that the file does not name: merge leaves them, full closes them.</summary>
public sealed class ImportModeAttribute() : OneOfAttribute("merge", "full");

/// <summary>Outcome of a row.</summary>
public sealed class RowOutcomeAttribute() : ClosedOneOfAttribute("created", "updated", "unchanged", "rejected", "closed");
