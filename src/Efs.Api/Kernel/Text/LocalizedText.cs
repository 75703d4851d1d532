using System.Globalization;

namespace Efs.Api.Kernel;

/// <summary>A sentence for people, in both languages of the service.</summary>
public readonly record struct LocalizedText(string Ru, string En)
{
    // As people write numbers and dates in each language; the service runs without data of cultures.
    private static readonly CultureInfo russian = Culture(",", "dd.MM.yyyy"),
        english = Culture(".", "yyyy-MM-dd");

    public string In(Language language) => language == Language.Ru ? Ru : En;

    public LocalizedText Format(params object[] values) => new(string.Format(russian, Ru, values), string.Format(english, En, values));

    private static CultureInfo Culture(string separator, string date)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = separator;
        culture.DateTimeFormat.ShortDatePattern = date;
        return culture;
    }
}

public enum Language
{
    Ru,
    En,
}
