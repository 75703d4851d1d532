using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Exchange;

/// <summary>A row on its way in: its document, if it is one, and what that names that must be looked up.</summary>
/// <param name="Row">The row of the file.</param>
/// <param name="Document">What it says; undefined where it is no document.</param>
/// <param name="Key">The owner's key that it says.</param>
/// <param name="Repeats">Number of an earlier row with the same key.</param>
/// <param name="Mentions">Records that it names otherwise than by id.</param>
/// <param name="Faults">What is wrong with it already.</param>
internal sealed record Arrival(
    FileRow Row,
    JsonElement Document,
    string? Key,
    int? Repeats,
    IReadOnlyList<Mention> Mentions,
    IReadOnlyList<Fault> Faults
);

/// <summary>A record that a document names by its owner's key, or a person whom it describes.</summary>
/// <param name="Where">Pointer to the member.</param>
/// <param name="Resource">The resource of the record.</param>
/// <param name="Key">The owner's key.</param>
/// <param name="Person">Or the person.</param>
internal sealed record Mention(string Where, string Resource, string? Key, NamedPerson? Person);

/// <summary>Rows that go in together: none has the key of another, or names it.</summary>
/// <param name="Rows">The rows in their order.</param>
/// <param name="BytesRead">How far the file was read.</param>
internal sealed record Batch(IReadOnlyList<Arrival> Rows, long BytesRead);

/// <summary>Makes documents of the rows of a file, and batches of them.</summary>
internal static class Arrivals
{
    private const int MostRows = 500,
        MostBytes = 2 << 20,
        MaxDepth = 16,
        MostKey = 100,
        MostRowsOfFile = 2_000_000;
    private const string Prefix = "source:";

