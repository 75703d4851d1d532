using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>Normalises texts before they are validated, stored or compared.</summary>
public static class TextNormalizer
{
    private const string Apostrophes = "\u2019\u02BC\u2018\u0060\u00B4\u2032\u02B9",
        Dashes = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
        Latin = "ABCEHKMOPTXY",
        LooksLatin = "АВСЕНКМОРТХУ";
    private static readonly SearchValues<char> Variants = SearchValues.Create(Apostrophes + Dashes + "-");
    private static readonly Regex spacedDash = new(" *- *", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>As many accents on one letter as UAX #15 lets a stream carry: sorting them costs the square of their number.</summary>
    private const int MaxMarks = 30;

    /// <summary>NFC, trimmed, each run of any white space one plain space, invisible and control characters gone.</summary>
    public static string Normalize(string text)
    {
        if (IsNormalized(text))
            return text;
        var cleaned = new StringBuilder(text.Length);
        var marks = 0;
        foreach (var rune in text.EnumerateRunes().Where(r => r.Value != 0xFFFE)) // .NET can't normalise U+FFFE
        {
            marks = Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark
                ? marks + 1
                : 0;
            if (marks > MaxMarks)
                continue;
            if (Rune.IsWhiteSpace(rune))
            {
                if (cleaned.Length > 0 && cleaned[^1] != ' ')
                    cleaned.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
                cleaned.Append(rune.ToString());
        }
        return cleaned.ToString().TrimEnd().Normalize(); // last: an invisible character may have separated a letter from its accent
    }

    /// <summary>Whether PostgreSQL and UTF-8 can hold the text: no U+0000, no half of a surrogate pair.</summary>
    public static bool CanBeStored(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return false;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsSurrogatePair(text, i))
                return false;
            i++;
        }
        return true;
    }

    /// <summary>
    /// The form of texts for sorting, search and comparison: lower case, ё as е, one apostrophe, one dash without spaces around it.
    /// </summary>
    public static string SearchKey(string text)
    {
        var key = text.ToLowerInvariant().Replace('ё', 'е');
        return key.AsSpan().IndexOfAny(Variants) < 0 ? key : spacedDash.Replace(string.Concat(key.Select(Plain)), "-");
    }

    /// <summary>
    /// The form of document numbers for comparison: upper case, without spaces, Latin letters that look Cyrillic as Cyrillic.
    /// </summary>
    public static string NumberKey(string text) => string.Concat(SearchKey(text).ToUpperInvariant().Where(c => c != ' ').Select(Cyrillic));

    /// <summary>The letters and digits of a text in search form, used to compare names of columns and values.</summary>
    public static string ComparisonKey(string text) =>
        string.Concat(Normalize(text).Where(char.IsLetterOrDigit)) is { Length: > 0 } bare ? SearchKey(bare) : "";

    /// <summary>The distinct words of the texts in their searched form.</summary>
    public static string[] Words(params IEnumerable<string?> texts) =>
        [.. texts.Where(t => t is not null).SelectMany(t => Split(SearchKey(t!))).Distinct()];

    private static char Plain(char c) =>
        Apostrophes.Contains(c) ? '\''
        : Dashes.Contains(c) ? '-'
        : c;

    private static char Cyrillic(char c) => Latin.IndexOf(c) is >= 0 and var i ? LooksLatin[i] : c;

    private static IEnumerable<string> Split(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inWord && start < 0)
                start = i;
            if (inWord || start < 0)
                continue;
            yield return text[start..i];
            start = -1;
        }
    }

    // Nearly every text is normalised already.
    private static bool IsNormalized(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (
                c is ' '
                    ? i == 0 || i == text.Length - 1 || text[i + 1] == ' '
                    : c is not ((>= '!' and <= '~') or (>= 'А' and <= 'я') or 'Ё' or 'ё' or '«' or '»' or '№' or '—')
            )
                return false;
        }
        return true;
    }
}
