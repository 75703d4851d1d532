using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Efs.Api.Tests.Support;

/// <summary>What tests of imports send, and what they ask of the report.</summary>
internal static class ImportClient
{
    public const string Ndjson = "application/x-ndjson";

    /// <summary>Documents as a file, one a line.</summary>
    public static string Lines(params IEnumerable<JsonNode> documents) => string.Concat(documents.Select(d => $"{d.ToJsonString()}\n"));

    public static Task<HttpResponseMessage> Upload(
        this HttpClient client,
        string query,
        string file,
        string mediaType = Ndjson,
        params (string Name, string Value)[] headers
    ) => client.Upload(query, Encoding.UTF8.GetBytes(file), mediaType, headers);

    public static async Task<HttpResponseMessage> Upload(
        this HttpClient client,
        string query,
        byte[] file,
        string mediaType = Ndjson,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/imports?{query}") { Content = new ByteArrayContent(file) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    /// <summary>Imports a file and waits for the end.</summary>
    public static Task<JsonObject> Import(this HttpClient client, string query, string file, string mediaType = Ndjson) =>
        client.Import(query, Encoding.UTF8.GetBytes(file), mediaType);

    public static async Task<JsonObject> Import(this HttpClient client, string query, byte[] file, string mediaType = Ndjson)
    {
        using var response = await client.Upload($"{query}&wait=30", file, mediaType);
        return await client.WaitForEnd(await response.ReadJson(202));
    }

    /// <summary>The import when it is over.</summary>
    public static async Task<JsonObject> WaitForEnd(this HttpClient client, JsonObject import)
    {
        for (var i = 0; i < 10 && import.Text("state") is "queued" or "running"; i++)
            import = await client.GetJson($"/v1/imports/{import.Id()}?wait=30");
        return import;
    }

    /// <summary>How it ended: <c>done created=2 rejected=1</c>, what is nought left out.</summary>
    public static string Summary(this JsonObject import) =>
        string.Join(
            ' ',
            import["counts"]!.AsObject().Where(c => (int)c.Value! > 0).Select(c => $"{c.Key}={c.Value}").Prepend(import.Text("state"))
        );

    public static async Task<JsonObject[]> Rows(this HttpClient client, JsonObject import, string query = "limit=500") =>
        [.. (await client.GetJson($"/v1/imports/{import.Id()}/rows?{query}"))["items"]!.AsArray().Select(r => r!.AsObject())];

    /// <summary>The faults of the rejected rows, as "row pointer code".</summary>
    public static async Task<string[]> RowErrors(this HttpClient client, JsonObject import) =>
        [
            .. (await client.Rows(import, "outcome=rejected&limit=500"))
                .SelectMany(r => r["errors"]!.AsArray())
                .Select(f => $"{f!["row"]} {f["pointer"]} {f["code"]}"),
        ];
}
