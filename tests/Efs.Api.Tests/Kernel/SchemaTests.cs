using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Institutes;
using FsCheck;
using FsCheck.Fluent;

namespace Efs.Api.Tests.Kernel;

public sealed class SchemaTests
{
    private static readonly Reference reference = new(
        ReferenceTests.Regions,
        [new("positions", "teacher", null, null)],
        TimeProvider.System
    );

    // Every kind, plain and in lists, one of each optional.
    private sealed record Sample
    {
        public required string Text { get; init; }
        public bool? Boolean { get; init; }
        public int? Integer { get; init; }
        public decimal? Number { get; init; }
        public DateOnly? Date { get; init; }
        public DateTime? Instant { get; init; }
        public Guid? Uuid { get; init; }
        public Part? Object { get; init; }

        [Items(3)]
        public IReadOnlyList<string>? Texts { get; init; }

        [Items(200)]
        public IReadOnlyList<Part>? Objects { get; init; }
    }

    private sealed record Part
    {
        [Length(5)]
        public required string Name { get; init; }

        [Between(1, 3)]
        public int Count { get; init; } = 1;
        public IReadOnlyList<int> Numbers { get; init; } = [];
        public Leaf? Leaf { get; init; }
    }

    private sealed record Leaf
    {
        public required string Name { get; init; }
    }

    public static TheoryData<string, string> WrongValues()
    {
        var wrong = new Dictionary<string, string[]>
        {
            ["text"] = ["1", "true", "{}", "[]"],
            ["boolean"] = ["1", "\"true\"", "{}", "[]"],
            ["integer"] = ["1.5", "1e-30", "2147483648", "-2147483649", "1e999", "\"1\"", "true", "{}", "[]"],
            ["number"] = ["1e99", "\"1\"", "false", "{}", "[]"],
            ["date"] =
            [
                "1",
                "\"\"",
                "\"2024-02-30\"",
                "\"2024-2-3\"",
                "\"03.02.2024\"",
                "\"2024-02-03T00:00:00Z\"",
                "\" 2024-02-03\"",
                "\"1899-12-31\"",
                "\"2101-01-01\"",
                "\"\\ud800\"",
                "{}",
                "[]",
            ],
            ["instant"] =
            [
                "1",
                "\"\"",
                "\"2024-02-03\"",
                "\"2024-02-03T10:00:00\"",
                "\"2024-02-03 10:00:00Z\"",
                "\"2024-02-03T10:00 +05:00\"",
                "\"2024-02-03T10:00:00Z \"",
                "\"2024-02-03T10:00:00Z\\n\"",
                "\"2024-02-03T25:00:00Z\"",
                "\"2024-02-30T10:00:00Z\"",
                "\"0001-01-01T00:00:00+14:00\"",
                "\"9999-12-31T23:59:59-14:00\"",
                "\"2024-02-03T10:00:00.0000000000000Z\"",
                "\"\\udc00\"",
                "{}",
                "[]",
            ],
            ["uuid"] =
            [
                "1",
                "\"\"",
                "\"019a2f6c7d1e7c3a9b510d8e4f2a6b10\"",
                "\"{019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10}\"",
                "\" 019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10\"",
                "\"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b1\"",
                "\"0x9a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10\"",
                "\"+19a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10\"",
                "{}",
                "[]",
            ],
            ["object"] = ["1", "\"\"", "true", "[]", "[{}]"],
            ["texts"] = ["1", "\"\"", "{}"],
            ["objects"] = ["1", "\"\"", "{}"],
        };
        var data = new TheoryData<string, string>();
        foreach (var (member, values) in wrong)
        foreach (var value in values)
            data.Add(member, value);
        return data;
    }

    [Theory, MemberData(nameof(WrongValues))]
    public void A_value_of_another_kind_is_a_fault_at_its_member(string member, string value)
    {
        var (read, errors) = Read<Sample>(
            $$"""{"text":"т","{{member}}":{{value}}}""".Replace("\"text\":\"т\",\"text\"", "\"text\"", StringComparison.Ordinal)
        );
        Assert.Null(read);
        Assert.Equal([$"/{member} wrong-type"], errors);
    }