    /// <param name="file">The file.</param>
    /// <param name="position">How far it is read.</param>
    /// <param name="done">How many rows were done before: they are counted, and their keys known, but they do not come again.</param>
    /// <param name="import">Which import it is.</param>
    /// <param name="shape">What a document may say.</param>
    /// <param name="checks">Makes the checks of a row.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<Batch> Of(
        IRowFile file,
        Func<long> position,
        int done,
        StoredImport import,
        Shape shape,
        Func<Checks> checks,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var known = new Dictionary<ulong, int>();
        var (rows, keys, bytes, count) = (new List<Arrival>(), new HashSet<string>(), 0, 0);
        await foreach (var row in file.Rows(cancellationToken))
        {
            var arrival = Read(row, import, shape, checks(), known);
            if (++count > MostRowsOfFile)
                throw ImportErrors.TooManyRows.Refuse();
            if (count <= done)
                continue;
            if (
                rows.Count == MostRows
                || bytes > MostBytes
                || (arrival.Key is not null && keys.Contains(arrival.Key))
                || arrival.Mentions.Any(m => m.Resource == import.Resource && m.Key is not null && keys.Contains(m.Key))
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

    /// <summary>The document with ids in the place of what was looked up.</summary>
    public static JsonElement? Resolved(
        Arrival arrival,
        IReadOnlyDictionary<string, Guid> ids,
        StoredImport import,
        Shape shape,
        Checks checks
    )
    {
        try
        {
            return Resolved(arrival, ids, import, shape);
        }
        catch (InvalidOperationException)
        {
            checks.Add("", Rules.UnstorableText);
            return null;
        }
    }

    private static JsonElement Resolved(Arrival arrival, IReadOnlyDictionary<string, Guid> ids, StoredImport import, Shape shape)
    {
        var bytes = new ArrayBufferWriter<byte>(arrival.Row.Document.Length + 256);
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = Json.Options.Encoder, SkipValidation = true }))
            Write(writer, arrival.Document, shape, "", ids, import);
        var reader = new Utf8JsonReader(bytes.WrittenSpan, new() { MaxDepth = MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }

    private static Arrival Read(FileRow row, StoredImport import, Shape shape, Checks checks, Dictionary<ulong, int> known)
    {
        foreach (var fault in row.Faults)
            checks.Add(fault);
        try
        {
            return Judged(row, import, shape, checks, known);
        }
        catch (InvalidOperationException) // half of a surrogate pair, in a name or in a value
        {
            checks.Add("", Rules.UnstorableText);
            return new(row, default, null, null, [], checks.Found);
        }
    }

    private static Arrival Judged(FileRow row, StoredImport import, Shape shape, Checks checks, Dictionary<ulong, int> known)
    {
        if (row.Document.IsEmpty)
            return new(row, default, null, null, [], checks.Found);
        if (Parsed(row.Document, checks) is not { } document)
            return new(row, default, null, null, [], checks.Found);
        var key =
            document.TryGetProperty("sourceId", out var said)
            && said.ValueKind == JsonValueKind.String
            && TextOf(said) is { Length: <= MostKey } text
                ? Clean.Text(text)
                : null;
        if (
            document.TryGetProperty("regionCode", out var region)
            && !(region.ValueKind == JsonValueKind.String && region.ValueEquals(import.RegionCode))
        )
            checks.Add("/regionCode", Rules.OtherRegion);
        var mentions = new List<Mention>();
        Gather(document, shape, "", mentions, checks);
        return new(row, document, key, key is null ? null : Repeated(known, key, row.Number), mentions, checks.Found);
    }

    // The line of a report of rejected rows is its document.
    private static JsonElement? Parsed(ReadOnlyMemory<byte> bytes, Checks checks)
    {
        if (!checks.That(Utf8.IsValid(bytes.Span), "", Rules.NotUtf8))
            return null;
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, new() { MaxDepth = MaxDepth });
            var document = JsonElement.ParseValue(ref reader);
            var isWhole =
                document.ValueKind == JsonValueKind.Object && !bytes.Span[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r"u8);
            if (!checks.That(isWhole, "", Rules.MalformedRow, reader.BytesConsumed))
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
            checks.Add("", Rules.MalformedRow, (broken.BytePositionInLine ?? 0) + 1);
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

    private static void Gather(JsonElement document, Shape shape, string where, List<Mention> found, Checks checks)
    {
        foreach (var property in document.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
                continue;
            var (member, value, at) = (shape.Find(name), property.Value, $"{where}/{name}");
            if (member is { RefersTo: { } resource } && KeyOf(value) is { } key)
                found.Add(new(at, resource, key, null));
            else if (PersonMember(shape, name, value) is not null)
            {
                if (PersonOf(value, at, checks) is { } person)
                    found.Add(new(at, "educators", null, person));
            }
            else if (member is { Kind: Kind.Object, Inner: { } inner } && value.ValueKind == JsonValueKind.Object)
                Gather(value, inner, at, found, checks);
            else if (member is { Kind: Kind.List, ItemKind: Kind.Object, Inner: { } items } && value.ValueKind == JsonValueKind.Array)
                foreach (var (index, item) in value.EnumerateArray().Index())
                    if (item.ValueKind == JsonValueKind.Object)
                        Gather(item, items, $"{at}/{index}", found, checks);
        }
    }

    private static void Write(
        Utf8JsonWriter writer,
        JsonElement document,
        Shape shape,
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
            var (member, value, at) = (shape.Find(name), property.Value, $"{where}/{name}");
            writer.WritePropertyName(PersonMember(shape, name, value) ?? name);
            if (ids.TryGetValue(at, out var id))
                writer.WriteStringValue(id);
            else if (member is { Kind: Kind.Object, Inner: { } inner } && value.ValueKind == JsonValueKind.Object)
                Write(writer, value, inner, at, ids, null);
            else if (member is { Kind: Kind.List, ItemKind: Kind.Object, Inner: { } items } && value.ValueKind == JsonValueKind.Array)
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

    // The member that holds the id of an educator whom the document describes: educatorId for educator.
    private static string? PersonMember(Shape shape, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && shape.Find(name) is null && shape.Find($"{name}Id") is { RefersTo: "educators" } member
            ? member.Name
            : null;

    private static NamedPerson? PersonOf(JsonElement value, string where, Checks checks)
    {
        var person = Shape.Read<NamedPerson>(value, where, checks);
        if (person is null)
            return null;
        return checks.That(
            person.Snils is not null || person is { LastName: not null, FirstName: not null, BirthDate: not null },
            where,
            Rules.UnnamedPerson
        )
            ? person
            : null;
    }

    private static string? KeyOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && TextOf(value) is { } text && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? Clean.Text(text[Prefix.Length..])
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
