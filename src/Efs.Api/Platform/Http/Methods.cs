namespace Efs.Api.Platform.Http;

/// <summary>The methods of routes.</summary>
internal static class Methods
{
    /// <summary>Whatever can be read by GET answers HEAD too: the same headers, no body (RFC 9110, section 9.3.2).</summary>
    public static readonly IReadOnlyList<string> Read = [HttpMethods.Get, HttpMethods.Head];
}
