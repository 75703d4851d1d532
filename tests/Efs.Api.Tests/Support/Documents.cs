using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Efs.Api.Tests.Support;

/// <summary>Documents that are right as they stand, for tests to send or to spoil.</summary>
internal static class Documents
{
    private static int last;

    public static JsonObject Institute(string region = "74") => new() { ["regionCode"] = region, ["kind"] = "iro", ["fullName"] = "Институт развития образования" };

    public static JsonObject School(string region = "74") => new() { ["regionCode"] = region, ["kind"] = "general", ["fullName"] = "Школа № 1", ["levels"] = new JsonArray("noo", "ooo"), ["isRural"] = false };

    public static JsonObject Educator(string region = "74", string lastName = "Иванова") => new()
    {
        ["regionCode"] = region, ["lastName"] = lastName, ["firstName"] = "Мария", ["middleName"] = "Петровна", ["gender"] = "female", ["birthDate"] = "1985-04-12",
        ["snils"] = NewSnils(), ["citizenship"] = "643", ["email"] = "m.ivanova@example.ru", ["phone"] = "+70007410001", ["legalBasis"] = new JsonObject { ["kind"] = "contract" },
    };

    public static JsonObject Employment(Guid schoolId) => new() { ["schoolId"] = schoolId, ["positionCode"] = "teacher", ["subjectCodes"] = new JsonArray("mathematics"), ["rate"] = 1, ["isMain"] = true, ["since"] = "2015-09-01" };

    /// <summary>A СНИЛС that no other test of this run uses.</summary>
    public static string NewSnils()
    {
        var number = $"{200_000_000 + Interlocked.Increment(ref last):000000000}";
        var check = number.Select((digit, i) => (digit - '0') * (9 - i)).Sum() % 101 % 100;
        return $"{number[..3]}-{number[3..6]}-{number[6..]} {check:00}";
    }
}

/// <summary>What tests say to the service and ask of its answers.</summary>
internal static class Speaking
{
    public static async Task<JsonObject> Created(this HttpClient client, string path, JsonNode document)
    {
        var answer = await client.PostAsJsonAsync(path, document);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Json();
    }

    public static Guid Id(this JsonObject record) => record["id"]!.GetValue<Guid>();

    public static async Task<JsonObject> Json(this HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>())!;

    public static async Task<JsonObject> Got(this HttpClient client, string path)
    {
        var answer = await client.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Json();
    }

    public static async Task<HttpResponseMessage> Say(this HttpClient client, string method, string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        await client.Say(method, path, body?.ToJsonString(), headers);

    public static async Task<HttpResponseMessage> Say(this HttpClient client, string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    /// <summary>The answer is the error of this code; its faults come back as "where code".</summary>
    public static async Task<IReadOnlyList<string>> Refused(this HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal($"urn:efs:error:{code}", (string?)problem["type"]);
        return [.. (problem["errors"]?.AsArray() ?? []).Select(e => $"{(string?)e!["pointer"] ?? (string?)e["parameter"]} {(string?)e["code"]}")];
    }
}
