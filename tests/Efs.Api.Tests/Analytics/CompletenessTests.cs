using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Analytics;

/// <summary>What is lacking in the registers, and who is told of it.</summary>
public sealed class CompletenessTests(CompletenessTests.World efs) : IClassFixture<CompletenessTests.World>
{
    /// <summary>Region 74: a school with an educator, one without, and an educator without СНИЛС and place of work; region 27: an educator.</summary>
    public sealed class World : FiguresHost, IAsyncLifetime
    {
        public Guid EmptySchool { get; private set; }
        public Guid Idle { get; private set; }

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            var busy = (await Region74.Create("/v1/schools", Documents.School())).Id();
            EmptySchool = (await Region74.Create("/v1/schools", Documents.School())).Id();
            await Region74.Create("/v1/educators", Documents.Educator().With("employments", new JsonArray(Documents.Employment(busy))));
            Idle = (await Region74.Create("/v1/educators", Documents.Educator().With("snils", null))).Id();
            await Region27.Create("/v1/educators", Documents.Educator("27"));
        }
    }

    [Fact]
    public async Task A_region_learns_what_its_registers_lack_and_of_which_records()
    {
        var own = await Place(efs.Region74, "regionCode=74");
        Assert.Equal("none", own.Protection);
        Assert.Equal(2, (int)Assert.Single(own.Registers, r => (string?)r["resource"] == "educators")["records"]!);
        Assert.Equal(0, (int)Assert.Single(own.Registers, r => (string?)r["resource"] == "schools")["daysSince"]!);
        Assert.Equal($"1 50 {efs.Idle}", Finding(own.Findings, "without_snils"));
        Assert.Equal($"1 50 {efs.Idle}", Finding(own.Findings, "without_main_employment"));
        Assert.Equal($"1 50 {efs.EmptySchool}", Finding(own.Findings, "school_without_educators"));
        Assert.Equal($"1 50 {efs.EmptySchool}", Finding(own.Findings, "school_never_seen"));
        Assert.Equal("0 0 ", Finding(own.Findings, "employment_at_closed_school"));

        var others = await Place(efs.Region27, "regionCode=74");
        Assert.Equal("cell_key", others.Protection);
        Assert.All(others.Findings, f => Assert.Empty(f["ids"]!.AsArray()));
        Assert.Matches("^[0345]  $", Finding(others.Findings, "without_snils"));
    }

    [Theory]
    [InlineData("region", 2)]
    [InlineData("district", 2)]
    [InlineData("federation", 1)]
    public async Task Each_place_has_a_row(string level, int rows) =>
        Assert.Equal(rows, (await Report(efs.Analyst, $"level={level}"))["items"]!.AsArray().Count);

    private static string Finding(IReadOnlyList<JsonNode> findings, string kind)
    {
        var finding = Assert.Single(findings, f => (string?)f["kind"] == kind);
        return $"{finding["records"]} {finding["percent"]} {string.Join(' ', finding["ids"]!.AsArray())}";
    }

    private async Task<(string Protection, IReadOnlyList<JsonNode> Registers, IReadOnlyList<JsonNode> Findings)> Place(
        HttpClient client,
        string query
    )
    {
        var report = await Report(client, query);
        var place = Assert.Single(report["items"]!.AsArray())!;
        return (report.Text("protection")!, [.. place["registers"]!.AsArray()!], [.. place["findings"]!.AsArray()!]);
    }

    private async Task<JsonObject> Report(HttpClient client, string query)
    {
        foreach (var region in new[] { efs.Region74, efs.Region27 })
            await region.Cube("schools", $"consistentThrough={(await region.GetJson("/v1/changes/head")).Text("cursor")}");
        return await client.GetJson($"/v1/analytics/completeness?{query}");
    }
}
