using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>ОГРН: thirteen digits, the last is the remainder by 11 of the number of the first twelve.</summary>
public static class Ogrn
{
    public static bool IsValid(string ogrn) =>
        ogrn.Length == 13
        && ogrn.All(char.IsAsciiDigit)
        && ogrn[0] != '0'
        && long.Parse(ogrn.AsSpan(0, 12), System.Globalization.CultureInfo.InvariantCulture) % 11 % 10 == ogrn[12] - '0';
}
