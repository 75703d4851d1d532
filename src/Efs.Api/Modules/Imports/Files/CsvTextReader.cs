using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// The characters of a file. Without a byte order mark or a named charset it is UTF-8 if most of its first letters beyond ASCII are, else
/// windows-1251 if it reads as such; bytes that can't be read end it, so that nothing is stored garbled.
/// </summary>
internal sealed class CsvTextReader
{
    private static readonly UTF8Encoding utf8 = new(false, throwOnInvalidBytes: true);
    private readonly Stream stream;
    private readonly byte[] bytes = new byte[1 << 16];
    private int start,
        end;
    private bool ended;
    private Encoding? encoding;
    private Decoder? decoder;

    public CsvTextReader(Stream stream, ReadOnlySpan<byte> head, string? charset)
    {
        this.stream = stream;
        head.CopyTo(bytes);
        end = head.Length;
        (start, encoding) = head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (3, utf8),
            [0xFF, 0xFE, ..] => (2, new UnicodeEncoding(false, false, true)),
            [0xFE, 0xFF, ..] => (2, new UnicodeEncoding(true, false, true)),
            _ => (0, Named(charset)),
        };
    }

    /// <summary>Reads characters; 0 at the end.</summary>
    /// <exception cref="ProblemException">The next bytes can't be read. What stands before them has been given out.</exception>
    public async ValueTask<int> Read(Memory<char> chars, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (start == end && !await Fill(cancellationToken))
                return decoder is null ? 0 : Checked(chars.Span[..ReadOther(chars.Span)]);
            if (encoding is null && await Undecided(cancellationToken) is > 0 and var plain)
            {
                plain = Math.Min(plain, chars.Length);
                Encoding.ASCII.GetChars(bytes.AsSpan(start, plain), chars.Span);
                start += plain;
                return Checked(chars.Span[..plain]);
            }
            var read = encoding == utf8 ? ReadUtf8(chars.Span) : ReadOther(chars.Span);
            if (read > 0)
                return Checked(chars.Span[..read]);
            if (!await Fill(cancellationToken) && encoding == utf8 && start < end)
                throw FileErrors.BrokenEncoding.ToException();
        }
    }

    // Letters that are broken off wait for the rest of them.
    private int ReadUtf8(Span<char> chars)
    {
        var status = Utf8.ToUtf16(
            bytes.AsSpan(start, end - start),
            chars,
            out var taken,
            out var read,
            replaceInvalidSequences: false,
            isFinalBlock: ended
        );
        start += taken;
        return read > 0 || status != OperationStatus.InvalidData ? read : throw FileErrors.BrokenEncoding.ToException();
    }

    private int ReadOther(Span<char> chars)
    {
        decoder ??= encoding!.GetDecoder();
        var taken = Math.Min(end - start, chars.Length - 2); // a letter begun before may end here
        if (encoding == CyrillicEncodings.Windows && CyrillicEncodings.IndexOfUtf8(bytes.AsSpan(start, taken)) is >= 0 and var other)
            taken = other > 0 ? other : throw FileErrors.BrokenEncoding.ToException();
        try
        {
            var read = decoder.GetChars(bytes.AsSpan(start, taken), chars, flush: ended);
            start += taken;
            return read;
        }
        catch (DecoderFallbackException)
        {
            throw FileErrors.BrokenEncoding.ToException();
        }
    }

    /// <summary>Reads further bytes behind those that are left; false at the end.</summary>
    private async ValueTask<bool> Fill(CancellationToken cancellationToken)
    {
        if (ended || end - start == bytes.Length)
            return false;
        bytes.AsSpan(start, end - start).CopyTo(bytes);
        (start, end) = (0, end - start);
        var read = await stream.ReadAsync(bytes.AsMemory(end), cancellationToken);
        end += read;
        ended = read == 0;
        return !ended;
    }

    /// <summary>How many plain characters may be given out while nothing tells the charset; 0 once it is told.</summary>
    private async ValueTask<int> Undecided(CancellationToken cancellationToken)
    {
        var plain = bytes.AsSpan(start, end - start).IndexOfAnyExceptInRange((byte)0, (byte)127);
        if (plain != 0)
            return plain < 0 ? end - start : plain;
        while (await Fill(cancellationToken)) { } // the more is seen the surer it is told
        encoding = EncodingOf(bytes.AsSpan(start, end - start)) ?? throw FileErrors.BrokenEncoding.ToException();
        return 0;
    }

    private Encoding? EncodingOf(ReadOnlySpan<byte> text)
    {
        var (letters, broken) = (0, 0);
        while (text.IndexOfAnyExceptInRange((byte)0, (byte)127) is >= 0 and var at)
        {
            text = text[at..];
            var status = Rune.DecodeFromUtf8(text, out _, out var length);
            if (status == OperationStatus.Done)
                letters++;
            else if (status == OperationStatus.InvalidData || ended)
                broken++;
            text = text[length..];
        }
        if (letters > broken || broken == 0)
            return utf8;
        return CyrillicEncodings.IsWindows(bytes.AsSpan(start, end - start)) ? CyrillicEncodings.Windows : null;
    }

    private static Encoding? Named(string? charset) =>
        charset?.Trim('"', ' ').ToLowerInvariant() switch
        {
            null or "" => null,
            "utf-8" or "utf8" or "us-ascii" => utf8,
            "windows-1251" or "cp1251" => CyrillicEncodings.Windows,
            "utf-16" or "utf-16le" => new UnicodeEncoding(false, false, true),
            "utf-16be" => new UnicodeEncoding(true, false, true),
            _ => throw FileErrors.UnknownCharset.ToException(),
        };

    private static int Checked(ReadOnlySpan<char> chars) => chars.Contains('\0') ? throw FileErrors.Binary.ToException() : chars.Length;
}
