using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Efs.Local;

namespace Efs.Api.Tests.SchoolDevelopment;

/// <summary>What the source documents tell of the schools' development, asked back from the demo data.</summary>
public sealed class DemoSchoolDevelopmentTests(DemoSchoolDevelopmentTests.DemoHost efs) : IClassFixture<DemoSchoolDevelopmentTests.DemoHost>
{
    public sealed class DemoHost : EfsHost, IAsyncLifetime
    {
        public HttpClient Federal { get; private set; } = null!;

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Demo.Fill(Services);
            Federal = await Client("federal", WholeRegion);
        }
    }

    // Counted by hand from the sample's points: the psychologist is a critical indicator without points.
    [Theory]
    [InlineData("knowledge", "7/8 full")]
    [InlineData("health", "6/6 full")]
    [InlineData("creativity", "2/4 medium")]
    [InlineData("upbringing", "6/6 full")]
    [InlineData("career_guidance", "3/4 full")]
    [InlineData("teacher", "4/6 medium")]
    [InlineData("climate", "0/4 below_basic emptied")]
    [InlineData("environment", "3/4 full")]
    [InlineData(null, "31/42 medium")]
    public async Task The_school_of_Каргасок_is_scored(string? direction, string score)
    {
        var assessment = Assert.Single(await Items("/v1/self-assessments?regionCode=70"));
        var part = direction is null
            ? assessment["score"]!
            : assessment["score"]!["directions"]!.AsArray().Single(d => (string?)d!["directionCode"] == direction)!;
        var emptied = (bool?)part["isEmptied"] == true ? " emptied" : "";
        Assert.Equal(score, $"{part["points"]}/{part["maxPoints"]} {part["level"]}{emptied}");
    }

    [Fact]
    public async Task Донецк_and_Белово_sign_and_each_has_its_plan()
    {
        var twins = Assert.Single(await Items("/v1/partnerships?regionCode=93"));
        Assert.Equal(("42", "г. Донецк"), (twins.Text("partnerRegionCode"), twins.Text("place")));
        Assert.Equal(["Библионочь", "Патриотический десант", "Очная смена обучающихся двух школ"], Titles(twins["events"]!));

        var (path, school) = ($"/v1/partnerships/{twins.Id()}", Assert.Single(await Items("/v1/schools?regionCode=42")));
        var side = new JsonObject
        {
            ["schoolId"] = school.Id(),
            ["events"] = new JsonArray(Documents.JointEvent("Учитель учителю"), Documents.JointEvent("PRO развитие")),
        };
        await (await efs.Federal.SendJson("PUT", $"{path}/partner", side, ("If-Match", "*"))).ReadJson(200);
        foreach (var region in new[] { "93", "42" })
            await (
                await efs.Federal.SendJson(
                    "POST",
                    $"{path}/signatures",
                    new JsonObject { ["regionCode"] = region, ["signedOn"] = "2022-09-01" }
                )
            ).ReadJson(200);
        twins = await efs.Federal.GetJson(path);
        Assert.Equal("active", twins.Text("state"));
        Assert.Equal(["Учитель учителю", "PRO развитие"], Titles(twins["partner"]!["events"]!));
    }

    private static IEnumerable<string> Titles(JsonNode events) => events.AsArray().Select(e => (string)e!["title"]!);

    private async Task<List<JsonObject>> Items(string path) =>
        [.. (await efs.Federal.GetJson(path))["items"]!.AsArray().Select(i => i!.AsObject())];
}
