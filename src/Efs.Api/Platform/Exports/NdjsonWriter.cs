using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>NDJSON: one row per line, the same document as in a page of JSON.</summary>
internal sealed class NdjsonWriter(Type row) : TextExportWriter
{
    public const string MediaType = "application/x-ndjson";
    private static readonly JsonWriterOptions options = new() { Encoder = Json.Options.Encoder, SkipValidation = true };
    private readonly JsonTypeInfo type = Json.Options.GetTypeInfo(row);

    public override string ContentType => MediaType;

    protected override void WriteRow(object row)
    {
        using (var json = new Utf8JsonWriter(Text, options))
            JsonSerializer.Serialize(json, row, type);
        Text.Write("\n"u8);
    }
}
