using System.Text.Json;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Imports;

/// <summary>A row of an import's report.</summary>
public sealed record ImportRow : ITabularRow, IHasDataSubjects
{
    /// <summary>Number of the row as an editor or a spreadsheet shows it; 0 for a record closed because no row names it.</summary>
    /// <example>17</example>
    [Between(0, int.MaxValue)]
    public required int Row { get; init; }

    /// <summary>Sheet of the row, if several sheets of a workbook were read.</summary>
    /// <example>Магнитогорск</example>
    [Length(255)]
    public string? Sheet { get; init; }

    /// <summary>Outcome of the row.</summary>
    [RowOutcome]
    public required string Outcome { get; init; }

    /// <summary>The row's <c>sourceId</c>, if it has one.</summary>
    [Length(100)]
    public string? Key { get; init; }

    /// <summary>Id of the record that was written or was the same.</summary>
    public Guid? Id { get; init; }

    /// <summary>
    /// Number of the latest earlier row with the same <c>sourceId</c> or natural key. This row replaced it unless it was rejected.
    /// </summary>
    /// <example>3</example>
    [Between(1, int.MaxValue)]
    public int? Repeats { get; init; }

    /// <summary>Sheet of that earlier row, if several sheets of a workbook were read.</summary>
    /// <example>Магнитогорск</example>
    [Length(255)]
    public string? RepeatsSheet { get; init; }

    /// <summary>Errors of the row.</summary>
    [Items(ValidationContext.MaxErrors)]
    public IReadOnlyList<ImportRowError>? Errors { get; init; }

    /// <summary>Document of a rejected row. An import keeps at most 16 MiB of rejected rows and four times the file.</summary>
    /// <example>{"sourceId":"hr-17"}</example>
    public JsonElement? Document { get; init; }

    /// <summary>Text of a rejected row that is not a JSON object, as far as rows are kept.</summary>
    [Length(1 << 20)]
    public string? Text { get; init; }

    /// <summary>Cells of a rejected row of a table, unchanged, as far as rows are kept.</summary>
    /// <example></example>
    [Cell, Items(CsvReader.MostColumns)]
    public IReadOnlyList<string>? Cells { get; init; }

    /// <summary>Columns of the file, if it is a table.</summary>
    [JsonIgnore]
    internal IReadOnlyList<string>? Columns { get; init; }

    [JsonIgnore]
    IReadOnlyList<string>? ITabularRow.Header => Columns is null ? null : ["#row", "#outcome", "#key", "#errors", .. Columns];

    /// <summary>The import, if the row shows its data: the reading is audited under the import's id.</summary>
    [JsonIgnore]
    internal Guid? ReadOf { get; init; }

    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => ReadOf is { } import ? [import] : [];

    // Errors come before the cells: a corrected file can be sent again as it is.
    [JsonIgnore]
    IReadOnlyList<string> ITabularRow.Cells =>
        [
            Sheet is null ? $"{Row}" : $"{Sheet}!{Row}",
            Outcome,
            Key ?? "",
            string.Join("; ", (Errors ?? []).Select(e => e.Text)),
            .. Cells ?? [.. Columns!.Select(_ => "")],
        ];
}

/// <summary>A cell of a table, which may be empty.</summary>
public sealed class CellAttribute : RuleAttribute
{
    public CellAttribute()
    {
        MaxLength = 1 << 20;
        MayBeEmpty = true;
        Pattern = "^[^\\u0000]*$";
        Example = "";
    }
}
