using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Efs.Api.Kernel;

/// <summary>
/// The hash of a document that both sides can compute: SHA-256 over its canonical JSON (RFC 8785), without the members that
/// are null, false or an empty list: an absent member and its default hash the same, also when members are added later.
/// </summary>
public static class CanonicalJson
{
    /// <summary>64 lowercase hexadecimal digits.</summary>
    public static string Hash(JsonNode document) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Serialize(JsonSerializer.SerializeToElement(document)))));

    public static string Serialize(JsonElement document)
    {
        var text = new StringBuilder();
        Write(document, text);
        return text.ToString();
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Write(
                    '{',
                    value.EnumerateObject().Where(m => IsPresent(m.Value)).OrderBy(m => m.Name, StringComparer.Ordinal),
                    member => Write(member, text),
                    '}',
                    text
                );
                break;
            case JsonValueKind.Array:
                Write('[', value.EnumerateArray(), item => Write(item, text), ']', text);
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

    private static void Write(JsonProperty member, StringBuilder text)
    {
        Write(member.Name, text);
        text.Append(':');
        Write(member.Value, text);
    }

    private static void Write<T>(char open, IEnumerable<T> items, Action<T> write, char close, StringBuilder text)
    {
        text.Append(open);
        foreach (var (i, item) in items.Index())
        {
            if (i > 0)
                text.Append(',');
            write(item);
        }
        text.Append(close);
    }

    private static void Write(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case < ' ':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        text.Append('"');
    }

    private static bool IsPresent(JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)
        && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    // ECMAScript's form: the digits are those of .NET, the thresholds of the exponent are not.
    private static string Number(double number)
    {
        var digits = number.ToString("R", CultureInfo.InvariantCulture);
        if (Math.Abs(number) is >= 1e21 or (> 0 and < 1e-6))
            return digits.Replace("E-0", "E-", StringComparison.Ordinal).ToLowerInvariant();
        return decimal.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }
}
