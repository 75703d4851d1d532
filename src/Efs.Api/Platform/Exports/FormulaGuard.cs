using System.Buffers;
using System.Text.RegularExpressions;

namespace Efs.Api.Platform.Exports;

/// <summary>
/// Keeps spreadsheet programs from running a text of a CSV file as a formula: an apostrophe stands before what begins like one, and
/// before an apostrophe that stands there itself, so that it can be taken away again. A program that takes another character for the
/// delimiter, or ends a row within quotes, begins a cell within a cell: the text is guarded there alike.
/// </summary>
internal static partial class FormulaGuard
{
    // Programs take the wide forms of the signs for the signs.
    private const string Begins = """(?="*[=+\-@＝＋－＠\t\r'])""",
        Delimited = "(?<=^|[,;\t\r\n])";

    private static readonly SearchValues<char> beginnings = SearchValues.Create("\"=+-@＝＋－＠\t\r'"),
        delimiters = SearchValues.Create(",;\t\r\n");

    public static string Add(string cell) => MayBegin(cell) ? Unguarded().Replace(cell, "'") : cell;

    public static string Remove(string cell) => cell.Contains('\'', StringComparison.Ordinal) ? Guarded().Replace(cell, "") : cell;

    // Most cells need no expression.
    private static bool MayBegin(string cell) => cell.Length > 0 && (beginnings.Contains(cell[0]) || cell.AsSpan().ContainsAny(delimiters));

    [GeneratedRegex(Delimited + Begins)]
    private static partial Regex Unguarded();

    [GeneratedRegex($"{Delimited}'{Begins}")]
    private static partial Regex Guarded();
}
