using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.OpenApi;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Platform;

/// <summary>The contract as a document: committed, complete, its examples right.</summary>
public sealed class ContractTests(EfsHost efs) : IClassFixture<EfsHost>
{
    public static TheoryData<string> Operations => ContractDocument.CommittedOperations;

    [Fact]
    public async Task The_committed_contract_is_the_one_that_the_code_writes()
    {
        var built = await Contract.Text(efs.Services);
        var file = Repository.File(ContractDocument.CommittedPath);
        if (Repository.Writes)
            await File.WriteAllTextAsync(file, built);
        Assert.True(
            await File.ReadAllTextAsync(file) == built,
            "openapi/efs-api.v1.json is not what the code writes: run the tests with EFS_WRITE=1 and look at the difference"
        );
    }

    [Fact]
    public void It_is_written_in_the_version_that_every_tool_reads() =>
        Assert.Equal("3.1.0", (string?)ContractDocument.Committed.Root["openapi"]);

    [Fact]
    public async Task It_is_no_bigger_than_it_needs_to_be()
    {
        // The limit is for what the service sends, by operations; the committed file adds white space for reviewers.
        var operations = ContractDocument.Committed.Operations.Count;
        Assert.InRange(Encoding.UTF8.GetByteCount(await Contract.ServedText(efs.Services)) / operations, 1, 4_000);
        var components = ContractDocument.Committed.Root["components"]!.AsObject();
        Found.Nothing(components.SelectMany(c => c.Value!.AsObject()).Select(c => c.Key).Where(name => name.Length > 55));
    }

    [Fact]
    public void Values_of_an_enumeration_are_explained()
    {
        // The values of these speak for themselves.
        string[] plain =
        [
            "AuditAction",
            "CubeUnit",
            "FigurePlaceLevel",
            "FeedOperation",
            "FeedResource",
            "Gender",
            "GrantType",
            "ImportResource",
            "RecommendationReason",
            "RowOutcome",
            "Scope",
            "TokenType",
        ];
        Found.Nothing(
            ContractDocument.Committed.Root["components"]!["schemas"]!
                .AsObject()
                .Where(s => ContractDocument.ValuesOf(s.Value!.AsObject()) is not null && !plain.Contains(s.Key))
                .Where(s => !((string)s.Value!["description"]!).Contains(':', StringComparison.Ordinal))
                .Select(s => s.Key)
        );
    }

    [Fact]
    public void Enumerations_may_grow_but_for_a_few() =>
        Assert.Equal(
            ["DeficitOutcome", "FeedOperation", "Gender", "GrantType", "RowOutcome", "TokenType", "TransitionKind"],
            ContractDocument.Committed.Root["components"]!["schemas"]!
                .AsObject()
                .Where(s => s.Value!["enum"] is not null)
                .Select(s => s.Key)
                .Order(StringComparer.Ordinal)
        );

    [Theory, MemberData(nameof(Operations))]
    public void A_limit_has_its_default_and_a_sort_its_members(string id)
    {
        foreach (var parameter in ContractDocument.Committed.Operation(id).ParametersIn("query"))
            switch ((string)parameter["name"]!)
            {
                case "limit":
                    Assert.InRange((int)parameter["schema"]!["default"]!, 1, (int)parameter["schema"]!["maximum"]!);
                    break;
                case "sort" when id != "GetCubeData": // its members depend on the cube
                    Assert.Matches(@"^\^-\?\((\w+\|)*updatedAt\)", (string)parameter["schema"]!["pattern"]!);
                    break;
            }
    }

