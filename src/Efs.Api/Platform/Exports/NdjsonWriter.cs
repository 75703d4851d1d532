using System.Buffers;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>NDJSON: each row a line, the same document as in a page of JSON.</summary>
internal sealed class NdjsonWriter(Type row) : ExportWriter
{
    public const string MediaType = "application/x-ndjson";
    private readonly JsonTypeInfo type = Json.Options.GetTypeInfo(row);
    private static readonly JsonWriterOptions written = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    public override string ContentType => MediaType;

    protected override void Add(object row)
    {
        using (var json = new Utf8JsonWriter(Text, written))
            JsonSerializer.Serialize(json, row, type);
        Text.Write("\n"u8);
    }
}
