using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>
/// Whatever the contract says is enforced: driven by the contract, so that a new operation or member is covered by itself.
/// </summary>
public sealed partial class EnforcementTests(CalledHost efs) : IClassFixture<CalledHost>
{
    private const string Here = "@@here@@";
    private readonly Calls calls = efs.Calls;

    public static TheoryData<string> Operations => ContractDocument.CommittedOperations;
    public static TheoryData<string> WithBody =>
        [.. ContractDocument.Committed.Operations.Where(o => o.Body is not null && !o.IsForm).Select(o => o.Id)];

    /// <summary>A value put where it does not belong, as it stands in the JSON, and the codes of which one must come back.</summary>
    private sealed record Bad(string What, string Json, params string[] Codes);

    [Theory, MemberData(nameof(WithBody))]
    public async Task Every_limit_of_every_member_is_kept(string id)
    {
        var operation = Calls.Contract.Operation(id);
        using var client = await calls.Everything();
        var target = await calls.Target(operation);
        var tried = 0;
        foreach (var (pointer, schema, isRequired) in Members(operation.Body!, ""))
        foreach (var bad in BadValues(schema, isRequired))
        {
            var json = Spoiled(operation, pointer, bad.Json);
            var response = await Calls.Send(client, operation, Calls.Request(operation, target, Calls.Raw(json)), $"{pointer} {bad.What}");
            Assert.True(
                response.Status == 400
                    && response.Faults.Any(f =>
                        bad.Codes.Any(code =>
                            f == $"{pointer} {code}"
                            || (
                                bad.What.StartsWith("item", StringComparison.Ordinal)
                                && f.StartsWith($"{pointer}/", StringComparison.Ordinal)
                                && f.EndsWith($" {code}", StringComparison.Ordinal)
                            )
                        )
                    ),
                $"{id}: {pointer} {bad.What} should be refused with {string.Join(" or ", bad.Codes)}: {response.Status} {response.Text}"
            );
            tried++;
        }
        Assert.True(tried > 5, "a body without limits");
    }

