using System.Globalization;
using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>A sentence for people, in both languages of the service.</summary>
public readonly record struct LocalizedText(string Ru, string En)
{
    public string In(Language language) => language == Language.Ru ? Ru : En;

    public LocalizedText Format(params object[] values) =>
        new(string.Format(CultureInfo.InvariantCulture, Ru, values), string.Format(CultureInfo.InvariantCulture, En, values));
}

public enum Language
{
    Ru,
    En,
}
