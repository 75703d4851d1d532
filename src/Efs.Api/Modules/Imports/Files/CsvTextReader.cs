using System.Runtime.CompilerServices;
using System.Text;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// The characters of a file. Without a byte order mark or a named charset it is UTF-8 if its first letters beyond ASCII are, else
/// windows-1251; bytes that can't be read end it, so that nothing is stored garbled.
/// </summary>
internal sealed class CsvTextReader
{
    private static readonly UTF8Encoding utf8 = new(false, throwOnInvalidBytes: true);
    private readonly Stream stream;
    private readonly byte[] bytes = new byte[1 << 16];
    private int start,
        end;
    private bool ended;
    private Decoder? decoder;

    public CsvTextReader(Stream stream, ReadOnlySpan<byte> head, string? charset)
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
                throw FileErrors.BrokenEncoding.ToException();
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
        return letters >= others ? Cyrillic() : throw FileErrors.BrokenEncoding.ToException();
    }

    private static Encoding? Named(string? charset) =>
        charset?.Trim('"', ' ').ToLowerInvariant() switch
        {
            null or "" => null,
            "utf-8" or "utf8" or "us-ascii" => utf8,
            "windows-1251" or "cp1251" => Cyrillic(),
            "utf-16" or "utf-16le" => new UnicodeEncoding(false, false, true),
            "utf-16be" => new UnicodeEncoding(true, false, true),
            _ => throw FileErrors.UnknownCharset.ToException(),
        };

    private static Encoding Cyrillic() => CodePagesEncodingProvider.Instance.GetEncoding(1251)!;

    private static int Checked(ReadOnlySpan<char> chars) => chars.Contains('\0') ? throw FileErrors.Binary.ToException() : chars.Length;
}
