using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>ИНН of an organisation (ФНС order ЕД-7-14/559@): ten digits, the last checks the others.</summary>
public static class Inn
{
    private static readonly int[] weights = [2, 4, 10, 3, 5, 9, 4, 6, 8];

    public static bool IsValid(string inn)
    {
        if (inn.Length != 10 || !inn.All(char.IsAsciiDigit) || inn.All(c => c == '0'))
            return false;
        var sum = weights.Select((weight, i) => weight * (inn[i] - '0')).Sum();
        return sum % 11 % 10 == inn[9] - '0';
    }
}
