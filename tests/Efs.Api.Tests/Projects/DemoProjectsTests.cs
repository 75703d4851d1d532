using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Efs.Local;

namespace Efs.Api.Tests.Projects;

/// <summary>What the source documents tell of projects, asked back from the demo data.</summary>
public sealed class DemoProjectsTests(DemoProjectsTests.DemoHost efs) : IClassFixture<DemoProjectsTests.DemoHost>
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

    [Theory]
    [InlineData("flagships", "responsible", 2023, "74 ГБУ ДПО ЧИРО")]
    [InlineData("flagships", "coordinator", 2023, "74 ЦНППМ ЧИРО")]
    [InlineData("minpros_school", "operator", 2023, "70 ТОИПКРО")]
    [InlineData("minpros_school", "operator", 2021, null)]
    public async Task Who_had_which_role_in_which_year(string project, string role, int year, string? institute)
    {
        var filters = $"projectId={await Project(project)}&projectRole={role}&projectYear={year}";
        var found = await Items($"/v1/institutes?{filters}");
        Assert.Equal(institute is null ? [] : [institute], found.Select(i => $"{i.Text("regionCode")} {i.Text("shortName")}"));
    }

    [Fact]
    public async Task The_flagships_are_part_of_a_federal_project_of_the_national_one()
    {
        var titles = new List<string>();
        for (var id = (Guid?)await Project("flagships"); id is not null; )
        {
            var project = await efs.Federal.GetJson($"/v1/federal-projects/{id}");
            titles.Add(project.Text("title"));
            id = (Guid?)project["parentId"];
        }
        Assert.Equal(["Флагманы образования", "Социальные лифты для каждого", "Образование"], titles);
    }

    [Fact]
    public async Task The_session_left_five_solutions_in_the_portfolio_of_Хабаровский_край() =>
        Assert.Equal(5, (await Items($"/v1/projects?regionCode=27&federalProjectId={await Project("strategic_session")}")).Count);

    [Fact]
    public async Task The_road_map_of_Челябинская_область_names_its_key_events()
    {
        var map = Assert.Single(await Items($"/v1/road-maps?regionCode=74&projectId={await Project("flagships")}"));
        Assert.Equal("""{"measures":4,"done":3,"percent":75,"overdue":["4"]}""", map["progress"]!.ToJsonString());
    }

    private async Task<Guid> Project(string code) => Assert.Single(await Items($"/v1/federal-projects?code={code}")).Id();

    private async Task<List<JsonObject>> Items(string path) =>
        [.. (await efs.Federal.GetJson(path))["items"]!.AsArray().Select(i => i!.AsObject())];
}
