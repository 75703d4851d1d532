using System.Text.Json;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Imports;

/// <summary>What became of a row.</summary>
public sealed record ImportRow : ITabularRow, IHasDataSubjects
{
    /// <summary>Number of the row as an editor or a spreadsheet shows it; 0 for a record that was closed because no row names it.</summary>
    /// <example>17</example>
    [Between(0, int.MaxValue)]
    public required int Row { get; init; }

    /// <summary>How it ended.</summary>
    [RowOutcome]
    public required string Outcome { get; init; }

    /// <summary>The row's <c>sourceId</c>, if it has one.</summary>
    [Length(100)]
    public string? Key { get; init; }

    /// <summary>The record that it is now.</summary>
    public Guid? Id { get; init; }

    /// <summary>Number of an earlier row of the file with the same <c>sourceId</c>: this later one has won.</summary>
    /// <example>3</example>
    [Between(1, int.MaxValue)]
    public int? Repeats { get; init; }

    /// <summary>What is wrong with it.</summary>
    [Items(ValidationContext.MaxErrors)]
    public IReadOnlyList<ImportRowError>? Errors { get; init; }

    /// <summary>The document that a rejected row says.</summary>
    /// <example>{"sourceId":"hr-17"}</example>
    public JsonElement? Document { get; init; }

    /// <summary>The text of a rejected row that is no document.</summary>
    [Length(1 << 20)]
    public string? Text { get; init; }

    /// <summary>The cells of a rejected row of a table, as they stand there.</summary>
    /// <example></example>
    [Cell, Items(CsvReader.MostColumns)]
    public IReadOnlyList<string>? Cells { get; init; }

    /// <summary>The columns of the file, where it is a table.</summary>
    [JsonIgnore]
    internal IReadOnlyList<string>? Columns { get; init; }

    [JsonIgnore]
    IReadOnlyList<string>? ITabularRow.Header => Columns is null ? null : ["#row", "#outcome", "#key", "#errors", .. Columns];

    /// <summary>The import, where the row shows what another client said: nobody knows whom it means.</summary>
    [JsonIgnore]
    internal Guid? ReadOf { get; init; }

    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => ReadOf is { } import ? [import] : [];

    // What is wrong stands before what was said: mended, the file is sent again as it is.
    [JsonIgnore]
    IReadOnlyList<string> ITabularRow.Cells =>
        [
            $"{Row}",
            Outcome,
            Key ?? "",
            string.Join("; ", (Errors ?? []).Select(f => $"{f.Pointer} {f.Message}".Trim())),
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
