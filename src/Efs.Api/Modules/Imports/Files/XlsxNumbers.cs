using System.Globalization;
using System.Numerics;

namespace Efs.Api.Modules.Imports;

/// <summary>Reads the numbers of a workbook's cells by their formats: as numbers, or as the dates that they stand for.</summary>
internal sealed class XlsxNumbers(XlsxStyles styles, bool countsFrom1904)
{
    /// <summary>Every whole number up to this one is a number of its own in a workbook.</summary>
    private const long LastExact = 1L << 53;

    /// <summary>As many digits as Excel keeps of what is typed.</summary>
    private const int KeptDigits = 15;

    private const int Longest = 400;

    private readonly int epoch = (countsFrom1904 ? new DateOnly(1904, 1, 1) : new DateOnly(1899, 12, 30)).DayNumber;

    /// <summary>The number as the file has it; what is no number stays a text.</summary>
    public (string Text, CellKind Kind) Read(string value, int style)
    {
        var written = value.Trim();
        if (
            written.Length > Longest
            || !double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number)
        )
            return (value, CellKind.Text);
        var format = styles.Format(style);
        if (format.IsDate && Instant(number) is { } instant)
            return (instant, CellKind.Date);
        if (!double.IsInteger(number))
            return (Fraction(number) ?? value, CellKind.Number);
        var whole = Whole(written, number);
        return (
            whole.ToString(CultureInfo.InvariantCulture).PadLeft(format.Digits, '0'),
            HasLostDigits(written, number, whole) ? CellKind.LostDigits : CellKind.Number
        );
    }

    // The day, and the time of day unless it is midnight. In 1900 Excel counts a 29 February that there was not.
    private string? Instant(double number)
    {
        var seconds = Math.Round(number * 86400);
        var days = (int)Math.Clamp(Math.Floor(seconds / 86400), -1, DateOnly.MaxValue.DayNumber);
        if (days < 0 || epoch + days >= DateOnly.MaxValue.DayNumber)
            return null;
        var date = DateOnly.FromDayNumber(epoch + days + (!countsFrom1904 && days is > 0 and < 60 ? 1 : 0));
        var time = TimeOnly.FromTimeSpan(TimeSpan.FromSeconds(seconds - days * 86400.0));
        return time == TimeOnly.MinValue
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : date.ToDateTime(time).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    // To the digits that a spreadsheet shows: 0.58 and not 0.57999999999999996.
    private static string? Fraction(double number) =>
        decimal.TryParse(
            number.ToString("G15", CultureInfo.InvariantCulture),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var plain
        )
            ? plain.ToString(CultureInfo.InvariantCulture)
            : null;

    private static BigInteger Whole(string written, double number) =>
        BigInteger.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var digits)
            ? digits
            : new BigInteger(number);

    // Excel keeps fifteen digits of a longer number and writes it with an exponent. Digits beyond those that a workbook can count are
    // whole only where no calculation could have written them.
    private static bool HasLostDigits(string written, double number, BigInteger whole)
    {
        if (BigInteger.Abs(whole) > LastExact)
            return whole == new BigInteger(number) || new[] { "R", "G15", "G17" }.Any(form => whole == Printed(number, form));
        var significant = written.TakeWhile(c => c is not ('e' or 'E')).Where(char.IsAsciiDigit).SkipWhile(c => c == '0').Count();
        return significant <= KeptDigits
            && written.Contains('e', StringComparison.OrdinalIgnoreCase)
            && BigInteger.Abs(whole) >= BigInteger.Pow(10, KeptDigits);
    }

    private static BigInteger Printed(double number, string form) =>
        BigInteger.Parse(number.ToString(form, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}
