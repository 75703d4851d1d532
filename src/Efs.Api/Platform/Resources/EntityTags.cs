using Microsoft.Net.Http.Headers;

namespace Efs.Api.Platform.Resources;

/// <summary>The headers If-Match and If-None-Match.</summary>
internal static class EntityTags
{
    /// <summary>
    /// Whether the header names the tag or is <c>*</c>. Tags are compared without <c>W/</c>, in If-Match too: a proxy that
    /// compresses a response weakens its tag, and the client can only send back what it received.
    /// </summary>
    /// <remarks>A list that breaks the syntax matches nothing.</remarks>
    public static bool Matches(string header, string tag) =>
        EntityTagHeaderValue.TryParseStrictList([header], out var tags)
        && tags.Any(named => named.Equals(EntityTagHeaderValue.Any) || named.Tag.Equals(tag, StringComparison.Ordinal));
}
