using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Analytics;

/// <summary>Asks for figures.</summary>
internal static class Figures
{
    /// <summary>The rows of an answer.</summary>
    public static async Task<JsonObject> Cube(this HttpClient client, string cube, string query)
    {
        for (; ; await Task.Delay(100))
            if (
                await client.GetAsync($"/v1/analytics/cubes/{cube}/data?{query}") is
                { StatusCode: not System.Net.HttpStatusCode.ServiceUnavailable } answer
            )
                return await answer.ReadJson(200);
    }

    /// <summary>The first value of an answer with one row.</summary>
    public static async Task<decimal> Figure(this HttpClient client, string cube, string query) =>
        (decimal)Assert.Single((await client.Cube(cube, query))["rows"]!.AsArray())!["values"]![0]!["value"]!;

    /// <summary>Each row as text: members and values.</summary>
    public static async Task<IReadOnlyList<string>> Table(this HttpClient client, string cube, string query) =>
        [
            .. (await client.Cube(cube, query))["rows"]!
                .AsArray()
                .Select(row =>
                    string.Join(' ', row!["members"]!.AsArray().Select(m => (string?)m!["code"]).Prepend((string?)row["period"]))
                    + ": "
                    + string.Join(' ', row["values"]!.AsArray().Select(v => v!["value"]?.ToJsonString() ?? "–"))
                ),
        ];
}
