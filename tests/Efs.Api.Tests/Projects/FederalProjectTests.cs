using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Projects;

public sealed class FederalProjectTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("national_project", "federal_project", true)]
    [InlineData("national_project", "initiative", true)]
    [InlineData("federal_project", "initiative", true)]
    [InlineData("initiative", "initiative", true)]
    [InlineData("federal_project", "federal_project", false)]
    [InlineData("initiative", "federal_project", false)]
    public async Task A_project_is_part_of_a_higher_one(string parent, string level, bool isAllowed)
    {
        var document = Documents.FederalProject().With("level", level).With("parentId", await Made(parent));
        var response = await efs.Region74.SendJson("POST", "/v1/federal-projects", document);
        if (isAllowed)
            await response.ReadJson(201);
        else
            Assert.Equal(["/parentId wrong-parent"], await response.ReadErrors(422, "federal-projects.wrong-parent"));
    }

    [Fact]
    public async Task A_national_project_is_part_of_nothing() =>
        Assert.Equal(
            ["/parentId together-only"],
            await (
                await efs.Region74.SendJson(
                    "POST",
                    "/v1/federal-projects",
                    Documents.FederalProject().With("level", "national_project").With("parentId", await Made())
                )
            ).ReadErrors(400, "request.invalid")
        );

    [Fact]
    public async Task A_national_project_with_federal_ones_stays_one()
    {
        var national = await efs.Region74.Create("/v1/federal-projects", Documents.FederalProject().With("level", "national_project"));
        await Made("federal_project", national.Id());
        var path = $"/v1/federal-projects/{national.Id()}";
        await (await efs.Region74.SendJson("PATCH", path, """{"level":"initiative"}""", ("If-Match", "*"))).ReadErrors(
            422,
            "federal-projects.wrong-parent"
        );
    }

    [Fact]
    public async Task A_project_is_part_of_one_of_another_region()
    {
        var foreign = await efs.Region27.Create("/v1/federal-projects", Documents.FederalProject("27"));
        var child = await Made("initiative", foreign.Id());
        var found = (await efs.Region27.GetJson($"/v1/federal-projects?parentId={foreign.Id()}"))["items"]!.AsArray();
        Assert.Equal([child.ToString()], found.Select(p => (string)p!["id"]!));
    }

    [Fact]
    public async Task A_project_is_not_inside_itself_directly_or_through_others()
    {
        var a = await Made();
        var b = await Made("initiative", a);
        var c = await Made("initiative", b);
        foreach (var parent in new[] { a, b, c })
            Assert.Equal(["/parentId cycle"], await (await Move(a, parent)).ReadErrors(422, "federal-projects.cycle"));
        await (await Move(c, a)).ReadJson(200);
    }

    [Fact]
    public async Task A_cycle_is_found_when_projects_are_put_by_their_keys()
    {
        var top = Documents.FederalProject();
        var path = "/v1/federal-projects/by-source/74/cycle";
        var a = (await (await efs.Region74.SendJson("PUT", path, top)).ReadJson(201)).Id();
        var below = await Made("initiative", a);
        await (await efs.Region74.SendJson("PUT", path, top.With("parentId", below))).ReadErrors(422, "federal-projects.cycle");
    }

    [Fact]
    public async Task Two_changes_that_close_a_cycle_together_never_both_pass()
    {
        for (var round = 0; round < 20; round++)
        {
            var (a, b) = (await Made(), await Made());
            var statuses = await Registries.Concurrently(2, i => i == 0 ? Move(a, b) : Move(b, a));
            Assert.Equal([(200, 1), (422, 1)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        }
    }

    [Fact]
    public async Task A_role_does_not_end_before_it_began() =>
        Assert.Equal(
            ["/lastYear date-order"],
            await (
                await efs.Region74.SendJson(
                    "POST",
                    "/v1/project-roles",
                    (await efs.Region74.Document("project-roles")).With("lastYear", 2022)
                )
            ).ReadErrors(400, "request.invalid")
        );

    private async Task<Guid> Made(string level = "initiative", Guid? parent = null) =>
        (await efs.Region74.Create("/v1/federal-projects", Documents.FederalProject().With("level", level).With("parentId", parent))).Id();

    private Task<HttpResponseMessage> Move(Guid id, Guid parent) =>
        efs.Region74.SendJson("PATCH", $"/v1/federal-projects/{id}", $$"""{"parentId":"{{parent}}"}""", ("If-Match", "*"));
}