    [Fact]
    public void Every_route_line_stands_in_the_contract_and_nothing_else_does() =>
        Assert.Equal(
            RouteLines().Select(o => o.Name).Order(StringComparer.Ordinal),
            ContractDocument.Committed.Operations.Select(o => o.Id).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Only_the_token_operation_is_open() =>
        Assert.Equal(["IssueToken"], ContractDocument.Committed.Operations.Where(o => o.IsOpen).Select(o => o.Id));

    [Fact]
    public void A_summary_is_one_sentence() =>
        Found.Nothing(
            ContractDocument
                .Committed.Operations.Where(o => ((string)o.Json["summary"]!).Contains(". ", StringComparison.Ordinal))
                .Select(o => o.Id)
        );

    [Theory, MemberData(nameof(Operations))]
    public void An_operation_says_what_it_is_and_everything_it_can_answer(string id) =>
        Assert.Empty(Gaps(ContractDocument.Committed.Operation(id), efs.Services.GetRequiredService<Catalogue>()));

    [Theory, MemberData(nameof(Operations))]
    public void A_request_example_is_taken_as_it_stands(string id)
    {
        var line = RouteLines().Single(o => o.Name == id);
        if (line.Body is not { } body || ContractDocument.Committed.Operation(id).IsFile)
            return;
        var example = ContractDocument.Committed.Operation(id).BodyExample;
        var type = body.Property.PropertyType;
        if (type == typeof(JsonElement))
        {
            // A patch is judged on what it changes: the example of the whole document.
            type = line.Message.GetGenericArguments()[0];
            var whole = ContractDocument.Committed.Operation(id.Replace("Update", "Create", StringComparison.Ordinal)).BodyExample;
            foreach (var (name, value) in example.ToList())
                whole[name] = value?.DeepClone();
            Assert.NotEmpty(example);
            example = whole;
        }
        Assert.Empty(Faults(type, example));
        var spoiled = example.DeepClone().AsObject();
        spoiled["noSuchMember"] = 1;
        Assert.NotEmpty(Faults(type, spoiled));
    }

    [Theory, MemberData(nameof(Operations))]
    public void Examples_fit_their_own_schemas(string id)
    {
        var operation = ContractDocument.Committed.Operation(id);
        var examples = operation
            .Responses.Values.Append(operation.IsFile ? null : operation.Json["requestBody"] as JsonObject)
            .SelectMany(r => r?["content"]?.AsObject() ?? [])
            .Select(c => (Schema: c.Value!["schema"]!, Example: operation.Document.ExampleOf(c.Value)))
            .Concat(operation.Parameters.Where(p => p["example"] is not null).Select(p => (Schema: p["schema"]!, Example: p["example"])))
            .Concat(
                operation
                    .Responses.Values.SelectMany(r => r["headers"]?.AsObject() ?? [])
                    .Select(h => operation.Document.Resolved(h.Value!))
                    .Select(h => (Schema: h["schema"]!, Example: h["example"]))
            )
            .ToList();
        Assert.NotEmpty(examples);
        foreach (var (schema, example) in examples)
        {
            Assert.NotNull(example);
            Assert.Empty(operation.Document.SchemaErrors(schema, example));
        }
    }

    [Fact]
    public void Every_member_of_every_schema_is_described() => Assert.Empty(Undescribed(ContractDocument.Committed.Root));

    [Fact]
    public void Gaps_are_seen()
    {
        var contract = new ContractDocument(ContractDocument.Committed.Root.ToJsonString());
        var catalogue = efs.Services.GetRequiredService<Catalogue>();
        foreach (
            var (spoil, gap) in new (Action<JsonObject> Spoil, string Gap)[]
            {
                (o => o.Remove("summary"), "no summary"),
                (o => o["tags"] = new JsonArray(), "no tag"),
                (o => o["responses"]!["200"]!["content"]!["application/json"]!.AsObject().Remove("schema"), "200 has no schema"),
                (
                    o => o["responses"]!["200"]!["content"]!["application/json"]!.AsObject()["schema"] = new JsonObject(),
                    "200 has no example"
                ),
                (o => o["responses"]!.AsObject().Remove("200"), "no success"),
                (o => o["responses"]!["404"]!.AsObject()["description"] = "", "404 has no words"),
                (
                    o => o["responses"]!["404"]!["x-error-codes"] = new JsonArray("registry.gone-for-lunch"),
                    "404 registry.gone-for-lunch is not in the catalogue"
                ),
                (
                    o => o["responses"]!["404"]!["x-error-codes"] = new JsonArray("registry.stale"),
                    "404 registry.stale is 412 in the catalogue"
                ),
                (o => o["responses"]!["404"]!["x-error-codes"] = new JsonArray(), "404 has no code"),
            }
        )
        {
            var operation = contract.Operation("GetSchool").Json.DeepClone().AsObject();
            foreach (var status in operation["responses"]!.AsObject().Select(r => r.Key).ToList())
                operation["responses"]![status] = contract.Resolved(operation["responses"]![status]!).DeepClone();
            spoil(operation);
            Assert.Contains(gap, Gaps(new(contract, "/v1/schools/{id}", "GET", operation), catalogue));
        }

        contract.Root["components"]!["schemas"]!["School"]!["properties"]!["kind"]!.AsObject().Remove("description");
        contract.Root["components"]!["schemas"]!["Gender"]!["description"] = "";
        Assert.Equal(["/components/schemas/Gender", "/components/schemas/School/kind"], Undescribed(contract.Root));
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "1", " type")]
    [InlineData("""{"type":["null","string"]}""", "null", null)]
    [InlineData("""{"type":"number"}""", "1", null)]
    [InlineData("""{"type":"integer"}""", "1.5", " type")]
    [InlineData("""{"type":"string","minLength":1}""", "\"\"", " minLength")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"abc\"", " maxLength")]
    [InlineData("""{"type":"string","pattern":"^[0-9]{2}$"}""", "\"7a\"", " pattern")]
    [InlineData("""{"type":"string","enum":["a"]}""", "\"b\"", " enum")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-02-30\"", " format")]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"x\"", " format")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2024-02-20\"", " format")]
    [InlineData("""{"type":"integer","minimum":1}""", "0", " minimum")]
    [InlineData("""{"type":"integer","maximum":1}""", "2", " maximum")]
    [InlineData("""{"type":"array","items":{"type":"string"},"maxItems":1}""", """["a","b"]""", " maxItems")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true}""", """["a","a"]""", " uniqueItems")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", """["a",1]""", "/1 type")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", "{}", " required")]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false}""", """{"b":1}""", "/b ")]
    [InlineData("""{"allOf":[{"$ref":"#/components/schemas/Gender"}]}""", "\"neither\"", " enum")]
    [InlineData("""{"type":"string","x-extensible-enum":["a"]}""", "\"b\"", " enum")]
    [InlineData("""{"allOf":[{"$ref":"#/components/schemas/SchoolKind"}]}""", "\"castle\"", " enum")]
    [InlineData("""{"oneOf":[{"$ref":"#/components/schemas/Gender"},{"type":"null"}]}""", "1", " type")]
    [InlineData("""{"oneOf":[{"$ref":"#/components/schemas/Gender"},{"type":"null"}]}""", "null", null)]
    [InlineData("""{"minProperties":1}""", "{}", " minProperties")]
    [InlineData("""{"type":"integer","format":"int32"}""", "3000000000", " format")]
    public void A_document_that_does_not_fit_its_schema_is_caught(string schema, string document, string? error)
    {
        var errors = ContractDocument.Committed.SchemaErrors(JsonNode.Parse(schema)!, JsonNode.Parse(document));
        Assert.Equal(error is null ? [] : [error], errors.Select(e => e[..e.IndexOf(':', StringComparison.Ordinal)]).Distinct().Take(1));
    }

    [Theory]
    [InlineData("""{"type":"string","maxLenght":2}""")]
    [InlineData("""{"type":"string","format":"dat"}""")]
    public void A_keyword_or_format_that_nobody_knows_is_caught(string schema) =>
        Assert.ThrowsAny<Exception>(() => ContractDocument.Committed.SchemaErrors(JsonNode.Parse(schema)!, "a"));

    private IEnumerable<Operation> RouteLines() =>
        efs
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .Select(e => e.Metadata.GetMetadata<Operation>())
            .OfType<Operation>()
            .Distinct();

    private List<string> Faults(Type type, JsonObject document)
    {
        var validation = new ValidationContext(efs.Services.GetRequiredService<ReferenceStore>().Current);
        var read = new DocumentReader(validation).Read(type, JsonSerializer.SerializeToElement(document), "");
        (read as IValidatable)?.Validate(validation);
        return [.. validation.Errors.Select(f => $"{f.Location} {f.Code}")];
    }

    private static IEnumerable<string> Gaps(ContractOperation operation, Catalogue catalogue)
    {
        if (((string?)operation.Json["summary"]) is not { Length: > 5 })
            yield return "no summary";
        if (((string?)operation.Json["description"]) is not { Length: > 5 })
            yield return "no description";
        if (((string?)operation.Json["operationId"]) is not { Length: > 2 })
            yield return "no operationId";
        if (operation.Json["tags"]!.AsArray() is not [{ } tag])
            yield return "no tag";
        else if (
            !operation.Document.Root["tags"]!
                .AsArray()
                .Any(t => (string?)t!["name"] == (string?)tag && ((string?)t["description"]) is { Length: > 5 })
        )
            yield return $"the tag {tag} is not described";
        foreach (var parameter in operation.Parameters.Where(p => ((string?)p["description"]) is not { Length: > 3 }))
            yield return $"{parameter["name"]} is not described";
        if (!operation.Responses.Keys.Any(s => s is >= 200 and < 300))
            yield return "no success";
        foreach (var (status, response) in operation.Responses)
        {
            if (((string?)response["description"]) is not { Length: > 3 })
                yield return $"{status} has no words";
            if (status is 204 or 304)
                continue;
            foreach (var content in response["content"]?.AsObject() ?? [])
            {
                if (content.Value!["schema"] is null)
                    yield return $"{status} has no schema";
                if (operation.Document.ExampleOf(content.Value) is null)
                    yield return $"{status} has no example";
            }
            var types = response["content"]?.AsObject().Select(c => c.Key).ToList() ?? [];
            if (
                types.Count == 0
                || types.Any(type =>
                    status < 400
                        ? type
                            is not (
                                "application/json"
                                or "text/html"
                                or "text/calendar"
                                or "text/event-stream"
                                or Exports.Lines
                                or Exports.Table
                                or Exports.Workbook
                            )
                        : type != Problems.MediaType
                )
            )
                yield return $"{status} has no content";
            if (status < 400)
                continue;
            var codes = ContractOperation.CodesOf(response).ToList();
            if (codes.Count == 0)
                yield return $"{status} has no code";
            foreach (var code in codes)
                if (!catalogue.ByCode.TryGetValue(code, out var error))
                    yield return $"{status} {code} is not in the catalogue";
                else if (error.Status != status)
                    yield return $"{status} {code} is {error.Status} in the catalogue";
        }
    }

    private static List<string> Undescribed(JsonObject root) =>
        [
            .. from schema in root["components"]!["schemas"]!.AsObject()
            from part in new[] { KeyValuePair.Create<string, JsonNode?>("", schema.Value) }.Concat(
                (schema.Value!["properties"]?.AsObject() ?? []).Select(p => KeyValuePair.Create($"/{p.Key}", p.Value))
            )
            where ((string?)part.Value!["description"]) is not { Length: > 2 }
            orderby $"{schema.Key}{part.Key}"
            select $"/components/schemas/{schema.Key}{part.Key}",
        ];
}
