using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Parses the rows of a file and groups them into batches.</summary>
internal static class RowParser
{
    private const int MostRows = 2000,
        MostBytes = 2 << 20,
        MaxDepth = 16,
        MostKey = 100,
        MostRowsOfFile = 2_000_000;
    private const string Prefix = "source:";

    /// <param name="file">The file.</param>
    /// <param name="position">The number of bytes that have been read.</param>
    /// <param name="done">The number of rows that are done: they are counted, and their keys remembered, but not returned.</param>
    /// <param name="import">The import.</param>
    /// <param name="schema">The schema of a document.</param>
    /// <param name="checks">Creates the validation context of a row.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async IAsyncEnumerable<Batch> ReadBatches(
        IRowReader file,
        Func<long> position,
        int done,
        StoredImport import,
        Schema schema,
        Func<ValidationContext> checks,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var known = new Dictionary<ulong, int>();
        var (rows, keys, bytes, count) = (new List<ParsedRow>(), new HashSet<string>(), 0, 0);
        await foreach (var row in file.Rows(cancellationToken))
        {
            var arrival = Read(row, import, schema, checks(), known);
            if (++count > MostRowsOfFile)
                throw ImportErrors.TooManyRows.ToException();
            if (count <= done)
                continue;
            if (
                rows.Count == MostRows
                || bytes > MostBytes
                || (arrival.Key is not null && keys.Contains(arrival.Key))
                || arrival.References.Any(m => m.Resource == import.Resource && m.Key is not null && keys.Contains(m.Key))
            )
            {
                yield return new(rows, position());
                (rows, bytes) = ([], 0);
                keys.Clear();
            }
            rows.Add(arrival);
            bytes += row.Document.Length + (row.Cells?.Sum(c => 2 * c.Length) ?? 0);
            if (arrival.Key is not null)
                keys.Add(arrival.Key);
        }
        if (rows.Count > 0)
            yield return new(rows, position());
    }

    /// <summary>The document with ids in place of its references.</summary>
    public static JsonElement? ReplaceReferences(
        ParsedRow row,
        IReadOnlyDictionary<string, Guid> ids,
        StoredImport import,
        Schema schema,
        ValidationContext validation
    )
    {
        try
        {
            return ReplaceReferences(row, ids, import, schema);
        }
        catch (InvalidOperationException)
        {
            validation.Add("", Rules.UnstorableText);
            return null;
        }
    }

    private static JsonElement ReplaceReferences(ParsedRow row, IReadOnlyDictionary<string, Guid> ids, StoredImport import, Schema schema)
    {
        var bytes = new ArrayBufferWriter<byte>(row.Row.Document.Length + 256);
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = Json.Options.Encoder, SkipValidation = true }))
            Write(writer, row.Document, schema, "", ids, import);
        var reader = new Utf8JsonReader(bytes.WrittenSpan, new() { MaxDepth = MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }

    private static ParsedRow Read(
        FileRow row,
        StoredImport import,
        Schema schema,
        ValidationContext validation,
        Dictionary<ulong, int> known
    )
    {
        foreach (var error in row.Errors)
            validation.Add(error);
        try
        {
            return ParseDocument(row, import, schema, validation, known);
        }
        catch (InvalidOperationException) // a lone surrogate in a name or in a value
        {
            validation.Add("", Rules.UnstorableText);
            return new(row, default, null, null, [], validation.Errors);
        }
    }

    private static ParsedRow ParseDocument(
        FileRow row,
        StoredImport import,
        Schema schema,
        ValidationContext validation,
        Dictionary<ulong, int> known
    )
    {
        if (row.Document.IsEmpty)
            return new(row, default, null, null, [], validation.Errors);
        if (Parsed(row.Document, validation) is not { } document)
            return new(row, default, null, null, [], validation.Errors);
        var key =
            document.TryGetProperty("sourceId", out var value)
            && value.ValueKind == JsonValueKind.String
            && TextOf(value) is { Length: <= MostKey } text
                ? TextNormalizer.Normalize(text)
                : null;
        if (
            document.TryGetProperty("regionCode", out var region)
            && !(region.ValueKind == JsonValueKind.String && region.ValueEquals(import.RegionCode))
        )
            validation.Add("/regionCode", Rules.OtherRegion);
        var references = new List<RowReference>();
        CollectReferences(document, schema, "", references, validation);
        return new(row, document, key, key is null ? null : Repeated(known, key, row.Number), references, validation.Errors);
    }

    // A line of a report of rejected rows is accepted as its document.
    private static JsonElement? Parsed(ReadOnlyMemory<byte> bytes, ValidationContext validation)
    {
        if (!validation.Require(Utf8.IsValid(bytes.Span), "", Rules.NotUtf8))
            return null;
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, new() { MaxDepth = MaxDepth });
            var document = JsonElement.ParseValue(ref reader);
            var isWhole =
                document.ValueKind == JsonValueKind.Object && !bytes.Span[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r"u8);
            if (!validation.Require(isWhole, "", Rules.MalformedRow, reader.BytesConsumed))
                return null;
            return
                document.TryGetProperty("outcome", out _)
                && document.TryGetProperty("document", out var inner)
                && inner.ValueKind == JsonValueKind.Object
                ? inner
                : document;
        }
        catch (JsonException broken)
        {
            validation.Add("", Rules.MalformedRow, (broken.BytePositionInLine ?? 0) + 1);
            return null;
        }
    }

    private static int? Repeated(Dictionary<ulong, int> known, string key, int number)
    {
        var hash = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        int? earlier = known.TryGetValue(hash, out var first) ? first : null;
        known[hash] = number;
        return earlier;
    }

    private static void CollectReferences(
        JsonElement document,
        Schema schema,
        string where,
        List<RowReference> found,
        ValidationContext validation
    )
    {
        foreach (var property in document.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
                continue;
            var (member, value, at) = (schema.Find(name), property.Value, $"{where}/{name}");
            if (member is { RefersTo: { } resource } && KeyOf(value) is { } key)
                found.Add(new(at, resource, key, null));
            else if (PersonMember(schema, name, value) is not null)
            {
                if (PersonOf(value, at, validation) is { } person)
                    found.Add(new(at, IEducatorDirectory.Resource, null, person));
            }
            else if (member is { JsonKind: JsonKind.Object, Schema: { } inner } && value.ValueKind == JsonValueKind.Object)
                CollectReferences(value, inner, at, found, validation);
            else if (
                member is { JsonKind: JsonKind.List, ItemJsonKind: JsonKind.Object, Schema: { } items }
                && value.ValueKind == JsonValueKind.Array
            )
                foreach (var (index, item) in value.EnumerateArray().Index())
                    if (item.ValueKind == JsonValueKind.Object)
                        CollectReferences(item, items, $"{at}/{index}", found, validation);
        }
    }

    private static void Write(
        Utf8JsonWriter writer,
        JsonElement document,
        Schema schema,
        string where,
        IReadOnlyDictionary<string, Guid> ids,
        StoredImport? root
    )
    {
        writer.WriteStartObject();
        if (root is not null && !document.TryGetProperty("regionCode", out _))
            writer.WriteString("regionCode", root.RegionCode);
        if (
            root?.ProviderInstituteId is { } provider
            && !document.TryGetProperty("providerInstituteId", out _)
            && !document.TryGetProperty("provider", out _)
        )
            writer.WriteString("providerInstituteId", provider);
        foreach (var property in document.EnumerateObject())
        {
            var name = NameOf(property) ?? "\uFFFD";
            var (member, value, at) = (schema.Find(name), property.Value, $"{where}/{name}");
            writer.WritePropertyName(PersonMember(schema, name, value) ?? name);
            if (ids.TryGetValue(at, out var id))
                writer.WriteStringValue(id);
            else if (member is { JsonKind: JsonKind.Object, Schema: { } inner } && value.ValueKind == JsonValueKind.Object)
                Write(writer, value, inner, at, ids, null);
            else if (
                member is { JsonKind: JsonKind.List, ItemJsonKind: JsonKind.Object, Schema: { } items }
                && value.ValueKind == JsonValueKind.Array
            )
            {
                writer.WriteStartArray();
                foreach (var (index, item) in value.EnumerateArray().Index())
                    if (item.ValueKind == JsonValueKind.Object)
                        Write(writer, item, items, $"{at}/{index}", ids, null);
                    else
                        item.WriteTo(writer);
                writer.WriteEndArray();
            }
            else
                value.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    // The property that holds the id of an educator whom the document describes: educatorId for educator.
    private static string? PersonMember(Schema schema, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && schema.Find(name) is null
        && schema.Find($"{name}Id") is { RefersTo: IEducatorDirectory.Resource } property
            ? property.Name
            : null;

    private static PersonDescription? PersonOf(JsonElement value, string where, ValidationContext validation)
    {
        var person = Schema.Read<PersonDescription>(value, where, validation);
        if (person is null)
            return null;
        return validation.Require(
            person.Snils is not null || person is { LastName: not null, FirstName: not null, BirthDate: not null },
            where,
            Rules.UnnamedPerson
        )
            ? person
            : null;
    }

    private static string? KeyOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && TextOf(value) is { } text && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? TextNormalizer.Normalize(text[Prefix.Length..])
            : null;

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
