using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.Security;

namespace Efs.Api.Tests.Support;

/// <summary>A host whose clients and samples the contract's tests share.</summary>
public sealed class CalledHost : FiguresHost
{
    internal Calls Calls => field ??= new(this);
}

/// <summary>Calls any operation of the contract with what the contract itself gives as examples, and judges the answer by it.</summary>
internal sealed class Calls(EfsHost efs)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, string> clients = [];
    private int last;

    public static ContractDocument Contract => ContractDocument.Committed;

    /// <summary>A client of region 74 with every scope, or every scope but one.</summary>
    public async Task<HttpClient> Everything(string? but = null) =>
        await Client($"everything-but-{but?.Replace(':', '-') ?? "nothing"}", [.. ApiClientFields.KnownScopes.Where(s => s != but)]);

    public async Task<HttpClient> Client(string id, IReadOnlyList<string> scopes, params string[] regions)
    {
        if (!clients.TryGetValue(id, out var token))
        {
            using var made = await efs.Client(id, scopes, regions);
            token = clients[id] = made.DefaultRequestHeaders.Authorization!.Parameter!;
        }
        return efs.WithToken(token);
    }

    // What a member with an id refers to.
    private static readonly Dictionary<string, string> references = ResourceCatalogue
        .All.SelectMany(r => Schema.For(r.Record.BaseType!).Properties)
        .Where(p => p.RefersTo is not null)
        .DistinctBy(p => p.Name)
        .ToDictionary(p => p.Name, p => p.RefersTo!);

    /// <summary>
    /// The ids of records of region 74 made for this one call, by the name of the path's parameter; and the parameters that are required.
    /// </summary>
    public async Task<Dictionary<string, string>> Target(ContractOperation operation)
    {
        var target = new Dictionary<string, string>();
        var made = new JsonObject();
        foreach (var parameter in operation.ParametersIn("path"))
        {
            var name = (string)parameter["name"]!;
            var collection = operation.Path[..operation.Path.IndexOf($"/{{{name}}}", StringComparison.Ordinal)];
            // What has an ordinal number follows from other records, as an appeal from a result: none is made.
            var creates = name == "ordinal" ? null : Contract.Operations.SingleOrDefault(o => o.Method == "POST" && o.Path == collection);
            if (creates is not null)
                made = await Made(creates, target);
            target[name] = creates is not null
                ? name == "code"
                    ? (string)made["code"]!
                    : IdOf(made)
                : (string?)made[collection.Split('/')[^1]]?[0]?["id"] ?? parameter["example"]!.ToString(); // else a part of what was made
        }
        if (operation.Id == "ReplacePartnerSide")
            target["id"] = await Partnered();
        foreach (var name in Required(operation))
        {
            using var everything = await Everything();
            target[name] = name switch
            {
                "resource" => "schools",
                "regionCode" => "74",
                "period" => "2025",
                _ => (string)(await everything.GetJson("/v1/changes/head"))["cursor"]!,
            }; // nothing but a resource, a region, a period and a place in the feed is ever required
        }
        return target;
    }

    /// <summary>
    /// The body's example, with keys that nothing else has, and records of its own in the place of those that it must refer to.
    /// </summary>
    public async Task<JsonObject> Fresh(ContractOperation operation)
    {
        var example = operation.BodyExample;
        if (operation.Method == "PATCH" || operation.IsForm || operation.IsFile)
            return example;
        var required = operation.Body!["required"]?.AsArray().Select(r => (string)r!).ToHashSet() ?? [];
        foreach (var (name, value) in example.ToList())
        {
            var number = Interlocked.Increment(ref last);
            if (name == "snils")
                example[name] = Documents.NewSnils();
            else if (
                name is "sourceId" or "id" or "number"
                || (name == "code" && new[] { "edition", "level", "tracks" }.Any(required.Contains))
            )
                example[name] = $"sample-{Environment.ProcessId}-{number}";
            else if (name == "indicatorCode")
                example[name] = (string)(await Made(Contract.Operation("CreateIndicator"), []))["code"]!;
            else if (required.Contains(name) && references.TryGetValue(name, out var collection))
                example[name] = IdOf(await Made(Contract.Operations.Single(o => o.Method == "POST" && o.Path == $"/v1/{collection}"), []));
            else if (!required.Contains(name) && NamesRecord(value!.ToJsonString()))
                example.Remove(name);
        }
        return example;
    }

    // An id, or the owner's key of a record of the demo data, which is not here.
    private static bool NamesRecord(string value) =>
        value.Contains("019a2f6c-7d1e", StringComparison.Ordinal) || value.Contains("\"source:", StringComparison.Ordinal);

    public static HttpRequestMessage Request(
        ContractOperation operation,
        IReadOnlyDictionary<string, string> target,
        HttpContent? body,
        string query = ""
    )
    {
        var path = target.Aggregate(operation.Path, (p, t) => p.Replace($"{{{t.Key}}}", t.Value, StringComparison.Ordinal));
        if (query == "")
            query = string.Concat(
                Required(operation).Where(target.ContainsKey).Select((name, i) => $"{(i == 0 ? '?' : '&')}{name}={target[name]}")
            );
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), path + query) { Content = body };
        if (operation.ParametersIn("header").Any(p => (string?)p["name"] == "If-Match" && (bool?)p["required"] == true))
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        return request;
    }

    public static HttpContent? Body(ContractOperation operation, JsonNode? body) =>
        operation.Content is null ? null
        : operation.IsForm ? new FormUrlEncodedContent(body!.AsObject().Select(m => KeyValuePair.Create(m.Key, m.Value!.ToString())))
        : operation.IsFile ? new StringContent("", null, new MediaTypeHeaderValue("application/x-ndjson"))
        : Raw(body!.ToJsonString());

    public static HttpContent Raw(string json) => new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    /// <summary>Sends, within patience, and sees that the answer is one that the contract gives for the operation.</summary>
    public static async Task<Answer> Send(HttpClient client, ContractOperation operation, HttpRequestMessage request, string why)
    {
        using var clock = new CancellationTokenSource(patience);
        using (request)
        {
            using var response = await client.SendAsync(request, clock.Token);
            var text = await response.Content.ReadAsStringAsync(clock.Token);
            var (status, what) = ((int)response.StatusCode, $"{operation.Id}, {why}: ");
            Assert.True(status < 500, $"{what}{status} {text}");
            Assert.True(operation.Responses.TryGetValue(status, out var documented), $"{what}{status} is not in the contract: {text}");
            var type = response.Content.Headers.ContentType?.MediaType;
            var json =
                type is "text/html" or "text/calendar" or Exports.Lines ? text
                : text.Length == 0 ? null
                : JsonNode.Parse(text);
            if (documented!["content"] is not JsonObject contents)
                Assert.True(text.Length == 0, $"{what}{status} has a body: {text}");
            else
            {
                Assert.True(type is not null && contents.ContainsKey(type), $"{what}{status} as «{type}»: {text}");
                var errors = Contract.SchemaErrors(contents[type!]!["schema"]!, json);
                Assert.True(errors.Count == 0, $"{what}{status} does not fit its schema: {string.Join("; ", errors)} in {text}");
            }
            if (status >= 400)
                Assert.Contains(((string)json!["type"]!)["urn:efs:error:".Length..], ContractOperation.CodesOf(documented));
            return new(status, text, json as JsonObject);
        }
    }

    private async Task<JsonObject> Made(ContractOperation creates, Dictionary<string, string> target)
    {
        using var everything = await Everything();
        if (creates.Id == "CreateSubscription")
            await LeaveFew();
        if (creates.IsFile)
            target = await Target(creates);
        var response = await Send(
            everything,
            creates,
            Request(creates, target, creates.Content is null ? null : Body(creates, await Fresh(creates))),
            "a sample for others"
        );
        Assert.True(response.Status is 201 or 202, $"The example of {creates.Id} makes no sample: {response.Text}");
        return response.Json!;
    }

    // The partner's side is written by another region than the record's.
    private async Task<string> Partnered()
    {
        using var partner = await Client("partner-42", EfsHost.WholeRegion, "42");
        var school = await partner.Create("/v1/schools", Documents.School("42"));
        return IdOf(await partner.Create("/v1/partnerships", Documents.Partnership(school.Id(), "42", "74")));
    }

    // A federal client says the region of a file.
    private static IEnumerable<string> Required(ContractOperation operation) =>
        operation
            .ParametersIn("query")
            .Where(p => (bool?)p["required"] == true || (operation.IsFile && (string?)p["name"] == "regionCode"))
            .Select(p => (string)p["name"]!);

    // A client has twenty at most: what others were made for is over.
    private async Task LeaveFew()
    {
        await using var remove = efs.Owner.CreateCommand(
            "DELETE FROM webhooks.subscription WHERE id NOT IN (SELECT id FROM webhooks.subscription ORDER BY id DESC LIMIT 5)"
        );
        await remove.ExecuteNonQueryAsync();
    }

    private static string IdOf(JsonObject made) =>
        (string)(made["id"] ?? made["secretId"] ?? made.First(m => m.Value is JsonObject).Value!["id"])!;
}

/// <summary>An answer that has been judged by the contract.</summary>
internal sealed record Answer(int Status, string Text, JsonObject? Json)
{
    public string? Code => ((string?)Json?["type"])?["urn:efs:error:".Length..];

    /// <summary>What is wrong and where, as "where code".</summary>
    public IEnumerable<string> Faults =>
        (Json?["errors"]?.AsArray() ?? []).Select(e => $"{(string?)e!["pointer"] ?? (string?)e["parameter"]} {(string?)e["code"]}");
}
