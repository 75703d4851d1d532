using System.Runtime.CompilerServices;
using System.Text;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Exchange;

/// <summary>
/// Rows of a CSV (RFC 4180), separated by commas, semicolons or tabs. Written here, since a reader of hostile files must bound a
/// row before it holds it and must tell a quote that is never closed: CsvHelper does neither.
/// </summary>
internal sealed class CsvFile(CsvText text)
{
    public const int LongestRow = 1 << 20,
        MostColumns = 1000;
    private const int Guessed = 10;
    private char[] buffer = new char[1 << 16];
    private int start,
        end;
    private bool ended;

    // The delimiter that shows the most known names of columns is the file's.
    public async Task<IAsyncEnumerable<TableRow>> Open(Func<IReadOnlyList<string>, int> known, CancellationToken cancellationToken)
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

    private async IAsyncEnumerable<TableRow> Rows(char delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cells = new List<string>();
        var width = 0; // of the widest row so far
        for (var number = 1; ; number++)
        {
            int length;
            Rule? broken;
            while ((length = Read(buffer.AsSpan(start, end - start), ended, delimiter, cells, out broken)) == 0 && !ended)
                await Fill(cancellationToken, number);
            if (length < 0)
                throw FileErrors.UnclosedQuote.Refuse(new Text($"Строка {number}", $"Row {number}"));
            if (length == 0)
                yield break;
            if (length > LongestRow)
                throw RowTooLong(number);
            if (cells.Count > MostColumns)
                throw FileErrors.TooManyColumns.Refuse(new Text($"Строка {number}", $"Row {number}"));
            var isLast = ended && start + length == end;
            var isCut = isLast && buffer[end - 1] is not ('\r' or '\n') && cells.Count < width;
            width = Math.Max(width, cells.Count);
            start += length;
            yield return new(number, cells.ToArray(), Broken: isCut ? Rules.CutRow : broken);
        }
    }

    /// <summary>Reads a row. The answer is its length with the line end, 0 where it does not end here yet, -1 where a quote is never closed.</summary>
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
                cells.Add(TableRow.Unarmed(cell));
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
        var read = await text.Read(buffer.AsMemory(end), cancellationToken);
        end += read;
        ended = read == 0;
    }

    private static RefusalException RowTooLong(int number) => FileErrors.RowTooLong.Refuse(new Text($"Строка {number}", $"Row {number}"));
}

/// <summary>
/// The characters of a file. Without a byte order mark or a named charset it is UTF-8 if its first letters beyond ASCII are, else
/// windows-1251; bytes that can't be read end it, so that nothing is stored garbled.
/// </summary>
internal sealed class CsvText
{
    private static readonly UTF8Encoding utf8 = new(false, throwOnInvalidBytes: true);
    private readonly Stream stream;
    private readonly byte[] bytes = new byte[1 << 16];
    private int start,
        end;
    private bool ended;
    private Decoder? decoder;

    public CsvText(Stream stream, ReadOnlySpan<byte> head, string? charset)
    {
        this.stream = stream;
        head.CopyTo(bytes);
        end = head.Length;
        var (mark, encoding) = head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (3, utf8),
            [0xFF, 0xFE, ..] => (2, new UnicodeEncoding(false, false, true)),
            [0xFE, 0xFF, ..] => (2, new UnicodeEncoding(true, false, true)),
            _ => (0, Named(charset)),
        };
        start = mark;
        decoder = encoding?.GetDecoder();
    }

    public async ValueTask<int> Read(Memory<char> chars, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (start == end && !ended)
            {
                (start, end) = (0, await stream.ReadAsync(bytes, cancellationToken));
                ended = end == 0;
            }
            if (decoder is null && await Undecided(cancellationToken) is >= 0 and var plain)
            {
                plain = Math.Min(plain, chars.Length);
                Encoding.ASCII.GetChars(bytes.AsSpan(start, plain), chars.Span);
                start += plain;
                return Checked(chars.Span[..plain]);
            }
            var taken = Math.Min(end - start, chars.Length - 2); // a letter begun before may end here
            try
            {
                var read = decoder!.GetChars(bytes.AsSpan(start, taken), chars.Span, flush: ended && taken == end - start);
                start += taken;
                if (read > 0 || ended)
                    return Checked(chars.Span[..read]);
            }
            catch (DecoderFallbackException)
            {
                throw FileErrors.BrokenEncoding.Refuse();
            }
        }
    }

    /// <summary>How many plain characters may be handed out while nothing tells the charset; -1 once it is told.</summary>
    private async ValueTask<int> Undecided(CancellationToken cancellationToken)
    {
        var plain = bytes.AsSpan(start, end - start).IndexOfAnyExceptInRange((byte)0, (byte)127);
        if (plain != 0)
            return plain < 0 ? end - start : plain;
        while (end - start < 4 && !ended) // a whole letter must be there to judge it
        {
            bytes.AsSpan(start, end - start).CopyTo(bytes);
            (start, end) = (0, end - start);
            var read = await stream.ReadAsync(bytes.AsMemory(end), cancellationToken);
            end += read;
            ended = read == 0;
        }
        decoder = (
            IsUtf8(bytes.AsSpan(start, end - start), ended) ? utf8 : CyrillicOrRefused(bytes.AsSpan(start, end - start))
        ).GetDecoder();
        return -1;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> text, bool isAll)
    {
        try
        {
            utf8.GetDecoder().GetCharCount(text, flush: isAll);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // Letters of windows-1251 stand from 0xC0 on; much below is DOS (cp866) or no text at all.
    private static Encoding CyrillicOrRefused(ReadOnlySpan<byte> text)
    {
        var (letters, others) = (0, 0);
        foreach (var b in text)
            _ =
                b >= 0xC0 ? letters++
                : b >= 0x80 ? others++
                : 0;
        return letters >= others ? Cyrillic() : throw FileErrors.BrokenEncoding.Refuse();
    }

    private static Encoding? Named(string? charset) =>
        charset?.Trim('"', ' ').ToLowerInvariant() switch
        {
            null or "" => null,
            "utf-8" or "utf8" or "us-ascii" => utf8,
            "windows-1251" or "cp1251" => Cyrillic(),
            "utf-16" or "utf-16le" => new UnicodeEncoding(false, false, true),
            "utf-16be" => new UnicodeEncoding(true, false, true),
            _ => throw FileErrors.UnknownCharset.Refuse(),
        };

    private static Encoding Cyrillic() => CodePagesEncodingProvider.Instance.GetEncoding(1251)!;

    private static int Checked(ReadOnlySpan<char> chars) => chars.Contains('\0') ? throw FileErrors.Binary.Refuse() : chars.Length;
}
