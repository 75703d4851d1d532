using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Tests.Support;
using Efs.Local;

namespace Efs.Api.Tests.Stories;

/// <summary>A service that was told the stories of the source documents, and answers the questions of a document about them.</summary>
public abstract partial class StoryHost : EfsHost, IAsyncLifetime
{
    private IReadOnlyDictionary<string, Guid> ids = new Dictionary<string, Guid>();

    /// <summary>Reads all regions, as the federal operator does.</summary>
    public HttpClient Federal { get; private set; } = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        ids = await Tell();
        Federal = await Client("federal", WholeRegion);
    }

    /// <returns>The ids of the records by the references to them.</returns>
    protected abstract Task<IReadOnlyDictionary<string, Guid>> Tell();

    /// <summary>The answer to a question, abbreviated as the document does it; ids are references, as in the demo data.</summary>
    internal async Task<string> Answer(Question question)
    {
        var path = Reference().Replace(question.Request, r => ids[r.Value].ToString());
        var answer = (await Federal.GetJson(path)).ToJsonString();
        foreach (var (reference, id) in ids)
            answer = answer.Replace(id.ToString(), reference, StringComparison.Ordinal);
        return StoryDocument.Abbreviate(JsonNode.Parse(answer), JsonNode.Parse(question.Answer));
    }

    [GeneratedRegex("@[0-9]{2}/[a-z0-9_-]+")]
    private static partial Regex Reference();
}

/// <summary>The stories are told over HTTP: each region writes what is its own, region 77 is that of the federal operators.</summary>
public sealed partial class ToldStories : StoryHost
{
    private readonly Dictionary<string, HttpClient> regions = [];

    protected override async Task<IReadOnlyDictionary<string, Guid>> Tell()
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var (resource, document) in DemoData.Records())
        {
            var key = DemoData.KeyOf(document);
            DemoData.Resolve(document, ids);
            var path = $"/v1/{resource.Name}/by-source/{document.Text("regionCode")}/{document.Text("sourceId")}";
            ids[key] = (await Send(document.Text("regionCode"), "PUT", path, document)).Id();
        }
        foreach (var operation in DemoData.Operations())
        {
            DemoData.Resolve(operation, ids);
            var known = ContractDocument.Committed.Operation(operation.Text("operation"));
            var path = Parameter().Replace(known.Path, p => (string)operation[p.Groups[1].Value]!);
            await Send(operation.Text("regionCode"), known.Method, path, operation["body"], (string?)operation["ifMatch"]);
        }
        return ids;
    }

    private async Task<JsonObject> Send(string region, string method, string path, JsonNode? body, string? ifMatch = null)
    {
        if (!regions.TryGetValue(region, out var client))
            regions[region] = client = await Client($"system-{region}", WholeRegion, region);
        var response = await client.SendJson(method, path, body, ifMatch is null ? [] : [("If-Match", ifMatch)]);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {await response.Content.ReadAsStringAsync()}");
        return await response.Json();
    }

    [GeneratedRegex("{([a-zA-Z]+)}")]
    private static partial Regex Parameter();
}

/// <summary>The stories as the demo data of a development machine tell them.</summary>
public sealed class DemoStories : StoryHost
{
    protected override Task<IReadOnlyDictionary<string, Guid>> Tell() => Demo.Fill(Services);
}