    [Theory, MemberData(nameof(WithBody))]
    public async Task A_member_that_the_contract_does_not_know_is_named(string id)
    {
        var operation = Calls.Contract.Operation(id);
        using var client = await calls.Everything();
        var target = await calls.Target(operation);
        foreach (var (pointer, schema, _) in Members(operation.Body!, "").Append(("", operation.Body!, true)))
        {
            var objects =
                SchemaCheck.Types(schema["type"]!).Contains("object") ? [pointer]
                : Calls.Contract.Resolved(schema["items"] ?? new JsonObject())["properties"] is not null ? new[] { $"{pointer}/0" }
                : [];
            foreach (var inside in objects)
            {
                var response = await Calls.Send(
                    client,
                    operation,
                    Calls.Request(operation, target, Calls.Raw(Spoiled(operation, $"{inside}/noSuchMember", "1"))),
                    $"unknown in {inside}"
                );
                Assert.Contains($"{inside}/noSuchMember unknown-member", response.Faults);
            }
        }
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task Every_limit_of_every_query_parameter_is_kept(string id)
    {
        var operation = Calls.Contract.Operation(id);
        using var client = await calls.Everything();
        var target = await calls.Target(operation);

        async Task<Answer> Ask(string query, string why) =>
            await Calls.Send(
                client,
                operation,
                Calls.Request(
                    operation,
                    target,
                    Calls.Body(operation, operation.Content is null ? null : await calls.Fresh(operation)),
                    query
                ),
                why
            );

        foreach (var parameter in operation.ParametersIn("query"))
        {
            var name = (string)parameter["name"]!;
            var schema = Calls.Contract.Resolved(parameter["schema"]!);
            foreach (
                var bad in BadValues(schema, false)
                    .Where(b =>
                        b.What
                            is not (
                                "null"
                                or "a number of 10^30"
                                or "1e400"
                                or "true"
                                or "a list"
                                or "an object"
                                or "a number"
                                or "half of a surrogate pair"
                                or "U+0000"
                            )
                    )
            )
            {
                var response = await Ask($"?{name}={Uri.EscapeDataString(JsonNode.Parse(bad.Json)!.ToString())}", $"{name} {bad.What}");
                Assert.True(
                    response.Status == 400 && response.Faults.Any(f => bad.Codes.Any(code => f == $"{name} {code}")),
                    $"{id}: {name} {bad.What} should be refused with {string.Join(" or ", bad.Codes)}: {response.Status} {response.Text}"
                );
            }
            Assert.Contains($"{name} unstorable-text", (await Ask($"?{name}=%00", $"{name} U+0000")).Faults);
            Assert.Contains($"{name} duplicate-parameter", (await Ask($"?{name}=1&{name}=2", $"{name} twice")).Faults);
            foreach (
                var odd in new[]
                {
                    "%ED%A0%80",
                    "%FF",
                    "%",
                    "%zz",
                    new string('9', 400),
                    "1e400",
                    "-0",
                    "",
                    "%F0%9F%92%A9",
                    "a,b,,-c",
                    "'%3B--",
                }
            )
                await Ask($"?{name}={odd}", $"{name}={odd}");
        }
        if (operation.IsForm)
            return; // a form's query is nobody's
        Assert.Contains("noSuchParameter unknown-parameter", (await Ask("?noSuchParameter=1", "unknown parameter")).Faults);
        foreach (var odd in new[] { "?=1", "?&&", "?%00=1", "?" + new string('x', 500), "?%FF=1" })
            await Ask(odd, odd);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_path_or_a_header_that_makes_no_sense_is_refused(string id)
    {
        var operation = Calls.Contract.Operation(id);
        using var client = await calls.Everything();
        var target = await calls.Target(operation);
        foreach (var (name, parameter) in operation.ParametersIn("path").Select(p => ((string)p["name"]!, p)))
        {
            var schema = Calls.Contract.Resolved(parameter["schema"]!);
            foreach (var bad in BadValues(schema, false).Where(b => b.What is "not its form" or "too long" or "blank"))
            {
                var odd = new Dictionary<string, string>(target) { [name] = Uri.EscapeDataString(JsonNode.Parse(bad.Json)!.ToString()) };
                var response = await Calls.Send(client, operation, Calls.Request(operation, odd, await Content()), $"{name} {bad.What}");
                Assert.True(
                    response.Status == 400 && response.Faults.Any(f => f.StartsWith($"{name} ", StringComparison.Ordinal)),
                    $"{id}: {name} {bad.What}: {response.Status} {response.Text}"
                );
            }
            foreach (var text in new[] { "%01", "%ED%A0%80", "%FF", "%F0%9F%92%A9", "..%2F..", "null", "0", "'%3B--" })
                await Calls.Send(
                    client,
                    operation,
                    Calls.Request(operation, new Dictionary<string, string>(target) { [name] = text }, await Content()),
                    $"{name}={text}"
                );
        }
        foreach (
            var (name, values) in new[]
            {
                ("Accept", new[] { "text/html", "application/xml;q=0.9", "nonsense", "" }),
                ("If-Match", ["1", "\"x\"", "W/\"1\"", ",,,", new string('"', 500)]),
                ("If-None-Match", ["nonsense", ",", "*"]),
                ("Accept-Language", ["xx", "en;q=9", ",;=", "en-GB,*;q=0"]),
                ("Idempotency-Key", ["", new string('k', 256), "a b"]),
                ("traceparent", ["00-zz", new string('0', 300)]),
            }
        )
        foreach (var value in values)
        {
            var request = Calls.Request(operation, target, await Content());
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
            var response = await Calls.Send(client, operation, request, $"{name}: {value}");
            var isPrinted = operation.Id.StartsWith("Print", StringComparison.Ordinal);
            if (name == "Accept" && value == "text/html" && !operation.IsOpen && !isPrinted)
                Assert.Equal("request.not-acceptable", response.Code);
            if (name == "Idempotency-Key" && operation.ParametersIn("header").Any(p => (string?)p["name"] == name))
                Assert.Contains("Idempotency-Key wrong-key", response.Faults);
            if (response.Status is 204 or 201)
                target = await calls.Target(operation);
        }

        async Task<HttpContent?> Content() => Calls.Body(operation, operation.Content is null ? null : await calls.Fresh(operation));
    }

    [Theory, MemberData(nameof(WithBody))]
    public async Task A_body_that_is_no_document_is_refused(string id)
    {
        var operation = Calls.Contract.Operation(id);
        using var client = await calls.Everything();
        var target = await calls.Target(operation);
        var right = (await calls.Fresh(operation)).ToJsonString();

        async Task Refused(int status, string code, HttpContent? content, string why, bool expectContinue = false)
        {
            var request = Calls.Request(operation, target, content);
            request.Headers.ExpectContinue = expectContinue;
            var response = await Calls.Send(client, operation, request, why);
            Assert.True(response.Status == status && response.Code == code, $"{id}, {why}: {response.Status} {response.Text}");
        }

        foreach (
            var broken in new[]
            {
                "",
                " ",
                "{",
                "}",
                right[..^1],
                right + "x",
                right + right,
                "{'a':1}",
                "// words\n" + right,
                right.Replace("{", "{,", StringComparison.Ordinal),
                "NaN",
                "\u0000",
                "{\"a\":01}",
                "{\"a\":\"\n\"}",
            }
        )
            await Refused(400, "request.malformed", Calls.Raw(broken), $"broken «{(broken.Length > 20 ? broken[^20..] : broken)}»");
        foreach (var depth in new[] { 17, 1000, 100_000 })
        {
            await Refused(400, "request.malformed", Calls.Raw(new string('[', depth)), $"{depth} open lists");
            await Refused(
                400,
                "request.malformed",
                Calls.Raw(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)),
                $"{depth} objects inside each other"
            );
        }
        foreach (var other in new[] { "null", "[]", "1", "\"text\"", "true", $"[{right}]" })
            await Refused(400, "request.invalid", Calls.Raw(other), $"{other} instead of an object");
        await Refused(400, "request.invalid", Calls.Raw("{\"\\ud800\":1}"), "half of a surrogate pair as a name");
        await Refused(400, "request.invalid", Calls.Raw("{\"a\\u0000b\":1,\"\":2,\"/~\":3}"), "U+0000 in a name");
        await Refused(
            400,
            "request.invalid",
            Calls.Raw($"{{{string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"m{i}\":{i}"))}}}"),
            "2000 unknown members"
        );

        var notUtf8 = new ByteArrayContent([.. "{\"name\":\""u8, 0xFF, 0xC0, 0x80, .. "\"}"u8])
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        var request = Calls.Request(operation, target, notUtf8);
        Assert.Equal(400, (await Calls.Send(client, operation, request, "bytes that are no UTF-8")).Status);

        await Refused(413, "request.too-large", Calls.Raw($"{{\"x\":\"{new string('x', 11 << 20)}\"}}"), "11 MB", expectContinue: true);
        var endless = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('x', 11 << 20)}\"}}")))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        var chunked = Calls.Request(operation, target, endless);
        chunked.Headers.TransferEncodingChunked = true;
        try
        {
            Assert.Equal(413, (await Calls.Send(client, operation, chunked, "11 MB of unsaid length")).Status);
        }
        catch (HttpRequestException) { } // refused and hung up on while it was still being sent: the answer may be lost with the connection

        foreach (
            var type in new[]
            {
                "text/plain",
                "application/xml",
                "application/json; charset=utf-16",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "nonsense",
            }
        )
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(right));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            await Refused(415, "request.media-type", content, type);
        }
        await Refused(415, "request.media-type", new ByteArrayContent(Encoding.UTF8.GetBytes(right)), "no type");
        await Refused(
            415,
            "request.media-type",
            new ByteArrayContent(Encoding.UTF8.GetBytes(right))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "br" } },
            },
            "br"
        );
    }

    [Fact]
    public async Task A_form_that_is_none_is_refused()
    {
        foreach (var operation in Calls.Contract.Operations.Where(o => o.IsForm))
        {
            async Task Refused(HttpContent content, string why, params int[] statuses)
            {
                var request = Calls.Request(operation, new Dictionary<string, string>(), content);
                request.Headers.ExpectContinue = why.Contains("MB", StringComparison.Ordinal);
                Assert.Contains((await Calls.Send(efs.Anyone, operation, request, why)).Status, statuses);
            }

            static ByteArrayContent Form(string text, string type = "application/x-www-form-urlencoded")
            {
                var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                return content;
            }

            foreach (var (name, schema) in operation.Body!["properties"]!.AsObject())
            foreach (
                var bad in BadValues(Calls.Contract.Resolved(schema!), false)
                    .Where(b => b.What is "too long" or "not its form" or "not in the list")
            )
            {
                var members = operation.BodyExample;
                members["client_id"] ??= "region-74";
                members["client_secret"] ??= "efs_wrong";
                members[name] = JsonNode.Parse(bad.Json);
                await Refused(Calls.Body(operation, members)!, $"{name} {bad.What}", 400, 401);
            }
            foreach (
                var text in new[]
                {
                    "",
                    "&&&",
                    "=",
                    "%",
                    "%00=%00",
                    "grant_type",
                    "grant_type=client_credentials&client_id=%00&client_secret=%ED%A0%80",
                    "grant_type=client_credentials&client_id=%FF&client_secret=%FF",
                    "grant_type=a&grant_type=b",
                    string.Join('&', Enumerable.Range(0, 5000).Select(i => $"k{i}=v")),
                    new string('k', 5000) + "=1",
                }
            )
                await Refused(Form(text), $"«{(text.Length > 60 ? text[..60] : text)}»", 400, 401);
            foreach (
                var type in new[]
                {
                    "application/json",
                    "multipart/form-data",
                    "multipart/form-data; boundary=x",
                    "text/plain",
                    "nonsense",
                    "application/x-www-form-urlencoded; charset=utf-7",
                }
            )
                await Refused(Form("{}", type), type, 400, 401);
            await Refused(Form("grant_type=" + new string('x', 11 << 20)), "11 MB", 413);
            foreach (
                var header in new[]
                {
                    "Basic",
                    "Basic !!!",
                    "Basic Og==",
                    "Basic " + Convert.ToBase64String([0xFF, 0xFE, (byte)':', 0xFF]),
                    "Basic " + Convert.ToBase64String("a%00b:%zz"u8),
                    "Bearer x",
                    "Digest x",
                }
            )
            {
                var request = Calls.Request(operation, new Dictionary<string, string>(), Form("grant_type=client_credentials"));
                request.Headers.TryAddWithoutValidation("Authorization", header);
                Assert.Contains((await Calls.Send(efs.Anyone, operation, request, header)).Status, new[] { 400, 401 });
            }
        }
    }

    [Theory, MemberData(nameof(WithBody))]
    public async Task No_mutation_of_an_example_breaks_the_service(string id)
    {
        var operation = Calls.Contract.Operation(id);
        using var client = await calls.Everything();
        var target = await calls.Target(operation);
        var mutations = int.Parse(Environment.GetEnvironmentVariable("EFS_TEST_MUTATIONS") ?? "120", CultureInfo.InvariantCulture);
        var random = new Random(20261121);
        for (var i = 0; i < mutations; i++)
        {
            var document = (
                operation.Method == "PATCH" ? Calls.Contract.Operation(id.Replace("Update", "Create", StringComparison.Ordinal)) : operation
            ).BodyExample;
            var marks = new Dictionary<string, string>();
            for (var times = random.Next(1, 4); times > 0; times--)
                Mutate(document, random, marks);
            var json = marks.Aggregate(
                document.ToJsonString(),
                (text, mark) => text.Replace($"\"{mark.Key}\"", mark.Value, StringComparison.Ordinal)
            );
            await Calls.Send(
                client,
                operation,
                Calls.Request(operation, target, Calls.Raw(json)),
                $"mutation {i}: {(json.Length > 2000 ? json[..2000] : json)}"
            );
        }
    }

    [Fact]
    public void Bad_values_are_bad()
    {
        // Were the makers of bad values to make good ones, or none, the tests above would say little.
        foreach (var operation in Calls.Contract.Operations.Where(o => o.Body is not null && !o.IsForm))
        foreach (var (pointer, schema, isRequired) in Members(operation.Body!, ""))
        {
            var bad = BadValues(schema, isRequired).ToList();
            Assert.True(bad.Count >= 4, $"{operation.Id} {pointer}");
            foreach (
                var value in bad.Where(b =>
                    b.What
                        is not (
                            "half of a surrogate pair"
                            or "1e400"
                            or "a number of 10^30"
                            or "item half of a surrogate pair"
                            or "item 1e400"
                            or "item a number of 10^30"
                            or "item U+0000"
                            or "U+0000"
                            or "blank"
                            or "item blank"
                        )
                )
            )
                Assert.True(
                    Calls.Contract.SchemaErrors(schema, JsonNode.Parse(value.Json)).Count > 0,
                    $"{operation.Id} {pointer} {value.What} fits its schema"
                );
        }
        Assert.Contains(Members(Calls.Contract.Operation("CreateEducator").Body!, ""), m => m.Pointer == "/employments/0/rate");
        Assert.Equal(
            """{"employments":[{"rate":1e400}]}""",
            NoSpaces().Replace(Spoiled(Calls.Contract.Operation("UpdateEducator"), "/employments/0/rate", "1e400"), "$1")
        );
    }

    // Every member of the body, however deep; in a list the first item.
    private static IEnumerable<(string Pointer, JsonObject Schema, bool IsRequired)> Members(JsonObject body, string at)
    {
        var required = (body["required"]?.AsArray() ?? []).Select(r => (string)r!).ToHashSet();
        foreach (var (name, member) in body["properties"]!.AsObject())
        {
            var schema = Calls.Contract.Resolved(member!);
            if (schema["oneOf"] is JsonArray and [var only, _]) // that, or null
            {
                schema = Calls.Contract.Resolved(only!).DeepClone().AsObject();
                schema["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
            }
            yield return ($"{at}/{name}", schema, required.Contains(name));
            if (schema["properties"] is not null)
                foreach (var inner in Members(schema, $"{at}/{name}"))
                    yield return inner;
            if (schema["items"] is { } items && Calls.Contract.Resolved(items) is var item && item["properties"] is not null)
                foreach (var inner in Members(item, $"{at}/{name}/0"))
                    yield return inner;
        }
    }

    private static IEnumerable<Bad> BadValues(JsonObject schema, bool isRequired)
    {
        var types = SchemaCheck.Types(schema["type"]!);
        var isText = types.Contains("string");
        if (isRequired && !types.Contains("null"))
            yield return new("null", "null", "required");
        foreach (
            var (what, json, type) in new[]
            {
                ("a number", "7.5", "number"),
                ("true", "true", "boolean"),
                ("a list", "[[]]", "array"),
                ("an object", "{}", "object"),
                ("a number of 10^30", "1000000000000000000000000000000", "no"),
                ("1e400", "1e400", "no"),
                ("a text", "\"text\"", "string"),
            }
        )
            if (!types.Contains(type) && !(types.Contains("array") && what == "a list"))
                yield return new(what, json, "wrong-type", "out-of-range");
        if (isText)
        {
            var (length, pattern) = ((int?)schema["maxLength"], (string?)schema["pattern"]);
            yield return new("half of a surrogate pair", "\"a\\ud800b\"", "unstorable-text", "wrong-type");
            yield return new("U+0000", "\"a\\u0000b\"", "unstorable-text", "wrong-type");
            if (ContractDocument.ValuesOf(schema) is not null)
                yield return new("not in the list", "\"no_such_value\"", "not-one-of");
            else if (schema["format"] is { } format && (string?)format is "date" or "date-time" or "uuid")
            {
                yield return new("not its form", "\"2024-02-30x\"", "wrong-type");
                yield return new("too long", $"\"{new string('1', 100)}\"", "wrong-type");
                if ((string?)format != "uuid")
                    yield return new(
                        "far in time",
                        (string?)format == "date" ? "\"9999-99-99\"" : "\"9999-99-99T00:00:00Z\"",
                        "wrong-type"
                    );
            }
            else
            {
                yield return new("blank", "\" \"", "blank");
                yield return new("too long", $"\"{new string('7', length!.Value + 1)}\"", "too-long");
                if (
                    new[] { "@", "я", "/", "a b", "7" }.FirstOrDefault(t => pattern is not null && !Regex.IsMatch(t, pattern)) is
                    { } formless
                )
                    yield return new("not its form", $"\"{formless}\"", "wrong-format", "wrong-sort", "wrong-cursor");
            }
        }
        if (SchemaCheck.Number(schema["minimum"]) is { } min)
            yield return new("below", (min - 1).ToString(CultureInfo.InvariantCulture), "out-of-range", "wrong-type");
        if (SchemaCheck.Number(schema["maximum"]) is { } max)
            yield return new("above", (max + 1).ToString(CultureInfo.InvariantCulture), "out-of-range", "wrong-type");
        if (schema["items"] is { } items)
        {
            var item = Calls.Contract.Resolved(items);
            if ((int?)schema["maxItems"] is { } most)
                yield return new("too many", $"[{string.Join(',', Enumerable.Repeat("\"a\"", most + 1))}]", "too-many");
            if ((bool?)schema["uniqueItems"] == true)
            {
                var one = ContractDocument.ValuesOf(item)?[0]!.ToString() ?? "74";
                yield return new("repeated", $"[\"{one}\",\"{one}\"]", "repeated-item");
            }
            if (item["properties"] is null)
                foreach (var bad in BadValues(item, true))
                    yield return new($"item {bad.What}", $"[{bad.Json}]", bad.Codes);
            else
                yield return new("item null", "[null]", "required");
        }
    }

    // The example with one member replaced; of a patch only that member.
    private static string Spoiled(ContractOperation operation, string pointer, string json)
    {
        var root = operation.Method == "PATCH" ? new JsonObject() : operation.BodyExample;
        var steps = pointer.Split('/').Skip(1).ToList();
        JsonNode at = root;
        for (var i = 0; i < steps.Count - 1; i++)
        {
            var isListNext = i + 1 < steps.Count && steps[i + 1] == "0";
            if (at is JsonArray list)
            {
                if (list.Count == 0)
                    list.Add(isListNext ? new JsonArray() : new JsonObject());
                at = list[0]!;
            }
            else
                at = at[steps[i]] ??= isListNext ? new JsonArray() : new JsonObject();
        }
        if (at is JsonArray items)
        {
            items.Clear();
            items.Add(Here);
        }
        else
            at[steps[^1]] = Here;
        return root.ToJsonString().Replace($"\"{Here}\"", json, StringComparison.Ordinal);
    }

    private static void Mutate(JsonObject document, Random random, Dictionary<string, string> marks)
    {
        JsonNode at = document;
        while (random.Next(3) > 0 && Children(at).ToList() is { Count: > 0 } inner)
            at = inner[random.Next(inner.Count)];
        var mark = $"@@{marks.Count}@@";
        marks[mark] = Anything(random, 0);
        switch (at)
        {
            case JsonObject { Count: > 0 } members:
                var name = members.ElementAt(random.Next(members.Count)).Key;
                switch (random.Next(4))
                {
                    case 0:
                        members.Remove(name);
                        break;
                    case 1:
                        members[random.Next(2) == 0 ? name.ToUpperInvariant() : name + "\u200b"] = mark;
                        break;
                    default:
                        members[name] = mark;
                        break;
                }
                break;
            case JsonArray items when random.Next(2) == 0:
                items.Insert(random.Next(items.Count + 1), mark);
                break;
            case JsonArray { Count: > 0 } items:
                items.Add(items[0]?.DeepClone());
                break;
            case JsonArray items:
                items.Add(mark);
                break;
        }
    }

    private static IEnumerable<JsonNode> Children(JsonNode node) =>
        (
            node switch
            {
                JsonObject members => members.Select(m => m.Value),
                JsonArray items => items,
                _ => [],
            }
        ).Where(c => c is JsonObject or JsonArray)!;

    private static string Anything(Random random, int depth) =>
        random.Next(depth > 4 ? 14 : 17) switch
        {
            0 => "null",
            1 => "true",
            2 => "0",
            3 => "-1",
            4 => "1e400",
            5 => "-9223372036854775809",
            6 => "0.0000000000000000000000000000000000001",
            7 => "\"\"",
            8 => "\"\\udfff\\ud800\"",
            9 => "\"\\u0000\"",
            10 => $"\"{new string('Ж', random.Next(1, 3000))}\"",
            11 => "\"\\u202e\\ufeff\\u200b\\u00a0\"",
            12 => $"\"{(char)('!' + random.Next(90) switch { '"' - '!' => 0, '\\' - '!' => 0, var c => c })}{random.Next()}\"",
            13 => $"\"20{random.Next(10, 99)}-{random.Next(10, 14)}-{random.Next(10, 33)}\"",
            14 => $"[{Anything(random, depth + 1)},{Anything(random, depth + 1)}]",
            15 => $"{{\"kind\":{Anything(random, depth + 1)},\"{random.Next()}\":{Anything(random, depth + 1)}}}",
            _ => $"[{string.Join(',', Enumerable.Repeat("{}", random.Next(200)))}]",
        };

    [GeneratedRegex(@"\s*([\[\]{},:])\s*")]
    private static partial Regex NoSpaces();
}
