using System.Text;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Tells windows-1251 from the other encodings of one byte for Russian. A text is scored as each of them by how usual its letters are
/// in Russian and how they stand: no capital follows a small letter, no sign stands inside a word, no word begins with ь, four consonants
/// in a row are few.
/// </summary>
internal static class CyrillicEncodings
{
    /// <summary>How far another encoding must be ahead, in natural logarithms of likelihood: a few letters do not tell.</summary>
    private const double Clearly = 4;

    private const string Vowels = "аеиоуыэюя";

    private const double OfCapitalInWord = -3,
        OfImpossibleLetter = -4,
        OfVowelAfterVowel = -1,
        OfFourthConsonant = -2,
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

    private static readonly Encoding koi8 = CodePagesEncodingProvider.Instance.GetEncoding(20866)!;

    private static readonly Encoding[] others =
    [
        .. new[] { 866, 28595, 10007 }.Select(page => CodePagesEncodingProvider.Instance.GetEncoding(page)!), // DOS, ISO, Mac
    ];

    /// <summary>Whether the bytes read as Russian in windows-1251, and not better in another encoding.</summary>
    public static bool IsWindows(ReadOnlySpan<byte> bytes)
    {
        var text = Windows.GetString(bytes);
        var windows = Score(text);
        foreach (var other in others)
            if (Score(other.GetString(bytes)) > windows + Clearly)
                return false;
        // KOI8-R has letters where windows-1251 has them, small ones for capitals: only the letters tell. Small letters alone are rare
        // in a table and are all that a table in capitals shows, so they must be the better reading clearly.
        return windows - Score(koi8.GetString(bytes)) >= (text.Any(c => IsRussian(c) && char.IsUpper(c)) ? 0 : Clearly);
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
        var (score, consonants) = (0.0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            consonants = IsRussian(text[i]) && !Vowels.Contains(Letter(text[i]), StringComparison.Ordinal) ? consonants + 1 : 0;
            if (consonants > 3)
                score += OfFourthConsonant;
            if (text[i] > '\u007F')
                score += Score(i > 0 ? text[i - 1] : ' ', text[i], i + 1 < text.Length ? text[i + 1] : ' ');
        }
        return score;
    }

    private static double Score(char before, char c, char after)
    {
        if (IsRussian(c))
        {
            var score = Math.Log(frequencies[Letter(c) - 'а'] / 100) + OfPlace(before, Letter(c), after);
            return char.IsUpper(c) && IsRussian(before) && char.IsLower(before) ? score + OfCapitalInWord : score;
        }
        if (char.IsControl(c))
            return OfControl;
        if (SignsBeforeWords.Contains(c, StringComparison.Ordinal))
            return IsRussian(before) && IsRussian(after) ? OfSignInWord : OfSign;
        return OtherSigns.Contains(c, StringComparison.Ordinal) && !IsRussian(after) ? OfSign : OfForeignLetter;
    }

    private static double OfPlace(char before, char letter, char after)
    {
        var isFirst = !IsRussian(before);
        var isAfterVowel = !isFirst && Vowels.Contains(Letter(before), StringComparison.Ordinal);
        var isImpossible = letter switch
        {
            'ъ' => isFirst || isAfterVowel || !IsRussian(after),
            'ь' or 'ы' => isFirst || isAfterVowel,
            'й' => !isAfterVowel,
            _ => false,
        };
        return isImpossible ? OfImpossibleLetter
            : isAfterVowel && Vowels.Contains(letter, StringComparison.Ordinal) ? OfVowelAfterVowel
            : 0;
    }

    private static char Letter(char c) => char.ToLowerInvariant(c) is 'ё' ? 'е' : char.ToLowerInvariant(c);

    private static bool IsRussian(char c) => c is (>= 'А' and <= 'я') or 'ё' or 'Ё';
}
