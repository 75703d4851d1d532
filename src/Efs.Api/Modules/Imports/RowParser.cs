using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Reads the rows of a file into documents and groups them into batches. All that can be judged without the database is judged here,
/// beside the writing of the batch before.
/// </summary>
internal sealed class RowParser(StoredImport import, IBulkWriter writer, Func<ValidationContext> newValidation)
{
    private const int MostRows = 1000,
        MostHeld = 100,
        MostBytes = 2 << 20,
        MaxDepth = 16,
        MostKey = 100,
        MostRowsOfFile = 2_000_000;

    private readonly Dictionary<ulong, RowPlace> known = [];
    private readonly SchemaProperty[] naturalKey =
    [
        .. ResourceCatalogue.Get(import.Resource).NaturalKey.Select(name => Schema.For(writer.Record.BaseType!).Find(name)!),
    ];
    private readonly RowOptions inRegion = new(new Dictionary<string, object> { ["regionCode"] = import.RegionCode });
    private readonly RowOptions? ofProvider = import.ProviderInstituteId is { } provider
        ? new(new Dictionary<string, object> { ["regionCode"] = import.RegionCode, ["providerInstituteId"] = provider })
        : null;

    /// <param name="file">The file.</param>
    /// <param name="position">The number of bytes that have been read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<Batch> ReadBatches(
        IRowReader file,
        Func<long> position,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (rows, keys, bytes, held, count) = (new List<ParsedRow>(), new HashSet<string>(), 0, 0, 0);
        await foreach (var fileRow in file.Rows(cancellationToken))
        {
            if (++count > MostRowsOfFile)
                throw ImportErrors.TooManyRows.ToException();
            var row = Read(fileRow);
            if (count <= import.RowsDone)
                continue; // rows that are done are counted, and their keys remembered
            if (rows.Count == MostRows || bytes > MostBytes || held >= MostHeld || MustFollow(row))
            {
                yield return new(rows, held, position());
                (rows, bytes, held) = ([], 0, 0);
                keys.Clear();
            }
            rows.Add(row);
            bytes += fileRow.Document.Length + (fileRow.Cells?.Sum(c => 2 * c.Length) ?? 0);
            held += row.Document is { } document ? writer.HeldFor(document) : 0;
            if (row.Key is not null)
                keys.Add(row.Key);
        }
        if (rows.Count > 0)
            yield return new(rows, held, position());

        bool MustFollow(ParsedRow row) =>
            (row.Key is not null && keys.Contains(row.Key))
            || row.References.Any(r => r.Resource == import.Resource && r.SourceId is not null && keys.Contains(r.SourceId));
    }

    private ParsedRow Read(FileRow row)
    {
        var validation = newValidation();
        foreach (var error in row.Errors)
            validation.Add(error);
        try
        {
            if (!row.Document.IsEmpty && Parse(row.Document, validation) is { } document)
                return Read(row, document, validation);
        }
        catch (InvalidOperationException) // a lone surrogate in a name
        {
            validation.Add("", Rules.UnstorableText);
        }
        return new(row, null, null, null, [], validation.Errors);
    }

    private ParsedRow Read(FileRow row, JsonElement document, ValidationContext validation)
    {
        if (
            document.TryGetProperty("regionCode", out var region)
            && !(region.ValueKind == JsonValueKind.String && region.ValueEquals(import.RegionCode))
        )
            validation.Add("/regionCode", Rules.OtherRegion);
        var before = validation.Errors.ToList();
        var reader = new DocumentReader(validation, document.TryGetProperty("provider", out _) ? inRegion : ofProvider ?? inRegion);
        var fields = writer.Read(document, reader);
        var key = KeyOf(document);
        var repeats = Repeated("key", key, row) ?? Repeated("natural", NaturalKeyOf(fields, reader.References), row);
        return new(row, fields, key, repeats, reader.References, AllErrors());

        // A cell that can't be read is a missing member as well: one error is enough.
        IReadOnlyList<ValidationError> AllErrors() =>
            before.Count == 0
                ? validation.Errors
                : [.. before, .. validation.Errors.Skip(before.Count).Where(e => !before.Any(b => IsSaid(b.Location, e.Location)))];

        static bool IsSaid(string before, string location) =>
            before.Length > 0
            && (location == before || location == $"{before}Id" || before.StartsWith($"{location}/", StringComparison.Ordinal));
    }

    // A line of a report of rejected rows is accepted as its document.
    private static JsonElement? Parse(ReadOnlyMemory<byte> bytes, ValidationContext validation)
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

    private static string? KeyOf(JsonElement document) =>
        document.TryGetProperty("sourceId", out var value)
        && value.ValueKind == JsonValueKind.String
        && ScalarReader.TextOf(value) is { Length: <= MostKey } text
            ? TextNormalizer.Normalize(text)
            : null;

    // A member that names its record by key is compared by that key.
    private string? NaturalKeyOf(RegistryFields? fields, IReadOnlyList<RecordReference> references)
    {
        if (fields is null)
            return null;
        var parts = naturalKey
            .Select(property =>
                references.FirstOrDefault(r => IsOf(r, property)) is { } reference
                    ? reference.SourceId ?? reference.Person!.ToString()
                    : PartOf(property.Property.GetValue(fields))
            )
            .ToList();
        return parts.TrueForAll(part => part.Length == 0) ? null : string.Join('\n', parts);

        static bool IsOf(RecordReference reference, SchemaProperty property) =>
            reference.Location == $"/{property.Name}" || $"{reference.Location}Id" == $"/{property.Name}";

        static string PartOf(object? value) => value is null ? "" : TextNormalizer.NumberKey(JsonSerializer.Serialize(value, Json.Options));
    }

    private RowPlace? Repeated(string kind, string? key, FileRow row)
    {
        if (key is null)
            return null;
        var hash = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {key}")));
        RowPlace? earlier = known.TryGetValue(hash, out var first) ? first : null;
        known[hash] = new(row.Number, row.Sheet);
        return earlier;
    }
}
