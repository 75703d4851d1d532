using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>What people and programs write into a cell that has no value. A cell with such a text is read as an empty one.</summary>
internal static partial class AbsentValues
{
    private const int Longest = 40;

    /// <summary>Compared by letters and digits; words of one or two letters may be values and are in <see cref="Abbreviation"/>.</summary>
    private static readonly FrozenSet<string> words = new[]
    {
        "нет",
        "отсутствует",
        "отсутствуют",
        "отсутств",
        "отсут",
        "нету",
        "неимеется",
        "неимеет",
        "неуказано",
        "неуказан",
        "неуказана",
        "неуказаны",
        "незаполнено",
        "неизвестно",
        "неизвестен",
        "неизвестна",
        "неопределено",
        "непредусмотрено",
        "неприменимо",
        "нетданных",
        "нетсведений",
        "нетинформации",
        "данныхнет",
        "данныеотсутствуют",
        "сведенияотсутствуют",
        "безномера",
        "безсерии",
        "безотчества",
        "безотч",
        "безснилс",
        "нетномера",
        "нетсерии",
        "нетотчества",
        "нетснилс",
        "снилсотсутствует",
        "снилснет",
        "прочерк",
        "пусто",
        "null",
        "none",
        "nan",
    }.ToFrozenSet();

    /// <summary>
    /// Whether the text, normalised and not empty, is a word for nothing, or dashes and the like without a letter or digit.
    /// </summary>
    public static bool IsAbsent(string text) =>
        text.Length <= Longest
        && !SpreadsheetFormats.IsError(text)
        && (!char.IsLetterOrDigit(text[0]) || "нобпдсn".Contains(char.ToLowerInvariant(text[0]), StringComparison.Ordinal))
        && (text.All(IsMark) || Abbreviation.IsMatch(text) || words.Contains(TextNormalizer.ComparisonKey(text)));

    /// <summary>Whether it says that a document has no number; «БН» is a series, but no number.</summary>
    public static bool IsNoNumber(string text) => TextNormalizer.ComparisonKey(text) is "бн";

    /// <summary>An empty date of 1С, of a database or of Excel: separators without digits, or day 0 of a calendar, at midnight.</summary>
    public static bool IsEmptyDate(string text) => EmptyDate.IsMatch(text);

    // A plus is a mark that says yes.
    private static bool IsMark(char c) => !char.IsLetterOrDigit(c) && c != '+';

    [GeneratedRegex(@"^(?:б ?[/\\.-] ?[нсо]|н ?[/\\.-] ?д|n/a)\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Abbreviation { get; }

    [GeneratedRegex(
        @"^(?:[ ._/:-]+|(?:0?1[./-]0?1[./-]0001|0001-01-01|0?1[./-]0?1[./-]1753|1753-01-01|30[./-]12[./-]1899|1899-12-30|"
            + @"00?[./-]00?[./-]0000|0000-00-00|00?[./-]0?1[./-]1900|1900-0?1-00)(?:[T ]0?0:00(?::00(?:[.,]0+)?)?"
            + @"(?:Z| ?[+-][0-9]{2}(?::?[0-9]{2}){0,2})?| 12:00(?::00)? ?[Aa][Mm])?(?: ?г\.?)?)$"
    )]
    private static partial Regex EmptyDate { get; }
}