    [Theory]
    [InlineData(
        """{"text":"т","boolean":false,"integer":-1,"number":1e2,"date":"2024-02-29","instant":"2024-02-29T10:00:00.123456789+05:00","uuid":"019A2F6C-7d1e-7c3a-9b51-0d8e4f2a6b10","object":{"name":"и"},"texts":["а","б"],"objects":[]}"""
    )]
    [InlineData(
        """{"text":"т","boolean":null,"integer":null,"number":null,"date":null,"instant":null,"uuid":null,"object":null,"texts":null,"objects":null}"""
    )]
    [InlineData("""{"\u0074ext":"т"}""")]
    public void A_document_that_fits_is_read(string document)
    {
        var (read, errors) = Read<Sample>(document);
        Assert.Empty(errors);
        Assert.Equal("т", read!.Text);
    }

    [Fact]
    public void What_is_read_is_clean_and_in_utc()
    {
        var read = Read<Sample>("""{"text":" Школа\u00a0 № 1\u200b ","instant":"2024-01-01T02:00:00+05:00","texts":["е\u0308ж"]}""").Read!;
        Assert.Equal("Школа № 1", read.Text);
        Assert.Equal(new DateTime(2023, 12, 31, 21, 0, 0, DateTimeKind.Utc), read.Instant);
        Assert.Equal(["ёж"], read.Texts);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"{}\"")]
    [InlineData("1")]
    public void A_document_that_is_no_object_is_a_fault_of_the_whole(string document) =>
        Assert.Equal([" wrong-type"], Read<Sample>(document).Faults);

    [Theory]
    [InlineData("{}", "/text required")]
    [InlineData("""{"text":null}""", "/text required")]
    [InlineData("""{"text":""}""", "/text blank")]
    [InlineData("""{"text":" \u200b "}""", "/text blank")]
    [InlineData("""{"text":"\u0000"}""", "/text unstorable-text")]
    [InlineData("""{"text":"\ud83d"}""", "/text unstorable-text")]
    [InlineData("""{"text":"т","texts":["а","\udc00"]}""", "/texts/1 unstorable-text")]
    [InlineData("""{"text":"т","texts":["а",null]}""", "/texts/1 required")]
    [InlineData("""{"text":"т","texts":["а","а"]}""", "/texts repeated-item")]
    [InlineData("""{"text":"т","texts":["а","а\u200b"]}""", "/texts repeated-item")]
    [InlineData("""{"text":"т","texts":["а","б","в","г"]}""", "/texts too-many")]
    [InlineData("""{"text":"т","texts":["а",["б"]]}""", "/texts/1 wrong-type")]
    [InlineData("""{"text":"т","objects":[[{"name":"и"}]]}""", "/objects/0 wrong-type")]
    [InlineData("""{"text":"т","objects":[{"name":"и"},{}]}""", "/objects/1/name required")]
    [InlineData(
        """{"text":"т","objects":[{"name":"и","numbers":[1,[2],"3",4.5]}]}""",
        "/objects/0/numbers/1 wrong-type",
        "/objects/0/numbers/2 wrong-type",
        "/objects/0/numbers/3 wrong-type"
    )]
    [InlineData(
        """{"text":"т","object":{"name":"слишком","count":4,"leaf":{"name":0}}}""",
        "/object/name too-long",
        "/object/count out-of-range",
        "/object/leaf/name wrong-type"
    )]
    [InlineData("""{"text":"т","object":{"name":"и","count":null}}""", "/object/count required")]
    [InlineData("""{"text":"т","text":"т"}""", "/text duplicate-member")]
    [InlineData("""{"text":"т","t\u0065xt":"т"}""", "/text duplicate-member")]
    [InlineData("""{"text":"т","Text":"т"}""", "/Text unknown-member")]
    [InlineData("""{"text":"т","a/b":1}""", "/a~1b unknown-member")]
    [InlineData("""{"text":"т","m~n":1}""", "/m~0n unknown-member")]
    [InlineData("""{"text":"т","~1":1}""", "/~01 unknown-member")]
    [InlineData("""{"text":"т","":1}""", "/ unknown-member")]
    [InlineData("""{"text":"т","\ud800":1}""", "/� unknown-member")]
    [InlineData("""{"text":"т","\u0000":1}""", "/� unknown-member")]
    [InlineData("""{"text":"т","object":{"name":"и","~/":{}}}""", "/object/~0~1 unknown-member")]
    public void Every_fault_points_at_its_place(string document, params string[] expected) =>
        Assert.Equal(expected, Read<Sample>(document).Faults);

    [Fact]
    public void All_faults_are_found_at_once() =>
        Assert.Equal(
            ["/date wrong-type", "/nosuch unknown-member", "/object/name required", "/text required"],
            Read<Sample>("""{"date":"вчера","nosuch":1,"object":{}}""").Faults.Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_long_name_is_cut_between_letters_and_never_through_one()
    {
        var name = new string('x', 99) + "😀";
        var pointer = Assert.Single(Read<Sample>($$"""{"text":"т","{{name}}":1}""").Faults).Split(' ')[0];
        Assert.Equal($"/{new string('x', 99)}", pointer);
    }

    [Fact]
    public void No_more_faults_are_told_than_a_hundred()
    {
        var document = new JsonObject
        {
            ["text"] = "т",
            ["objects"] = new JsonArray([.. Enumerable.Range(0, 200).Select(_ => new JsonObject())]),
        };
        var errors = Read<Sample>(document.ToJsonString()).Faults;
        Assert.Equal(100, errors.Count);
        Assert.Equal("/objects/99/name required", errors[^1]);
    }

    [Theory] // by way of real documents: the rule of each member, at its place
    [InlineData("""{"regionCode":"80"}""", "/regionCode unknown-region")]
    [InlineData("""{"regionCode":"074"}""", "/regionCode too-long")]
    [InlineData("""{"sourceId":"112-233-445 95"}""", "/sourceId source-id-snils")]
    [InlineData("""{"sourceId":"a/b"}""", "/sourceId wrong-format")]
    [InlineData("""{"inn":"7707083894"}""", "/inn inn-checksum")]
    [InlineData("""{"ogrn":"1027700132196"}""", "/ogrn ogrn-checksum")]
    [InlineData("""{"oktmo":"757010000"}""", "/oktmo wrong-format")]
    [InlineData("""{"kind":"school"}""", "/kind not-one-of")]
    [InlineData("""{"phone":"8 351 200-00"}""", "/phone wrong-format")]
    [InlineData("""{"email":"a@b"}""", "/email wrong-format")]
    [InlineData("""{"website":"ftp://x.ru"}""", "/website wrong-format")]
    [InlineData("""{"foundedOn":"2100-01-01"}""", "/foundedOn in-future")]
    public void Every_rule_of_a_member_is_enforced(string changes, params string[] expected)
    {
        var document = JsonNode.Parse("""{"regionCode":"74","kind":"iro","fullName":"Институт"}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
            document[name] = value?.DeepClone();
        Assert.Equal(expected, Read<InstituteFields>(document.ToJsonString()).Faults);
    }

    [Theory]
    [InlineData(typeof(InstituteFields))]
    [InlineData(typeof(EducatorFields))]
    [InlineData(typeof(Sample))]
    public void Whatever_the_document_reading_it_gives_an_object_or_a_fault_and_never_throws(Type type)
    {
        var read = typeof(SchemaTests)
            .GetMethod(nameof(Total), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
            .MakeGenericMethod(type)
            .CreateDelegate<Func<string, bool>>();
        Prop.ForAll(Trees(Schema.For(type)), read).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact] // so that the property above can't hold for want of documents that fit
    public void Some_of_the_random_documents_fit_and_some_do_not()
    {
        var trees = Trees(Schema.For(typeof(Sample))).Generator.Sample(2000).ToList();
        Assert.InRange(trees.Count(t => Read<Sample>(t).Read is not null), 20, 1980);
    }

    [Theory]
    [InlineData("integer", "12", 12)]
    [InlineData("integer", "1.5", null)]
    [InlineData("integer", " 1", null)]
    [InlineData("integer", "2147483648", null)]
    [InlineData("boolean", "true", true)]
    [InlineData("boolean", "True", true)]
    [InlineData("boolean", "1", null)]
    [InlineData("text", " т ", "т")]
    public void A_parameter_is_read_by_its_kind(string name, string text, object? value)
    {
        var validation = new ValidationContext(reference);
        Assert.Equal(value, ScalarReader.Parse(Schema.For(typeof(Sample)).Properties.Single(m => m.Name == name), text, validation));
        Assert.Equal(value is null ? [$"{name} wrong-type"] : [], validation.Errors.Select(f => $"{f.Location} {f.Code}"));
    }

    [Fact]
    public void Whatever_the_parameter_reading_it_gives_a_value_or_a_fault_and_never_throws() =>
        Prop.ForAll(
                Gen.Elements(Schema.For(typeof(Sample)).Properties.Where(m => m.JsonKind is not (JsonKind.Object or JsonKind.List)))
                    .ToArbitrary(),
                Gen.Elements(texts).ToArbitrary(),
                (property, text) =>
                {
                    var validation = new ValidationContext(reference);
                    return ScalarReader.Parse(property, text, validation) is not null || validation.Errors.Count > 0;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static readonly string[] texts =
    [
        "",
        " ",
        "т",
        "74",
        "80",
        "iro",
        "a/b",
        "~",
        "\0",
        "\ud800",
        "\ud83d\ude00",
        "\ufffe",
        "\uffff",
        "{0}",
        "{",
        "112-233-445 95",
        "2024-02-29",
        "1850-01-01",
        "2024-02-29T10:00:00Z",
        "2024-02-29T10:00 Z",
        "2024-02-29T10:00:00+05:00",
        "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10",
        " 019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10",
        "0x9a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10",
        "female",
        "contract",
        "1",
        "true",
        new('ж', 600),
    ];

    private static bool Total<T>(string document)
        where T : class
    {
        var (read, errors) = Read<T>(document);
        return (read is not null || errors.Count > 0)
            && errors.Count <= 100
            && errors.All(f => f[0] is '/' or ' ' && TextNormalizer.CanBeStored(f));
    }

    private static (T? Read, IReadOnlyList<string> Faults) Read<T>(string document)
        where T : class
    {
        using var parsed = JsonDocument.Parse(document);
        var validation = new ValidationContext(reference);
        var read = DocumentReader.Read<T>(parsed.RootElement, "", validation);
        return (read, [.. validation.Errors.Select(f => $"{f.Location} {f.Code}")]);
    }

    // Random documents that know the names and the kinds of the shape's members, and use them well or badly.
    private static Arbitrary<string> Trees(Schema schema) => Document(schema, 3).ToArbitrary();

    private static Gen<string> Document(Schema schema, int depth) =>
        Gen.Frequency(
            (
                8,
                All(
                        schema.Properties.Select(property =>
                            Fitting(property, depth)
                                .Select(value => $"{Quoted(property.Name)}:{value}")
                                .Zip(Gen.Choose(0, 9), (pair, dice) => (pair, isTaken: dice < (property.IsRequired ? 9 : 3)))
                        )
                    )
                    .Zip(
                        Junk(depth).Zip(Gen.Choose(0, 9), (junk, dice) => dice == 0 ? junk : null),
                        (pairs, junk) =>
                            $"{{{string.Join(',', pairs.Where(p => p.isTaken).Select(p => p.pair).Concat(junk is null ? [] : [$"\"x\":{junk}"]))}}}"
                    )
            ),
            (1, Junk(depth))
        );

    private static Gen<IEnumerable<T>> All<T>(IEnumerable<Gen<T>> generators) =>
        generators.Aggregate(Gen.Constant(Enumerable.Empty<T>()), (all, next) => all.Zip(next, (head, last) => head.Append(last)));

    private static Gen<string> Fitting(SchemaProperty property, int depth) =>
        Gen.Frequency((12, Of(property, property.JsonKind, depth)), (1, Junk(depth)));

    private static Gen<string> Of(SchemaProperty property, JsonKind kind, int depth) =>
        kind switch
        {
            JsonKind.List => Of(property, property.ItemJsonKind, depth - 1)
                .ListOf()
                .Select(items => $"[{string.Join(',', items.Take(4))}]"),
            JsonKind.Object when depth > 0 => Document(property.Schema!, depth - 1),
            JsonKind.Object => Gen.Constant("null"),
            JsonKind.Text => Gen.Elements(property.Rule?.Example is { } example ? [Quoted(example), "\"т\""] : new[] { "\"т\"" }),
            JsonKind.Boolean => Gen.Elements("true", "false"),
            JsonKind.Integer => Gen.Elements("1", "0", "-7", "2023"),
            JsonKind.Number => Gen.Elements("1", "0.5", "1e2"),
            JsonKind.Date => Gen.Elements("\"2020-02-29\"", "\"1985-04-12\""),
            JsonKind.Instant => Gen.Elements("\"2020-02-29T10:00:00Z\"", "\"2020-02-29T10:00:00.5-03:00\""),
            _ => Gen.Elements("\"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10\""),
        };

    private static Gen<string> Junk(int depth) =>
        depth <= 0
            ? Gen.Elements("null", "true", "0", "-1.5", "1e400", "12345678901234567890").Or(Gen.Elements(texts).Select(Quoted))
            : Gen.Frequency(
                (3, Junk(0)),
                (1, Junk(depth - 1).ListOf().Select(items => $"[{string.Join(',', items)}]")),
                (
                    1,
                    Gen.Elements(texts)
                        .Zip(Junk(depth - 1), (name, value) => $"{Quoted(name)}:{value}")
                        .ListOf()
                        .Select(members => $"{{{string.Join(',', members)}}}")
                )
            );

    // Not JsonSerializer: it would mend the halves of surrogate pairs.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return quoted.Append('"').ToString();
    }
}
