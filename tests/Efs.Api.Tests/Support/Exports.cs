using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Efs.Api.Tests.Support;

/// <summary>Reading lists whole, as a client of each form would.</summary>
internal static class Exports
{
    public const string Lines = "application/x-ndjson",
        Table = "text/csv",
        Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly System.Text.Json.JsonSerializerOptions written = Api.Kernel.Json.Options;

    private static readonly XNamespace main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public static Task<HttpResponseMessage> GetAs(this HttpClient client, string form, string path) =>
        client.SendJson("GET", path, (string?)null, ("Accept", form));

    public static async Task<List<JsonObject>> ReadNdjson(this HttpClient client, string path)
    {
        using var response = await client.GetAs(Lines, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, $"{path}: {(int)response.StatusCode} {text}");
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>The rows of the CSV, the header first.</summary>
    public static async Task<List<string[]>> ReadCsv(this HttpClient client, string path, char delimiter = ',')
    {
        using var response = await client.GetAs(delimiter == ';' ? $"{Table}; delimiter=semicolon" : Table, path);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.True((int)response.StatusCode == 200, $"{path}: {(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        return Rows(Encoding.UTF8.GetString(bytes[3..]), delimiter);
    }

    /// <summary>The rows of the only sheet, each cell a text; empty where there is none.</summary>
    public static async Task<(string Name, List<string[]> Rows)> ReadXlsx(this HttpClient client, string path)
    {
        using var response = await client.GetAs(Workbook, path);
        Assert.True((int)response.StatusCode == 200, $"{path}: {(int)response.StatusCode}");
        Assert.Equal(Workbook, response.Content.Headers.ContentType?.ToString());
        using var archive = new ZipArchive(await response.Content.ReadAsStreamAsync());
        foreach (var part in archive.Entries)
            XDocument.Load(part.Open());
        var sheet = XDocument.Load(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var name = (string)
            XDocument.Load(archive.GetEntry("xl/workbook.xml")!.Open()).Descendants(main + "sheet").Single().Attribute("name")!;
        var rows = sheet.Descendants(main + "row").ToList();
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(n => $"{n}"), rows.Select(r => (string)r.Attribute("r")!));
        return (name, [.. rows.Select(row => Cells(row, rows[0].Elements().Count()))]);
    }

    /// <summary>What a cell says: what was put in front of it for spreadsheets is dropped.</summary>
    public static string Unescape(string cell) => Regex.Replace(cell, """(?<=^|[,;\t\r\n])'(?="*[=+\-@＝＋－＠\t\r'])""", "");

    /// <summary>What the cell of a column holds of a document.</summary>
    public static string Cell(JsonObject document, string column)
    {
        var value = column.Split('.').Aggregate((JsonNode?)document, (node, name) => node?[name]);
        return value switch
        {
            null => "",
            JsonArray list when list.All(item => item is JsonValue) => string.Join('|', list.Select(item => item!.ToString())),
            JsonArray list => list.ToJsonString(written),
            JsonValue text when text.GetValueKind() == System.Text.Json.JsonValueKind.String => (string)text!,
            _ => value.ToJsonString(),
        };
    }

    // RFC 4180, and nothing beyond it.
    private static List<string[]> Rows(string text, char delimiter)
    {
        var (rows, row, cell) = (new List<string[]>(), new List<string>(), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                Assert.True(cell.Length == 0, "a quote inside of a cell that is not quoted");
                for (i++; !(text[i] == '"' && (i + 1 == text.Length || text[i + 1] != '"')); i++)
                {
                    if (text[i] == '"')
                        i++;
                    cell.Append(text[i]);
                }
            }
            else if (text[i] == delimiter)
                Next();
            else if (text[i] == '\r')
            {
                Assert.Equal('\n', text[++i]);
                Next();
                rows.Add([.. row]);
                row.Clear();
            }
            else
                cell.Append(text[i]);
        }
        Assert.True(row.Count == 0 && cell.Length == 0, "the last line is not ended");
        return rows;

        void Next()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }

    private static string[] Cells(XElement row, int width)
    {
        var cells = Enumerable.Repeat("", width).ToArray();
        foreach (var cell in row.Elements(main + "c"))
        {
            if (!cell.HasElements)
                continue; // an empty cell has no type
            Assert.Equal("inlineStr", (string?)cell.Attribute("t"));
            var column = ((string)cell.Attribute("r")!)
                .TakeWhile(char.IsLetter)
                .Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1);
            cells[column - 1] = cell.Value;
        }
        return cells;
    }
}
