using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>Numbers that a spreadsheet has written shortened, as 7,724E+11: the digits after those shown are lost.</summary>
internal static partial class LostDigits
{
    public static bool Shows(string text) => Shortened.IsMatch(text);

    // The exponent has two digits at least, as spreadsheets write it, and a sign or decimals; 2E10 may be a number of a document.
    // The letter is Cyrillic where people have copied the number by hand.
    [GeneratedRegex(@"^[+-]?[0-9]{1,3}(?:[.,][0-9]+[eEеЕ]|(?:[.,][0-9]+)? ?[eEеЕ] ?\+ ?)[0-9]{2,3}$")]
    private static partial Regex Shortened { get; }
}
