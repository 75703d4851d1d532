using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Efs.Client;

/// <summary>The hash of a document for <c>POST /v1/reconciliations</c>.</summary>
public static class ReconciliationHash
{
    /// <summary>
    /// SHA-256 of the canonical JSON of the document that would be PUT, with its region and key and its texts as the service stores them.
    /// </summary>
    public static string Of<T>(T document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(document))));

    /// <summary>
    /// RFC 8785 without the members that are null, false or an empty list: what an absent member means hashes as if it were absent.
    /// </summary>
    public static string Canonical<T>(T document)
    {
        var text = new StringBuilder();
        Write(JsonSerializer.SerializeToElement(document, EfsClient.JsonOptions), text);
        return text.ToString();
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().Where(m => IsSignificant(m.Value)).OrderBy(m => m.Name, StringComparer.Ordinal);
                text.Append('{');
                foreach (var (i, member) in members.Index())
                {
                    text.Append(i > 0 ? "," : "");
                    Write(member.Name, text);
                    text.Append(':');
                    Write(member.Value, text);
                }
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    text.Append(i > 0 ? "," : "");
                    Write(item, text);
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                Write(value.GetString()!, text);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value.GetDouble()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    // Escapes what RFC 8785 asks for and nothing else: JavaScriptEncoder knows no such set.
    private static void Write(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }

    private static bool IsSignificant(JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)
        && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    // The digits are those of .NET; only the thresholds of the exponent differ, and no member of the contract reaches them.
    private static string Number(double number) =>
        decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)
            .ToString(CultureInfo.InvariantCulture);
}
