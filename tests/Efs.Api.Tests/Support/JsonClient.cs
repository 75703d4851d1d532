using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Efs.Api.Tests.Support;

/// <summary>Sends requests with JSON bodies and reads JSON responses.</summary>
internal static class JsonClient
{
    public static async Task<JsonObject> Create(this HttpClient client, string path, JsonNode document)
    {
        var response = await client.PostAsJsonAsync(path, document);
        Assert.True(
            response.StatusCode == HttpStatusCode.Created,
            $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}"
        );
        return await response.Json();
    }

    public static Guid Id(this JsonObject record) => record["id"]!.GetValue<Guid>();

    public static async Task<JsonObject> Json(this HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>())!;

    public static async Task<JsonObject> GetJson(this HttpClient client, string path)
    {
        var response = await client.GetAsync(path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Json();
    }

    public static async Task<HttpResponseMessage> SendJson(
        this HttpClient client,
        string method,
        string path,
        JsonNode? body = null,
        params (string Name, string Value)[] headers
    ) => await client.SendJson(method, path, body?.ToJsonString(), headers);

    public static async Task<HttpResponseMessage> SendJson(
        this HttpClient client,
        string method,
        string path,
        string? body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    /// <summary>The answer is the error of this code; its faults come back as "where code".</summary>
    public static async Task<IReadOnlyList<string>> ReadErrors(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal($"urn:efs:error:{code}", (string?)problem["type"]);
        return
        [
            .. (problem["errors"]?.AsArray() ?? []).Select(e =>
                $"{(string?)e!["pointer"] ?? (string?)e["parameter"]} {(string?)e["code"]}"
            ),
        ];
    }
}
