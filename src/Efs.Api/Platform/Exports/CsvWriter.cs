using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>
/// CSV (RFC 4180) with a column for each property of the record's schema: a nested object as <c>legalBasis.kind</c>, a
/// list of texts joined by <c>|</c>, a list of objects as JSON in one cell. An absent property is an empty cell. Cells are
/// separated by commas or, as Russian spreadsheet programs expect, by semicolons.
/// </summary>
/// <remarks>
/// The file begins with a byte order mark: without it, Russian spreadsheet programs read UTF-8 as windows-1251.
/// </remarks>
internal sealed class CsvWriter(Type row, char delimiter) : TextExportWriter
{
    public const string MediaType = "text/csv",
        SemicolonMediaType = $"{MediaType}; delimiter=semicolon";

    // Both delimiters are quoted, so that a reader that takes the wrong one is not misled by a cell.
    private static readonly SearchValues<char> quoted = SearchValues.Create(",;\"\r\n");
    private readonly JsonTypeInfo type = Json.Options.GetTypeInfo(row);
    private readonly string[][] columns = [.. Columns(Schema.For(row), [])];
    private bool hasHeader;

    public override string ContentType => ContentTypeOf(delimiter);

    public static string ContentTypeOf(char delimiter) =>
        $"{MediaType}; charset=utf-8; header=present{(delimiter == ';' ? "; delimiter=semicolon" : "")}";

    /// <summary>A table as CSV. Numbers have the decimal sign that goes with the delimiter.</summary>
    public static ReadOnlySpan<byte> Write(ITable table, char delimiter)
    {
        var text = new ArrayBufferWriter<byte>(4096);
        text.Write(Encoding.UTF8.Preamble);
        WriteLine(text, delimiter, table.Columns.Select(c => Quote(c.Title)));
        foreach (var row in table.Cells)
            WriteLine(text, delimiter, row.Select(cell => cell is decimal number ? Number(number, delimiter) : Quote((string?)cell ?? "")));
        return text.WrittenSpan;
    }

    protected override void WriteHeader() => Text.Write(Encoding.UTF8.Preamble);

    protected override void WriteRow(object row)
    {
        var tabular = row is ITabularRow { Header: not null } own ? own : null;
        if (!hasHeader)
            WriteColumnNames(tabular?.Header);
        if (tabular is not null)
        {
            WriteLine(tabular.Cells);
            return;
        }
        var document = JsonSerializer.SerializeToElement(row, type);
        WriteLine(columns.Select(path => Cell(document, path)));
    }

    protected override void WriteFooter()
    {
        if (!hasHeader)
            WriteColumnNames(null);
    }

    private void WriteColumnNames(IReadOnlyList<string>? header)
    {
        hasHeader = true;
        WriteLine(header ?? columns.Select(path => string.Join('.', path)));
    }

    private static IEnumerable<string[]> Columns(Schema schema, string[] path) =>
        schema
            .Properties.OrderBy(p => p.Property.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0)
            .SelectMany(property => Columns(property, [.. path, property.Name]));

    private static IEnumerable<string[]> Columns(SchemaProperty property, string[] path) =>
        property is { JsonKind: JsonKind.Object, Schema: not null } ? Columns(property.Schema, path) : [path];

    private static string Cell(JsonElement document, string[] path)
    {
        foreach (var name in path)
            if (!document.TryGetProperty(name, out document))
                return "";
        return document.ValueKind switch
        {
            JsonValueKind.String => document.GetString()!,
            JsonValueKind.Array when document.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => string.Join(
                '|',
                document.EnumerateArray().Select(item => item.GetString())
            ),
            JsonValueKind.Null => "",
            _ => document.GetRawText(),
        };
    }

    private void WriteLine(IEnumerable<string> cells) => WriteLine(Text, delimiter, cells.Select(Quote));

    private static void WriteLine(ArrayBufferWriter<byte> text, char delimiter, IEnumerable<string> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst)
                text.Write([(byte)delimiter]);
            isFirst = false;
            Encoding.UTF8.GetBytes(cell, text);
        }
        text.Write("\r\n"u8);
    }

    // A spreadsheet program that expects semicolons expects decimal commas.
    private static string Number(decimal number, char delimiter) =>
        number.ToString("0.####", CultureInfo.InvariantCulture).Replace('.', delimiter == ';' ? ',' : '.');

    private static string Quote(string cell)
    {
        cell = FormulaGuard.Add(cell);
        return cell.AsSpan().ContainsAny(quoted) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
