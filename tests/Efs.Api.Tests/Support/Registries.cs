using System.Text.Json.Nodes;

namespace Efs.Api.Tests.Support;

/// <summary>What tests that hold for every registry need to know of each.</summary>
internal static class Registries
{
    public static readonly string[] Names = ["institutes", "schools", "educators"];

    private static readonly string[] added = ["id", "version", "createdAt", "updatedAt", "birthYear", "depersonalisedAt"];

    /// <summary>A document that is right as it stands.</summary>
    public static JsonObject Document(string registry, string region = "74") => registry switch
    {
        "institutes" => Documents.Institute(region),
        "schools" => Documents.School(region),
        _ => Documents.Educator(region),
    };

    /// <summary>The member by which people know a record.</summary>
    public static string NameOf(string registry) => registry == "educators" ? "lastName" : "fullName";

    /// <summary>A copy with one member changed, or removed if the value is null.</summary>
    public static JsonObject With(this JsonObject document, string member, JsonNode? value)
    {
        var copy = (JsonObject)document.DeepClone();
        copy.Remove(member);
        if (value is not null) copy[member] = value;
        return copy;
    }

    /// <summary>What a caller had said of a record that was read.</summary>
    public static JsonObject Said(this JsonObject record) => added.Aggregate(record, (left, member) => left.With(member, null));

    public static string Text(this JsonObject record, string member) => (string)record[member]!;

    public static int Version(this JsonObject record) => record["version"]!.GetValue<int>();

    public static string Tag(this HttpResponseMessage answer) => answer.Headers.GetValues("ETag").Single();

    public static async Task<string> Body(this HttpResponseMessage answer) => await answer.Content.ReadAsStringAsync();

    /// <summary>The answer's status; its text stands in the failure.</summary>
    public static async Task<JsonObject> Answered(this HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {status}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>So many requests at once: how often each status came back.</summary>
    public static async Task<Dictionary<int, int>> AtOnce(int times, Func<int, Task<HttpResponseMessage>> request)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, times).Select(async i =>
        {
            await start.Task;
            using var answer = await request(i);
            return (int)answer.StatusCode;
        }).ToList();
        start.SetResult();
        return (await Task.WhenAll(all)).CountBy(status => status).ToDictionary();
    }
}
