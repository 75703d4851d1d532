using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Efs.Api.Kernel;

/// <summary>JSON options of documents: camelCase, absent members omitted, Cyrillic unescaped.</summary>
public static class Json
{
    // With a resolver, types can be asked for before anything was serialised.
    public static readonly JsonSerializerOptions Options = Configure(
        new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }
    );

    /// <summary>JSON options of stored documents: without response-only and request-only members.</summary>
    public static readonly JsonSerializerOptions DocumentOptions = new(Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepDocumentProperties } },
    };

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // responses are JSON and never embedded in HTML
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.Converters.Add(new NormalizedTextConverter());
        options.Converters.Add(new UtcInstantConverter());
        options.Converters.Add(new PlainNumberConverter());
        return options;
    }

    public static string Name(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);

    private static void KeepDocumentProperties(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (Has(type.Properties[i], typeof(ResponseOnlyAttribute)) || Has(type.Properties[i], typeof(RequestOnlyAttribute)))
                type.Properties.RemoveAt(i);

        static bool Has(JsonPropertyInfo member, Type mark) => member.AttributeProvider?.IsDefined(mark, inherit: true) == true;
    }

    /// <summary>Normalises texts as they are read, so that no rule and no handler sees a raw one.</summary>
    private sealed class NormalizedTextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text ? TextNormalizer.Normalize(text) : null;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
