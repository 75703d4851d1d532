using System.Net;
using Microsoft.Net.Http.Headers;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Reads the header Forwarded (RFC 7239) and states it as X-Forwarded headers of one value each, which the framework then applies
/// where it trusts the sender. The framework itself aligns lists of values by position, which parameters that are left out would shift.
/// </summary>
internal static class ForwardedHeader
{
    private const string Name = "Forwarded",
        For = "X-Forwarded-For",
        Proto = "X-Forwarded-Proto",
        Host = "X-Forwarded-Host";

    /// <summary>A request that has an X-Forwarded header of the same meaning is left as it is: its gateway writes those.</summary>
    public static void Translate(HttpContext http, Settings settings)
    {
        var headers = http.Request.Headers;
        if (headers[Name].Count == 0 || headers[For].Count + headers[Proto].Count + headers[Host].Count > 0)
            return;
        var address = http.Connection.RemoteIpAddress;
        foreach (var element in Split(headers[Name].ToString(), ',').AsEnumerable().Reverse())
        {
            if (address is null || !settings.IsProxy(address))
                break;
            var parameters = Parameters(element);
            // A sender that is unknown or hidden is no address: the walk ends there.
            address = IPEndPoint.TryParse(parameters.GetValueOrDefault("for") ?? "", out var sender) ? sender.Address : null;
            Set(For, address?.ToString());
            Set(Proto, parameters.GetValueOrDefault("proto"));
            Set(Host, parameters.GetValueOrDefault("host"));
        }

        // A comma would make two values of one.
        void Set(string header, string? value)
        {
            if (!string.IsNullOrEmpty(value) && !value.Contains(',', StringComparison.Ordinal))
                headers[header] = value;
        }
    }

    private static Dictionary<string, string> Parameters(string element)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in Split(element, ';'))
            if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                parameters.TryAdd(pair[..at].Trim(), HeaderUtilities.UnescapeAsQuotedString(pair[(at + 1)..].Trim()).ToString());
        return parameters;
    }

    // A separator inside quotes belongs to the value.
    private static List<string> Split(string text, char separator)
    {
        var (parts, start, isQuoted) = (new List<string>(), 0, false);
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '"' && (i == 0 || text[i - 1] != '\\'))
                isQuoted = !isQuoted;
            else if (text[i] == separator && !isQuoted)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        parts.Add(text[start..]);
        return parts;
    }
}
