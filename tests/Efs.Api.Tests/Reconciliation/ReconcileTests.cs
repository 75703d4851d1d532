using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Modules.Reconciliation;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Reconciliation;

public sealed partial class ReconcileTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly JsonSerializerOptions plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Registries => [.. Support.Registries.Names];

    [Theory, MemberData(nameof(Registries))]
    public async Task A_document_that_was_pushed_is_the_same_by_its_hash_and_another_one_is_not(string registry)
    {
        var document = (await efs.Region74.Document(registry)).With("sourceId", $"r-{registry}");
        await (await efs.Region74.SendJson("PUT", $"/v1/{registry}/by-source/74/r-{registry}", document)).ReadJson(201);
        Assert.Equal(("", "", ""), await Asked(registry, [($"r-{registry}", HashOf(document))]));
        Assert.Equal(($"r-{registry}", "", ""), await Asked(registry, [($"r-{registry}", HashOf(document.WithChange(registry, 7)))]));
        Assert.Equal(
            ($"r-{registry}", "", ""),
            await Asked(registry, [($"r-{registry}", HashOf(document.With(Support.Registries.OptionalOf(registry), null)))])
        );
    }

    [Theory, MemberData(nameof(Registries))]
    public async Task A_document_that_names_records_by_their_keys_is_the_same_by_its_hash(string registry)
    {
        var document = JsonNode.Parse((await efs.Region74.Document(registry)).With("sourceId", $"s-{registry}").ToJsonString())!.AsObject();
        await (await efs.Region74.SendJson("PUT", $"/v1/{registry}/by-source/74/s-{registry}", document)).ReadJson(201);
        await efs.Region74.NameByKey(Schema.For(ResourceCatalogue.Get(registry).Record.BaseType!), document, "");
        Assert.Equal(("", "", ""), await Asked(registry, [($"s-{registry}", HashOf(document))]));
        Assert.Equal(($"s-{registry}", "", ""), await Asked(registry, [($"s-{registry}", HashOf(document.WithChange(registry, 7)))]));
    }

    [Fact]
    public async Task Of_a_nightly_push_only_what_differs_is_left()
    {
        using var client = await efs.Client("nightly", EfsHost.WholeRegion, "70");
        JsonObject School(string key, string name) => Documents.School("70").With("sourceId", key).With("fullName", name);
        foreach (var key in new[] { "a", "b", "c", "d" })
            await client.Create("/v1/schools", School(key, $"Школа {key}"));
        await client.Create("/v1/schools", Documents.School("70")); // without a key it is nobody's to reconcile
        (string, string)[] pairs =
        [
            ("a", HashOf(School("a", "Школа a"))),
            ("c", HashOf(School("c", "Лицей c"))),
            ("x", HashOf(School("x", "Школа x"))),
        ];
        Assert.Equal(("c", "x", ""), await Asked("schools", pairs, null, client, "70"));
        Assert.Equal(("c", "x", "b d"), await Asked("schools", pairs, [], client, "70"));
        Assert.Equal(("c", "", "b"), await Asked("schools", pairs[..2], new() { ["through"] = "c" }, client, "70"));
        Assert.Equal(("c", "", "b"), await Asked("schools", pairs[1..2], new() { ["after"] = "a", ["through"] = "c" }, client, "70"));
        Assert.Equal(("", "", "b"), await Asked("schools", [], new() { ["after"] = "a", ["through"] = "b" }, client, "70"));
        var outside = await client.SendJson("POST", "/v1/reconciliations", Question("schools", pairs, new() { ["after"] = "a" }, "70"));
        Assert.Equal(["/pairs/0/sourceId outside-range"], await outside.ReadErrors(400, "request.invalid"));
        Assert.Equal(
            ["/pairs/1/sourceId repeated-item"],
            await (await client.SendJson("POST", "/v1/reconciliations", Question("schools", [pairs[0], pairs[0]], null, "70"))).ReadErrors(
                400,
                "request.invalid"
            )
        );
    }

    [Fact]
    public async Task Keys_are_in_the_order_of_their_code_points()
    {
        string[] keys = ["A", "Z", "a", "z", "Ё", "А", "я", "ё", "\uE000", "\uFFFD", "😀"];
        Assert.Equal(keys, keys.Reverse().Order(Comparer<string>.Create(KeyRange.Compare)));
        using var client = await efs.Client("ordinal", EfsHost.WholeRegion, "71");
        foreach (var key in keys)
            await client.Create("/v1/schools", Documents.School("71").With("sourceId", key));
        Assert.Equal(string.Join(' ', keys), (await Asked("schools", [], [], client, "71")).Missing);
        Assert.Equal(
            string.Join(' ', keys[3..6]),
            (await Asked("schools", [], new() { ["after"] = "a", ["through"] = "А" }, client, "71")).Missing
        );
    }

    [Fact]
    public async Task More_than_ten_thousand_that_are_missing_come_one_after_another()
    {
        await using (
            var many = efs.Owner.CreateCommand(
                "INSERT INTO schools.school (id, region_code, source_id, kind, full_name, levels, is_rural, fingerprint, search, "
                    + "sort_name) SELECT gen_random_uuid(), '72', to_char(i, 'FM00000'), 'general', 'Школа', '{}', false, '', '', '' FROM "
                    + "generate_series(1, 10003) i"
            )
        )
            await many.ExecuteNonQueryAsync();
        using var client = await efs.Client("many", EfsHost.WholeRegion, "72");
        var first = await client.Asked(Question("schools", [], [], "72"));
        Assert.Equal(
            (10_000, true, "10000"),
            (first["missing"]!.AsArray().Count, (bool)first["hasMore"]!, (string)first["missing"]!.AsArray()[^1]!)
        );
        var rest = await client.Asked(Question("schools", [], new() { ["after"] = "10000" }, "72"));
        Assert.Equal((3, false), (rest["missing"]!.AsArray().Count, (bool)rest["hasMore"]!));
    }

    [Fact]
    public async Task Ten_thousand_pairs_with_the_longest_keys_are_taken()
    {
        var pairs = Enumerable
            .Range(0, 10_000)
            .Select(i => (new string('Ж', 95) + i.ToString("00000", CultureInfo.InvariantCulture), new string('0', 64)))
            .ToArray();
        var text = Question("schools", pairs, null).ToJsonString(plain);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 2_000_000, 4 << 20);
        Assert.Equal(
            10_000,
            (await (await efs.Region74.SendJson("POST", "/v1/reconciliations", text)).ReadJson(200))["unknown"]!.AsArray().Count
        );
    }

    [Fact]
    public async Task Who_may_not_read_a_resource_can_not_compare_it_and_who_sees_no_personal_data_can_not_confirm_them()
    {
        foreach (
            var (resource, missing) in new[]
            {
                ("schools", "schools:read"),
                ("diagnostics", "trajectories:read"),
                ("educators", "educators:personal-data"),
                ("certificates", "educators:personal-data"),
            }
        )
        {
            using var client = await efs.Client($"without-{resource}", [.. EfsHost.WholeRegion.Where(s => s != missing)], "74");
            await (await client.SendJson("POST", "/v1/reconciliations", Question(resource, [], []))).ReadErrors(403, "access.scope");
            await client.Asked(Question("programs", [], []));
        }
        await (await efs.Region27.SendJson("POST", "/v1/reconciliations", Question("schools", [], []))).ReadErrors(403, "access.region");
    }

    [Fact]
    public async Task Whose_data_are_confirmed_is_on_record()
    {
        var (known, other) = (Documents.Educator().With("sourceId", "known"), Documents.Educator().With("sourceId", "other"));
        var (id, otherId) = (
            (await efs.Region74.Create("/v1/educators", known)).Id(),
            (await efs.Region74.Create("/v1/educators", other)).Id()
        );
        await Asked("educators", [("known", HashOf(known)), ("other", HashOf(other.With("phone", "+70007410009")))]);
        Assert.Contains(
            (await efs.Administrator.GetJson($"/v1/audit?recordId={id}"))["items"]!.AsArray(),
            e => (string?)e!["operation"] == "Reconcile"
        );
        Assert.DoesNotContain(
            (await efs.Administrator.GetJson($"/v1/audit?recordId={otherId}"))["items"]!.AsArray(),
            e => (string?)e!["operation"] == "Reconcile"
        );
    }

    [Fact]
    public async Task The_example_of_the_guide_holds()
    {
        var text = await File.ReadAllTextAsync(Repository.File("docs/guide/reconciliation.md"));
        Assert.Equal(
            Hash().Match(text).Value,
            Hash().Match(await File.ReadAllTextAsync(Repository.File("docs/guide/reconciliation.en.md"))).Value
        );
        var document = JsonNode.Parse(Example().Match(text).Groups[1].Value)!.AsObject();
        var hash = Hash().Match(text).Groups[1].Value;
        await (await efs.Region74.SendJson("PUT", $"/v1/schools/by-source/74/{document["sourceId"]}", document)).ReadJson(201);
        Assert.Equal(("", "", ""), await Asked("schools", [((string)document["sourceId"]!, hash)]));
        Assert.Equal(hash, HashOf(document));
    }

    /// <summary>What a document leaves out is what the canonical form leaves out: no other default may come to be.</summary>
    [Fact]
    public void Every_default_of_a_document_is_null_false_or_an_empty_list()
    {
        var fields = typeof(App)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(RegistryFields)) && !t.IsAbstract && t.Name.EndsWith("Fields", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(Support.Registries.Names.Length, fields.Count);
        var (seen, open) = (new HashSet<Schema>(), new Stack<Schema>(fields.Select(Schema.For)));
        while (open.TryPop(out var schema))
        {
            if (!seen.Add(schema))
                continue;
            foreach (var property in schema.Properties.Where(m => !m.IsResponseOnly && !m.IsRequestOnly))
            {
                if (property.Schema is { } inner)
                    open.Push(inner);
                Assert.True(
                    property.IsRequired || property.IsNullable || property.JsonKind is JsonKind.Boolean or JsonKind.List,
                    $"{schema.Type.Name}.{property.Name}"
                );
                Assert.False(
                    property is { JsonKind: JsonKind.Boolean, IsNullable: true },
                    $"{schema.Type.Name}.{property.Name}: null and false would be one"
                );
            }
        }
        Assert.True(seen.Count > fields.Count + 5);
    }

    [Theory]
    [InlineData("""{"b":[1.0,null,false],"a":{"z":[],"y":{}},"c":false}""", """{"a":{"y":{}},"b":[1,null,false]}""")]
    [InlineData(
        """{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}""",
        "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}"
    )] // RFC 8785, 3.2.3
    [InlineData("""["€$\u000F\nA'B\"\\\\\"/\u0080"]""", "[\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u0080\"]")] // 3.2.2
    [InlineData("[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]", "[333333333.3333333,1e+30,4.5,0.002,1e-27]")]
    [InlineData(
        "[0,-0,0.00001,0.000001,0.0000001,0.00000015,1E-10,100000,12.3400,1e20,1e21,9007199254740993]",
        "[0,0,0.00001,0.000001,1e-7,1.5e-7,1e-10,100000,12.34,100000000000000000000,1e+21,9007199254740992]"
    )]
    public void The_canonical_form_is_that_of_the_RFC(string document, string canonical) =>
        Assert.Equal(canonical, CanonicalJson.Serialize(JsonSerializer.Deserialize<JsonElement>(document)));

    private static JsonObject Question(
        string resource,
        IEnumerable<(string Key, string Hash)> pairs,
        JsonObject? range,
        string region = "74"
    )
    {
        var question = new JsonObject
        {
            ["resource"] = resource,
            ["regionCode"] = region,
            ["pairs"] = new JsonArray([.. pairs.Select(p => new JsonObject { ["sourceId"] = p.Key, ["hash"] = p.Hash })]),
        };
        return range is null ? question : question.With("range", range);
    }

    /// <summary>What the answer names, each list as its keys with a space between.</summary>
    private async Task<(string Differing, string Unknown, string Missing)> Asked(
        string resource,
        (string, string)[] pairs,
        JsonObject? range = null,
        HttpClient? client = null,
        string region = "74"
    )
    {
        var response = await (client ?? efs.Region74).Asked(Question(resource, pairs, range, region));
        return (Keys("differing"), Keys("unknown"), Keys("missing"));

        string Keys(string member) => string.Join(' ', response[member]!.AsArray().Select(k => (string)k!));
    }

    /// <summary>As a client would compute it, by the contract's words.</summary>
    internal static string HashOf(JsonObject document) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(document)!.ToJsonString(plain))));

    private static JsonNode? Sorted(JsonNode? value) =>
        value switch
        {
            JsonObject members => new JsonObject(
                members
                    .Where(m => m.Value is not (null or JsonArray { Count: 0 }) && m.Value.ToJsonString() != "false")
                    .OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => value?.DeepClone(),
        };

    [GeneratedRegex("""echo '(\{ "regionCode": "74", "sourceId": "s-17".*?)' \| python3""")]
    private static partial Regex Example();

    [GeneratedRegex("`([0-9a-f]{64})`")]
    private static partial Regex Hash();
}

internal static class Asking
{
    public static async Task<JsonObject> Asked(this HttpClient client, JsonObject question) =>
        await (await client.SendJson("POST", "/v1/reconciliations", question)).ReadJson(200);
}
