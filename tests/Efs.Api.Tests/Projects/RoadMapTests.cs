using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Efs.Api.Tests.Trajectories;

namespace Efs.Api.Tests.Projects;

public sealed class RoadMapTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Progress_counts_what_is_done_and_names_what_is_overdue()
    {
        var map = await Made(
            Done("1"),
            Documents.Measure("2"),
            Documents.Measure("3").With("state", "in_progress"),
            Documents.Measure("4").With("state", "cancelled")
        );
        Assert.Equal("""{"measures":3,"done":1,"percent":33,"overdue":["2","3"]}""", map["progress"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(map, await efs.Region74.GetJson($"/v1/road-maps/{map.Id()}")));
    }

    [Fact]
    public async Task A_road_map_without_measures_has_no_percentage() =>
        Assert.Equal("""{"measures":0,"done":0,"overdue":[]}""", (await Made())["progress"]!.ToJsonString());

    [Fact]
    public async Task A_measure_keeps_its_place_in_the_answer_of_its_change()
    {
        var map = await Made(Documents.Measure("1"));
        var patch = new JsonObject { ["measures"] = new JsonArray(Documents.Measure("2"), Done("1")) };
        var changed = await (await efs.Region74.SendJson("PATCH", $"/v1/road-maps/{map.Id()}", patch, ("If-Match", "*"))).ReadJson(200);
        Assert.Equal(["2", "1"], changed["measures"]!.AsArray().Select(m => (string)m!["key"]!));
        Assert.Equal(50, (int)changed["progress"]!["percent"]!);
    }

    [Theory]
    [InlineData("""{"state":"done"}""", "/measures/0/completedOn required")]
    [InlineData("""{"completedOn":"2024-02-01"}""", "/measures/0/completedOn together-only")]
    [InlineData("""{"state":"done","completedOn":"2099-02-01"}""", "/measures/0/completedOn in-future")]
    [InlineData("""{"dueOn":"2023-12-31"}""", "/measures/0/dueOn date-order")]
    [InlineData("""{"dueOn":"2025-01-01"}""", "/measures/0/dueOn date-after")]
    [InlineData("""{"state":"late"}""", "/measures/0/state not-one-of")]
    public async Task A_measure_is_judged(string change, string error)
    {
        var measure = JsonNode.Parse(change)!.AsObject().Aggregate(Documents.Measure("1"), (m, c) => m.With(c.Key, c.Value!.DeepClone()));
        var document = Documents.RoadMap(await Project(), "74", measure);
        Assert.Equal([error], await (await efs.Region74.SendJson("POST", "/v1/road-maps", document)).ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task A_key_names_one_measure()
    {
        var document = Documents.RoadMap(await Project(), "74", Documents.Measure("1"), Documents.Measure("1"));
        Assert.Equal(
            ["/measures/1/key repeated-item"],
            await (await efs.Region74.SendJson("POST", "/v1/road-maps", document)).ReadErrors(400, "request.invalid")
        );
    }

    [Fact]
    public async Task An_institute_of_another_region_is_not_responsible()
    {
        var foreign = (await efs.Region27.Create("/v1/institutes", Documents.Institute("27"))).Id();
        var document = Documents.RoadMap(await Project(), "74", Documents.Measure("1").With("instituteId", foreign));
        await (await efs.Region74.SendJson("POST", "/v1/road-maps", document)).ReadErrors(422, "road-maps.unknown-institute");
    }

    private static JsonObject Done(string key) => Documents.Measure(key).With("state", "done").With("completedOn", "2024-06-01");

    private async Task<Guid> Project() => (await efs.Region74.Create("/v1/federal-projects", Documents.FederalProject())).Id();

    private async Task<JsonObject> Made(params JsonObject[] measures) =>
        await efs.Region74.Create("/v1/road-maps", Documents.RoadMap(await Project(), "74", measures));
}

/// <summary>By the clock of <see cref="NightHost"/>.</summary>
public sealed class RoadMapDayTests(NightHost efs) : IClassFixture<NightHost>
{
    [Theory]
    [InlineData("74", "2026-11-26", true)]
    [InlineData("74", "2026-11-27", false)]
    [InlineData("39", "2026-11-25", true)]
    [InlineData("39", "2026-11-26", false)]
    public async Task A_measure_is_overdue_after_its_last_day_in_the_region(string region, string dueOn, bool isOverdue)
    {
        using var client = await efs.Client($"overdue-{region}-{dueOn}", EfsHost.WholeRegion, region);
        var project = await client.Create("/v1/federal-projects", Documents.FederalProject(region));
        var document = Documents.RoadMap(project.Id(), region, Documents.Measure("1", dueOn)).With("endsOn", "2026-12-31");
        var map = await client.Create("/v1/road-maps", document);
        Assert.Equal(isOverdue, map["progress"]!["overdue"]!.AsArray().Count == 1);
        var listed = await client.GetJson($"/v1/road-maps?isOverdue={(isOverdue ? "true" : "false")}");
        Assert.Contains(map.Text("id"), listed["items"]!.AsArray().Select(m => (string)m!["id"]!));
    }
}
