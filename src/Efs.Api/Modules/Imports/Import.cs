using Efs.Api.Kernel;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Imports;

/// <summary>A file on its way into one resource of one region: how far it is and what came of it.</summary>
public sealed record Import : IConcernsRecord
{
    /// <summary>Identifier made by the service (UUIDv7).</summary>
    public required Guid Id { get; init; }

    /// <summary>Resource that its rows go into.</summary>
    [ImportResource]
    public required string Resource { get; init; }

    /// <summary>Region that its rows go into.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>How far it is.</summary>
    [ImportState]
    public required string State { get; init; }

    /// <summary>What is done about records that the file does not name.</summary>
    [ImportMode]
    public required string Mode { get; init; }

    /// <summary>Whether nothing of it is kept: it only tells what would come of it.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>Whether nothing of it is kept unless every row is good.</summary>
    public required bool IsAtomic { get; init; }

    /// <summary>Which client sent it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>The form of another system that the file was recognised as, such as <c>frdo-40</c>.</summary>
    [Length(50)]
    public string? Template { get; init; }

    /// <summary>Size of the file in bytes, unpacked.</summary>
    public required long Size { get; init; }

    /// <summary>How many bytes of it were read.</summary>
    public required long BytesDone { get; init; }

    /// <summary>How many rows were done.</summary>
    /// <example>1200</example>
    [Between(0, int.MaxValue)]
    public required int RowsDone { get; init; }

    /// <summary>Rows a second since it began.</summary>
    /// <example>4000</example>
    [Between(0, int.MaxValue)]
    public int? RowsPerSecond { get; init; }

    /// <summary>Seconds that are left, by what was done so far.</summary>
    /// <example>12</example>
    [Between(0, int.MaxValue)]
    public int? SecondsLeft { get; init; }

    /// <summary>What became of the rows so far.</summary>
    public required ImportCounts Counts { get; init; }

    /// <summary>With mode <c>full</c>: what is absent from the file.</summary>
    public ImportClosing? Closing { get; init; }

    /// <summary>The first faults of rows; all of them are in the report.</summary>
    [Items(20)]
    public required IReadOnlyList<ImportRowError> Errors { get; init; }

    /// <summary>Why the file as a whole came to its end before its last row.</summary>
    public ImportProblem? Problem { get; init; }

    /// <summary>When it was received, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When its first row was begun, UTC.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime? FinishedAt { get; init; }

    Guid IConcernsRecord.RecordId => Id;
}

/// <summary>How many rows ended how.</summary>
public sealed record ImportCounts
{
    /// <summary>Records that are new.</summary>
    /// <example>800</example>
    [Between(0, int.MaxValue)]
    public required int Created { get; init; }

    /// <summary>Records that were replaced.</summary>
    /// <example>150</example>
    [Between(0, int.MaxValue)]
    public required int Updated { get; init; }

    /// <summary>Records that said the same before.</summary>
    /// <example>248</example>
    [Between(0, int.MaxValue)]
    public required int Unchanged { get; init; }

    /// <summary>Rows that break a rule; nothing came of them.</summary>
    /// <example>2</example>
    [Between(0, int.MaxValue)]
    public required int Rejected { get; init; }

    /// <summary>Records that the file does not name and that were closed for it.</summary>
    /// <example>0</example>
    [Between(0, int.MaxValue)]
    public required int Closed { get; init; }
}

/// <summary>What a complete list leaves out.</summary>
public sealed record ImportClosing
{
    /// <summary>Open records of the region when the last row was done.</summary>
    /// <example>1000</example>
    [Between(0, int.MaxValue)]
    public required int OpenRecords { get; init; }

    /// <summary>Those of them that the file does not name. When they are more than a tenth, nothing is closed until the file is sent again with this number as <c>confirmClosing</c>.</summary>
    /// <example>7</example>
    [Between(0, int.MaxValue)]
    public required int MissingRecords { get; init; }
}

/// <summary>What is wrong with a row.</summary>
public sealed record ImportRowError
{
    /// <summary>Number of the row as an editor or a spreadsheet shows it.</summary>
    /// <example>17</example>
    [Between(0, int.MaxValue)]
    public required int Row { get; init; }

    /// <summary>The row's <c>sourceId</c>, if it has one.</summary>
    [Length(100)]
    public string? Key { get; init; }

    /// <summary>JSON Pointer (RFC 6901) of the member in the row's document; empty when it is about the whole row.</summary>
    [Pointer]
    public required string Pointer { get; init; }

    /// <summary>Stable code of the fault.</summary>
    /// <example>snils-checksum</example>
    [Length(100)]
    public required string Code { get; init; }

    /// <summary>What would be right, in the language asked for.</summary>
    /// <example>контрольное число СНИЛС не сходится</example>
    [Length(4000)]
    public required string Message { get; init; }
}

/// <summary>Why a file could not be read to its end.</summary>
public sealed record ImportProblem
{
    /// <summary>Stable code.</summary>
    /// <example>imports.unclosed-quote</example>
    [Length(100)]
    public required string Code { get; init; }

    /// <summary>What happened and what to do, in the language asked for.</summary>
    /// <example>Кавычка не закрыта до конца файла: файл оборван или кавычка лишняя</example>
    [Length(4000)]
    public required string Message { get; init; }
}

/// <summary>A resource that files can be imported into, as in its path.</summary>
public sealed class ImportResourceAttribute() : OneOfAttribute([.. ResourceCatalogue.All.Where(r => r.IsImported).Select(r => r.Name)]);

/// <summary>State of an import: queued, running, done; refused (atomic, and a row was rejected: nothing is kept), unconfirmed (full, and too much is absent: nothing was closed), failed (the file ends or breaks; rows before that are kept unless it is atomic), cancelled.</summary>
public sealed class ImportStateAttribute() : OneOfAttribute("queued", "running", "done", "refused", "unconfirmed", "failed", "cancelled");

/// <summary>What an import does about records that its file does not name: merge leaves them, full closes them.</summary>
public sealed class ImportModeAttribute() : OneOfAttribute("merge", "full");

/// <summary>What became of a row.</summary>
public sealed class RowOutcomeAttribute() : OneOfAttribute("created", "updated", "unchanged", "rejected", "closed");
