using System.Globalization;

namespace Efs.Api.Kernel;

/// <summary>A version as HTTP says it: a number in quotes.</summary>
public static class EntityTag
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether a list of tags, as in If-Match or If-None-Match, names the version; <c>*</c> names any.</summary>
    public static bool Matches(string header, int version) =>
        header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Any(tag => tag == "*" || tag == Of(version));
}
