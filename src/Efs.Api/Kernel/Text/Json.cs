using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Efs.Api.Kernel;

/// <summary>How documents are written and read: camelCase, absent members left out, Cyrillic as it is.</summary>
public static class Json
{
    public static readonly JsonSerializerOptions Options = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>A document as it is kept: neither what the service fills in nor what is said only with a change.</summary>
    public static readonly JsonSerializerOptions DocumentOptions = new(Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepDocumentProperties } },
    };

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // an answer is JSON and never part of a page
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

    /// <summary>Texts are normalised as they are read, so that no rule and no handler meets a raw one.</summary>
    private sealed class NormalizedTextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text ? TextNormalizer.Normalize(text) : null;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
