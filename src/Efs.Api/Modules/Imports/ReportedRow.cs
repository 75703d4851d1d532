using System.Text;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Modules.Imports;

/// <summary>The stored outcome of a row. A rejected row holds personal data, so the report of a batch is encrypted.</summary>
internal sealed record ReportedRow(
    int Row,
    string Outcome,
    string? Key,
    Guid? Id,
    int? Repeats,
    IReadOnlyList<StoredError>? Errors,
    string? Document,
    IReadOnlyList<string>? Cells,
    string? Sheet = null,
    string? RepeatsSheet = null
)
{
    public static ReportedRow Of(BulkRowResult result, int row, string? key) =>
        new(
            row,
            result.Outcome.ToString().ToLowerInvariant(),
            key,
            result.Id,
            null,
            result.Outcome == RowOutcome.Rejected ? [.. result.Errors.Select(f => StoredError.Of(f, row, key))] : null,
            null,
            null
        );

    // A rejected row keeps its document, so that it can be corrected.
    public static ReportedRow Of(ParsedRow arrival, BulkRowResult result)
    {
        var row = Of(result, arrival.Row.Number, arrival.Key) with
        {
            Repeats = arrival.Repeats?.Number,
            RepeatsSheet = arrival.Repeats?.Sheet,
            Sheet = arrival.Row.Sheet,
        };
        return result.Outcome == RowOutcome.Rejected
            ? row with
            {
                Errors = [.. result.Errors.Select(e => StoredError.Of(e, arrival.Row, arrival.Key))],
                Document = Encoding.UTF8.GetString(arrival.Row.Document.Span),
                Cells = arrival.Row.Cells,
            }
            : row;
    }

    public static byte[] Seal(Cipher cipher, Guid importId, int ordinal, IReadOnlyList<ReportedRow> rows) =>
        CompressedEncryption.Seal(cipher, JsonSerializer.SerializeToUtf8Bytes(rows, Json.Options), Bond(importId, ordinal));

    public static IReadOnlyList<ReportedRow> Open(Cipher cipher, Guid importId, int ordinal, byte[] report) =>
        JsonSerializer.Deserialize<List<ReportedRow>>(CompressedEncryption.Open(cipher, report, Bond(importId, ordinal)), Json.Options)!;

    /// <summary>The approximate size of its JSON in bytes.</summary>
    public int Weight => 200 + (2 * (Document?.Length ?? 0)) + (Cells?.Sum(c => 2 * c.Length) ?? 0) + (Errors?.Count * 200 ?? 0);

    public ImportRow Shown(Language language, bool showsAll, string resource, IReadOnlyList<string>? header)
    {
        var document = showsAll && Document is not null && Cells is null ? Parsed(Document) : null;
        return new()
        {
            Row = Row,
            Sheet = Sheet,
            Outcome = Outcome,
            Key = Key,
            Id = Id,
            Repeats = Repeats,
            RepeatsSheet = RepeatsSheet,
            Errors = Errors is null ? null : [.. Errors.Select(Error)],
            Document = document,
            Text = showsAll && Cells is null && document is null ? Document : null,
            Cells = showsAll ? Cells : null,
            Columns = showsAll ? header : null,
        };

        // A column that the file lacks is called by its usual name.
        ImportRowError Error(StoredError error) =>
            error.ToRowError(language) with
            {
                Heading = error.Column ?? (language == Language.Ru ? ColumnAliases.UsualName(resource, error.Location) : null),
            };
    }

    // JSON that .NET reads but can't write, such as a lone surrogate, is shown as text.
    private static JsonElement? Parsed(string document)
    {
        try
        {
            using var parsed = JsonDocument.Parse(document);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            JsonSerializer.SerializeToUtf8Bytes(parsed.RootElement, Json.Options);
            return parsed.RootElement.Clone();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string Bond(Guid importId, int ordinal) => $"import {importId} {ordinal}";
}
