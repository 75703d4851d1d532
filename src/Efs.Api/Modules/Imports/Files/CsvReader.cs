using System.Runtime.CompilerServices;
using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Rows of a CSV (RFC 4180), separated by commas, semicolons or tabs. Written here, since a reader of hostile files must bound a
/// row before it holds it and must tell a quote that is never closed: CsvHelper does neither.
/// </summary>
internal sealed class CsvReader(CsvTextReader text)
{
    public const int LongestRow = 1 << 20,
        MostColumns = 1000;
    private const int Guessed = 10;
    private char[] buffer = new char[1 << 16];
    private int start,
        end;
    private bool ended;

    // Text that can't be read ends the file, but only after the rows before it.
    private ProblemException? failure;

    // The delimiter that shows the most known names of columns is the file's.
    public async Task<IAsyncEnumerable<TabularRow>> Open(Func<IReadOnlyList<string>, int> known, CancellationToken cancellationToken)
    {
        while (!ended && end < buffer.Length / 2)
            await Fill(cancellationToken);
        return Rows(new[] { ';', ',', '\t' }.MaxBy(delimiter => Score(delimiter, known)), cancellationToken);
    }

    private (int Known, int Cells) Score(char delimiter, Func<IReadOnlyList<string>, int> known)
    {
        var (best, at) = ((0, 0), 0);
        for (var number = 1; number <= Guessed && at < end; number++)
        {
            var cells = new List<string>();
            var length = Read(buffer.AsSpan(at, end - at), ended, delimiter, cells, out _);
            if (length <= 0)
                break;
            if ((known(cells), cells.Count) is var score && score.CompareTo(best) > 0)
                best = score;
            at += length;
        }
        return best;
    }

    private async IAsyncEnumerable<TabularRow> Rows(char delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cells = new List<string>();
        for (var number = 1; ; number++)
        {
            if (number > IRowReader.MostLines)
                throw ImportErrors.TooManyRows.ToException();
            int length;
            Rule? broken;
            while ((length = Read(buffer.AsSpan(start, end - start), ended, delimiter, cells, out broken)) == 0 && !ended)
                await Fill(cancellationToken, number);
            if (length <= 0 && failure is not null)
                throw failure.Error.ToException(At(number));
            if (length < 0)
                throw FileErrors.UnclosedQuote.ToException(At(number));
            if (length == 0)
                yield break;
            if (length > LongestRow)
                throw RowTooLong(number);
            if (cells.Count > MostColumns)
                throw FileErrors.TooManyColumns.ToException(At(number));
            if (failure is not null && start + length == end && buffer[end - 1] is not ('\r' or '\n'))
                throw failure.Error.ToException(At(number));
            start += length;
            yield return new(number, cells.ToArray(), Broken: broken);
        }
    }

    /// <summary>Reads a row.</summary>
    /// <returns>Its length with the line end, 0 if it does not end here yet, -1 if a quote is never closed.</returns>
    private static int Read(ReadOnlySpan<char> text, bool isAll, char delimiter, List<string> cells, out Rule? broken)
    {
        cells.Clear();
        broken = null;
        if (text.IsEmpty)
            return 0;
        for (var at = 0; ; )
        {
            var cell = "";
            var isQuoted = at < text.Length && text[at] == '"';
            if (isQuoted)
            {
                var (from, doubled) = (++at, false);
                for (; ; at += 2)
                {
                    var quote = text[at..].IndexOf('"');
                    if (quote < 0)
                        return isAll ? -1 : 0;
                    at += quote;
                    if (at + 1 == text.Length && !isAll)
                        return 0;
                    if (at + 1 == text.Length || text[at + 1] != '"')
                        break;
                    doubled = true;
                }
                cell = text[from..at].ToString();
                if (doubled)
                    cell = cell.Replace("\"\"", "\"", StringComparison.Ordinal);
                at++;
            }
            var length = text[at..].IndexOfAny(delimiter, '\r', '\n');
            if (length < 0 && !isAll)
                return 0;
            var bare = length < 0 ? text[at..] : text.Slice(at, length);
            if (!isQuoted)
                cell = bare.ToString();
            else if (!bare.IsWhiteSpace())
                broken = Rules.StrayQuote;
            if (cells.Count <= MostColumns)
                cells.Add(FormulaGuard.Remove(cell));
            at += bare.Length;
            if (at == text.Length)
                return at;
            if (text[at] == delimiter)
                at++;
            else if (text[at] == '\n')
                return at + 1;
            else if (at + 1 < text.Length)
                return at + (text[at + 1] == '\n' ? 2 : 1);
            else
                return isAll ? at + 1 : 0;
        }
    }

    private async Task Fill(CancellationToken cancellationToken, int number = 1)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end > buffer.Length / 2)
        {
            if (end > LongestRow)
                throw RowTooLong(number);
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var read = 0;
        try
        {
            read = await text.Read(buffer.AsMemory(end), cancellationToken);
        }
        catch (ProblemException unreadable)
        {
            failure = unreadable;
        }
        end += read;
        ended = read == 0;
    }

    private static ProblemException RowTooLong(int number) => FileErrors.RowTooLong.ToException(At(number));

    private static LocalizedText At(int number) => new($"Строка {number}", $"Row {number}");
}
