using System.Text;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Tells windows-1251 from the other encodings of one byte for Russian. A text is scored as each of them by how usual its letters are
/// in Russian and how they stand: no capital follows a small letter, no sign stands inside a word.
/// </summary>
internal static class CyrillicEncodings
{
    /// <summary>How far another encoding must be ahead, in natural logarithms of likelihood: a few letters do not tell.</summary>
    private const double Clearly = 4;

    private const double OfCapitalInWord = -3,
        OfForeignLetter = -9,
        OfSign = -5,
        OfSignInWord = -9,
        OfControl = -12;

    /// <summary>Signs that Russian texts have: those that may stand before a word, and others.</summary>
    private const string SignsBeforeWords = "№«»–—…„“”°§•’‘\u00A0\u00AD",
        OtherSigns = "©®™€±×·";

    private static readonly double[] frequencies =
    [
        8.01,
        1.59,
        4.54,
        1.70,
        2.98,
        8.45,
        0.94,
        1.65,
        7.35,
        1.21,
        3.49,
        4.40,
        3.21,
        6.70,
        10.97,
        2.81, // а – п
        4.73,
        5.47,
        6.26,
        2.62,
        0.26,
        0.97,
        0.48,
        1.44,
        0.73,
        0.36,
        0.04,
        1.90,
        1.74,
        0.32,
        0.64,
        2.01, // р – я
    ];

    public static Encoding Windows { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;

    private static readonly Encoding[] others =
    [
        .. new[] { 866, 20866, 28595, 10007 }.Select(page => CodePagesEncodingProvider.Instance.GetEncoding(page)!), // KOI8-R, ISO, Mac
    ];

    /// <summary>Whether the bytes read as Russian in windows-1251, and not better in another encoding.</summary>
    public static bool IsWindows(ReadOnlySpan<byte> bytes)
    {
        var windows = Score(Windows.GetString(bytes));
        foreach (var other in others)
            if (Score(other.GetString(bytes)) > windows + Clearly)
                return false;
        return true;
    }

    /// <summary>Where three Russian letters of UTF-8 stand side by side, which windows-1251 never has; -1 where they do not.</summary>
    public static int IndexOfUtf8(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; bytes[at..].IndexOfAny((byte)0xD0, (byte)0xD1) is >= 0 and var next; at++)
        {
            at += next;
            if (bytes.Length - at < 6)
                return -1;
            if (
                IsUtf8Letter(bytes[at], bytes[at + 1])
                && IsUtf8Letter(bytes[at + 2], bytes[at + 3])
                && IsUtf8Letter(bytes[at + 4], bytes[at + 5])
            )
                return at;
        }
        return -1;
    }

    private static bool IsUtf8Letter(byte first, byte second) =>
        (first, second) is (0xD0, 0x81 or (>= 0x90 and <= 0xBF)) or (0xD1, (>= 0x80 and <= 0x8F) or 0x91);

    private static double Score(string text)
    {
        var score = 0.0;
        for (var i = 0; i < text.Length; i++)
            if (text[i] > '\u007F')
                score += Score(i > 0 ? text[i - 1] : ' ', text[i], i + 1 < text.Length ? text[i + 1] : ' ');
        return score;
    }

    private static double Score(char before, char c, char after)
    {
        if (IsRussian(c))
        {
            var letter = char.ToLowerInvariant(c) is 'ё' ? 'е' : char.ToLowerInvariant(c);
            var score = Math.Log(frequencies[letter - 'а'] / 100);
            return char.IsUpper(c) && IsRussian(before) && char.IsLower(before) ? score + OfCapitalInWord : score;
        }
        if (char.IsControl(c))
            return OfControl;
        if (SignsBeforeWords.Contains(c, StringComparison.Ordinal))
            return IsRussian(before) && IsRussian(after) ? OfSignInWord : OfSign;
        return OtherSigns.Contains(c, StringComparison.Ordinal) && !IsRussian(after) ? OfSign : OfForeignLetter;
    }

    private static bool IsRussian(char c) => c is (>= 'А' and <= 'я') or 'ё' or 'Ё';
}
