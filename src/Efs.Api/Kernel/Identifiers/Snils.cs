using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>СНИЛС: nine digits of a number and two check digits (ПФР's published algorithm).</summary>
public static class Snils
{
    public const string Pattern = "^[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{2}$";

    /// <summary>Numbers up to this one were issued before check digits and are not verified.</summary>
    private const int LastUnchecked = 1001998;

    private static readonly Regex form = new(Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>The form <c>XXX-XXX-XXX YY</c> of a number with any separators; another text is returned unchanged.</summary>
    public static string Canonical(string snils)
    {
        if (!form.IsMatch(snils))
            return snils;
        var d = Digits(snils);
        return $"{d[..3]}-{d[3..6]}-{d[6..9]} {d[9..]}";
    }

    /// <summary>Whether the text is a number written as people write it. Other texts with eleven digits are nobody's number.</summary>
    public static bool IsWritten(string text) =>
        text.Length == 14
        && text[3] == '-'
        && text[7] == '-'
        && text[11] is ' ' or '-'
        && text.Where((_, i) => i is not (3 or 7 or 11)).All(char.IsAsciiDigit)
        && IsValid(text);

    /// <summary>Whether the check digits match; a number of zeros is a placeholder and never valid.</summary>
    public static bool IsValid(string snils)
    {
        var digits = Digits(snils);
        if (digits.Length != 11)
            return false;
        int number = 0,
            sum = 0;
        for (var i = 0; i < 9; i++)
        {
            number = number * 10 + (digits[i] - '0');
            sum += (digits[i] - '0') * (9 - i);
        }
        if (number == 0)
            return false;
        if (number <= LastUnchecked)
            return true;
        var check = sum % 101 % 100;
        return check == (digits[9] - '0') * 10 + (digits[10] - '0');
    }

    private static string Digits(string snils) => string.Concat(snils.Where(char.IsAsciiDigit));
}
