using System.Globalization;

namespace Efs.Api.Kernel;

/// <summary>A version as HTTP says it: a number in quotes.</summary>
public static class EntityTag
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether a list of tags, as in If-Match or If-None-Match, names the version; <c>*</c> names any.</summary>
    public static bool Matches(string header, int version) => Matches(header, Of(version));

    public static bool Matches(string header, string tag) =>
        header
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(named => named == "*" || named == tag);

    /// <summary>Whether If-None-Match names the tag: there a weak tag is as good as a strong one (RFC 9110, 13.1.2).</summary>
    public static bool IsKnown(string header, string tag) => Matches(header.Replace("W/", "", StringComparison.Ordinal), tag);
}
