using System.Globalization;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>
/// Of every registry a record is written that says something recognisable in every hidden member. Whoever has the database without the
/// master key finds none of it in any column of any table.
/// </summary>
public sealed class AtRestTests(EfsHost efs) : IClassFixture<EfsHost>
{
    // Hidden in responses and not encrypted: names are searched by prefix (decision 0007), free texts are no identifiers (0058).
    private static readonly string[] inClear =
    [
        "contest-applications/note",
        "educators/firstName",
        "educators/lastName",
        "educators/middleName",
        "expert-requests/details",
        "mentorships/goal",
        "registrations/note",
        "trajectories/goal",
        "trajectories/steps/0/eventReference",
        "trajectories/steps/0/title",
    ];

    private static int number; // every case has texts of its own

    public static TheoryData<string> Hidden => [.. HiddenMember.Registries];

    [Theory, MemberData(nameof(Hidden))]
    public async Task What_is_hidden_is_in_no_column_as_it_is(string registry)
    {
        var document = (await efs.Region74.PeopledDocument(registry)).With("sourceId", $"at-rest-{registry}");
        var texts = new List<(string Pointer, string Text)>();
        foreach (var member in HiddenMember.Of(registry))
            document = member.In(document, Recognisable(member.Property, text => texts.Add((member.Pointer, text))));
        await Write(registry, document);

        Assert.NotEmpty(await Columns.Holding(efs.Owner, $"at-rest-{registry}")); // the search does find what is there
        var found = new List<string>();
        foreach (var (pointer, text) in texts)
            if (await Columns.Holding(efs.Owner, text) is not [])
                found.Add($"{registry}{pointer}");
        Assert.Equal(
            inClear.Where(p => p.StartsWith($"{registry}/", StringComparison.Ordinal)),
            found.Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task What_a_rejected_row_says_in_place_of_a_key_is_in_no_column_as_it_is()
    {
        const string key = "Тайноключ 7083906";
        var row = Documents.School().With("sourceId", key).With("unheardOf", "1");
        var import = await efs.Region74.Import("resource=schools", ImportClient.Lines(row));
        Assert.Equal(1, (int)import["counts"]!["rejected"]!);
        Assert.Empty(await Columns.Holding(efs.Owner, key));
    }

    // By every statement that stores a document, beside what is stored of requests and files.
    private async Task Write(string registry, JsonObject document)
    {
        var made = await efs.Region74.SendJson("POST", $"/v1/{registry}", document, ("Idempotency-Key", $"at-rest-{registry}"));
        var path = $"/v1/{registry}/{(await made.ReadJson(201)).Id()}";
        var change = new JsonObject { ["sourceId"] = $"at-rest-{registry}-2" };
        await (await efs.Region74.SendJson("PATCH", path, change, ("If-Match", "*"))).ReadJson(200);
        var changed = document.With("sourceId", $"at-rest-{registry}-2");
        if (ResourceCatalogue.Get(registry).IsImported)
            await efs.Region74.Import($"resource={registry}", ImportClient.Lines(changed, changed.With("unheardOf", "1")));
    }

    private static JsonNode Recognisable(SchemaProperty property, Action<string> note)
    {
        if (property.JsonKind == JsonKind.Object)
            return new JsonObject(property.Schema!.Properties.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)Recognisable(p, note))));
        var next = Interlocked.Increment(ref number);
        var text = property switch
        {
            { JsonKind: JsonKind.Date } => new DateOnly(1961, 3, 7).AddDays(next).ToString("O", CultureInfo.InvariantCulture),
            { Rule: SnilsAttribute } => Documents.NewSnils(),
            { Rule: EmailAttribute } => $"at-rest-{next}@example.ru",
            { Rule: PhoneAttribute } => $"+7000918{next:0000}",
            { Rule: DocumentNumberAttribute } => $"70839{next:000}15",
            _ => $"Тайнопись{(char)('а' + (next / 32))}{(char)('а' + (next % 32))}",
        };
        note(text);
        if (property.Rule is SnilsAttribute)
            note(string.Concat(text.Where(char.IsAsciiDigit)));
        return text;
    }
}
