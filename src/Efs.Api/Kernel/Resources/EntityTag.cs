using System.Globalization;

namespace Efs.Api.Kernel;

/// <summary>A record's version as an HTTP entity tag: the number in quotes.</summary>
public static class EntityTag
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
