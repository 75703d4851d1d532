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
    public static readonly JsonSerializerOptions Kept = new(Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepDocument } },
    };

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // an answer is JSON and never part of a page
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.Converters.Add(new CleanText());
        options.Converters.Add(new UtcInstant());
        options.Converters.Add(new PlainNumber());
        return options;
    }

    public static string Name(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);

    private static void KeepDocument(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (Has(type.Properties[i], typeof(AnswerOnlyAttribute)) || Has(type.Properties[i], typeof(RequestOnlyAttribute)))
                type.Properties.RemoveAt(i);

        static bool Has(JsonPropertyInfo member, Type mark) => member.AttributeProvider?.IsDefined(mark, inherit: true) == true;
    }

    /// <summary>Texts are normalised as they are read, so that no rule and no handler meets a raw one.</summary>
    private sealed class CleanText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text ? Clean.Text(text) : null;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}

/// <summary>1 and 1.0 are one number, and one document.</summary>
internal sealed class PlainNumber : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Plain(reader.GetDecimal());

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Plain(value));

    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m; // a division drops zeros at the end
}

/// <summary>Instants are kept and written in UTC, whatever offset they came with.</summary>
internal sealed class UtcInstant : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DateTime.SpecifyKind(value, DateTimeKind.Utc));
}

/// <summary>Writes СНИЛС the same way whatever separators it came with.</summary>
public sealed class SnilsConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? Snils.Canonical(Clean.Text(text)) : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
