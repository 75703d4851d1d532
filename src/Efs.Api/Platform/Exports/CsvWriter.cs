using System.Buffers;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>
/// CSV (RFC 4180) with the columns of the records' shape: an object's members as <c>legalBasis.kind</c>, a list of texts
/// joined by <c>|</c>, a list of objects as JSON in one cell; absent members are empty.
/// </summary>
/// <remarks>
/// It begins with a byte order mark: without one, the spreadsheets of this country take UTF-8 for windows-1251. A cell
/// that they would run as a formula gets an apostrophe in front, and so does one that has an apostrophe there itself:
/// who reads the file back drops one apostrophe before any of these characters.
/// </remarks>
internal sealed class CsvWriter(Type row) : ExportWriter
{
    public const string MediaType = "text/csv";
    private static readonly SearchValues<char> quoted = SearchValues.Create(",\"\r\n"),
        formula = SearchValues.Create("=+-@\t\r'");
    private readonly JsonTypeInfo type = Json.Options.GetTypeInfo(row);
    private bool hasHeader;
    private readonly string[][] columns = [.. Columns(Schema.For(row), [])];

    public override string ContentType => $"{MediaType}; charset=utf-8; header=present";

    protected override void Begin()
    {
        Text.Write(Encoding.UTF8.Preamble);
    }

    protected override void Add(object row)
    {
        var own = row is ITabularRow { Header: not null } tabled ? tabled : null;
        if (!hasHeader)
            Header(own?.Header);
        if (own is not null)
        {
            Line(own.Cells);
            return;
        }
        var document = JsonSerializer.SerializeToElement(row, type);
        Line(columns.Select(path => Cell(document, path)));
    }

    protected override void Finish()
    {
        if (!hasHeader)
            Header(null);
    }

    private void Header(IReadOnlyList<string>? own)
    {
        hasHeader = true;
        Line(own ?? columns.Select(path => string.Join('.', path)));
    }

    private static IEnumerable<string[]> Columns(Schema schema, string[] path) =>
        from member in schema.Properties.OrderBy(m => m.Property.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0)
        from column in member is { JsonKind: JsonKind.Object, Schema: not null }
            ? Columns(member.Schema, [.. path, member.Name])
            :
            [
                [.. path, member.Name],
            ]
        select column;

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

    private void Line(IEnumerable<string> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst)
                Text.Write(","u8);
            isFirst = false;
            Encoding.UTF8.GetBytes(Written(cell), Text);
        }
        Text.Write("\r\n"u8);
    }

    private static string Written(string cell)
    {
        if (cell.Length > 0 && formula.Contains(cell[0]))
            cell = $"'{cell}";
        return cell.AsSpan().ContainsAny(quoted) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
