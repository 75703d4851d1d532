using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>Numbers that a spreadsheet has written shortened, as 7,724E+11: the digits after those shown are lost.</summary>
internal static partial class LostDigits
{
    public static bool Shows(string text) => Shortened.IsMatch(text);

    // The exponent has two digits at least, as spreadsheets write it, and a sign or decimals; 2E10 may be a number of a document.
    [GeneratedRegex(@"^[+-]?[0-9](?:[.,][0-9]+[eE]\+?|[eE]\+)[0-9]{2,3}$")]
    private static partial Regex Shortened { get; }
}
