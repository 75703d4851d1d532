using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Institutes;

public sealed class InstituteTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Everything_said_of_an_institute_is_read_back()
    {
        var parent = await Made();
        var successor = await Made();
        var document = Documents
            .Institute()
            .With("kind", "cnppm")
            .With("sourceId", "cnppm-74")
            .With("shortName", "ЦНППМ")
            .With("inn", "7707083893")
            .With("ogrn", "1027700132195")
            .With("oktmo", "75701000")
            .With("parentId", parent)
            .With("address", "454091, Челябинск, ул. Примерная, 1")
            .With("website", "https://example.ru")
            .With("email", "a@example.ru")
            .With("phone", "+73512000000")
            .With("foundedOn", "1938-09-01")
            .With("closedOn", "2025-08-31")
            .With("successorId", successor);
        var made = await efs.Region74.Create("/v1/institutes", document);
        var read = await efs.Region74.GetJson($"/v1/institutes/{made.Id()}");
        foreach (var (member, value) in document)
            Assert.True(JsonNode.DeepEquals(value, read[member]), $"{member}: {read[member]}");
    }

    [Theory]
    [InlineData("inn", "7707083893", null)]
    [InlineData("inn", "7707083894", "inn-checksum")]
    [InlineData("inn", "0000000000", "inn-checksum")]
    [InlineData("inn", "770708389", "wrong-format")]
    [InlineData("inn", "500100732259", "too-long")]
    [InlineData("ogrn", "1027700132195", null)]
    [InlineData("ogrn", "1027700132196", "ogrn-checksum")]
    [InlineData("ogrn", "102770013219", "wrong-format")]
    [InlineData("oktmo", "75701000", null)]
    [InlineData("oktmo", "75701000001", null)]
    [InlineData("oktmo", "7570100", "wrong-format")]
    [InlineData("oktmo", "08701000", "oktmo-region")]
    [InlineData("oktmo", "99701000", "oktmo-region")]
    [InlineData("website", "ftp://example.ru", "wrong-format")]
    [InlineData("email", "a b@example.ru", "wrong-format")]
    [InlineData("phone", "351-200", "wrong-format")]
    [InlineData("foundedOn", "2023-02-29", "wrong-type")]
    [InlineData("foundedOn", "2099-01-01", "in-future")]
    [InlineData("kind", "school", "not-one-of")]
    [InlineData("shortName", "   ", "blank")]
    public async Task A_member_is_judged(string member, string value, string? error)
    {
        var response = await efs.Region74.SendJson("POST", "/v1/institutes", Documents.Institute().With(member, value));
        if (error is null)
            await response.ReadJson(201);
        else
            Assert.Equal([$"/{member} {error}"], await response.ReadErrors(400, "request.invalid"));
    }

    [Theory] // Архангельская область 11 has НАО 118 within its digits, Тюменская 71 has ХМАО 718 and ЯНАО 719
    [InlineData("29", "11701000", true)]
    [InlineData("29", "11851000", false)]
    [InlineData("83", "11851000", true)]
    [InlineData("83", "11701000", false)]
    [InlineData("72", "71701000", true)]
    [InlineData("72", "71871000", false)]
    [InlineData("86", "71871000", true)]
    [InlineData("89", "71971000", true)]
    [InlineData("89", "71871000", false)]
    [InlineData("95", "74701000", true)]
    [InlineData("74", "74701000", false)]
    public async Task The_longest_prefix_says_in_which_region_a_place_lies(string region, string oktmo, bool lies)
    {
        using var client = await efs.Client($"oktmo-{region}-{oktmo}", EfsHost.WholeRegion, region);
        foreach (var registry in new[] { "institutes", "schools" })
        {
            var response = await client.SendJson("POST", $"/v1/{registry}", (await client.Document(registry, region)).With("oktmo", oktmo));
            if (lies)
                await response.ReadJson(201);
            else
                Assert.Equal(["/oktmo oktmo-region"], await response.ReadErrors(400, "request.invalid"));
        }
    }

    [Fact]
    public async Task An_institute_is_not_inside_itself_directly_or_through_others()
    {
        var a = await Made();
        Assert.Equal(["/parentId cycle"], await (await Put(a, a)).ReadErrors(422, "institutes.cycle"));
        var chain = new List<Guid> { a };
        for (var i = 0; i < 5; i++)
            chain.Add(await Made(chain[^1]));
        foreach (var below in chain.Skip(1))
            await (await Put(a, below)).ReadErrors(422, "institutes.cycle");
        await (
            await efs.Region74.SendJson(
                "PATCH",
                $"/v1/institutes/{chain[1]}",
                new JsonObject { ["parentId"] = chain[5] },
                ("If-Match", "*")
            )
        ).ReadErrors(422, "institutes.cycle");
        await (await Put(chain[5], chain[1])).ReadJson(200); // up the chain is no cycle
        await (await Put(a, await Made())).ReadJson(200);
    }

    [Fact]
    public async Task A_cycle_is_found_when_institutes_are_put_by_their_keys()
    {
        var a = await efs.Region74.SendJson("PUT", "/v1/institutes/by-source/74/cycle-a", Documents.Institute());
        var top = (await a.ReadJson(201)).Id();
        var below = await Made(await Made(top));
        await (
            await efs.Region74.SendJson("PUT", "/v1/institutes/by-source/74/cycle-a", Documents.Institute().With("parentId", below))
        ).ReadErrors(422, "institutes.cycle");
        await (
            await efs.Region74.SendJson("PUT", "/v1/institutes/by-source/74/cycle-a", Documents.Institute().With("parentId", top))
        ).ReadErrors(422, "institutes.cycle");
        Assert.False((await efs.Region74.GetJson($"/v1/institutes/{top}")).ContainsKey("parentId"));
    }

    [Fact]
    public async Task Two_changes_that_close_a_cycle_together_never_both_pass()
    {
        for (var round = 0; round < 20; round++)
        {
            var (a, b) = (await Made(), await Made());
            var statuses = await Registries.Concurrently(2, i => i == 0 ? Put(a, b) : Put(b, a));
            Assert.Equal([(200, 1), (422, 1)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        }
    }

    [Theory]
    [InlineData("parentId", "institutes.unknown-parent")]
    [InlineData("successorId", "institutes.unknown-successor")]
    public async Task An_institute_points_only_at_those_of_its_region(string member, string code)
    {
        var foreign = (await efs.Region27.Create("/v1/institutes", Documents.Institute("27"))).Id();
        using var two = await efs.Client($"two-{member.ToLowerInvariant()}", EfsHost.WholeRegion, "27", "74");
        foreach (var id in new[] { foreign, Guid.NewGuid() })
        {
            var document = Documents.Institute().With("closedOn", "2024-01-01").With(member, id);
            Assert.Equal(
                [$"/{member} {code.Split('.')[1]}"],
                await (await two.SendJson("POST", "/v1/institutes", document)).ReadErrors(422, code)
            );
            await (await two.SendJson("PUT", $"/v1/institutes/by-source/74/{member}", document)).ReadErrors(422, code);
        }
    }

    [Fact]
    public async Task Only_a_closed_institute_has_a_successor()
    {
        var successor = await Made();
        Assert.Equal(
            ["/successorId together-only"],
            await (await efs.Region74.SendJson("POST", "/v1/institutes", Documents.Institute().With("successorId", successor))).ReadErrors(
                400,
                "request.invalid"
            )
        );
        var closed = await efs.Region74.Create(
            "/v1/institutes",
            Documents.Institute().With("closedOn", "2024-01-01").With("successorId", successor)
        );
        Assert.Equal(
            ["/successorId together-only"],
            await (
                await efs.Region74.SendJson("PATCH", $"/v1/institutes/{closed.Id()}", """{"closedOn":null}""", ("If-Match", "*"))
            ).ReadErrors(400, "request.invalid")
        );
        Assert.Equal(
            ["/closedOn date-order"],
            await (
                await efs.Region74.SendJson("PATCH", $"/v1/institutes/{closed.Id()}", """{"foundedOn":"2024-01-02"}""", ("If-Match", "*"))
            ).ReadErrors(400, "request.invalid")
        );
        await (
            await efs.Region74.SendJson("PATCH", $"/v1/institutes/{closed.Id()}", """{"foundedOn":"2024-01-01"}""", ("If-Match", "*"))
        ).ReadJson(200);
        Assert.Equal(
            ["/successorId own-successor"],
            await (
                await efs.Region74.SendJson(
                    "PATCH",
                    $"/v1/institutes/{closed.Id()}",
                    new JsonObject { ["successorId"] = closed.Id() },
                    ("If-Match", "*")
                )
            ).ReadErrors(422, "institutes.own-successor")
        );
    }

    [Theory]
    [InlineData("projectRole=operator&projectYear=2023", true)]
    [InlineData("projectRole=operator&projectYear=2024", true)]
    [InlineData("projectRole=operator&projectYear=2021", false)]
    [InlineData("projectRole=coordinator", false)]
    [InlineData("projectRole=responsible&projectYear=2022", true)]
    [InlineData("projectRole=responsible&projectYear=2023", false)]
    public async Task Institutes_are_found_by_project_role_and_year(string filters, bool isFound)
    {
        var (project, other) = (await Project(), await Project());
        var institute = await Made();
        await Role(project, "operator", 2022, null);
        await Role(project, "responsible", 2022, 2022);
        await Role(other, "coordinator", 2023, null);
        var found = (await efs.Region74.GetJson($"/v1/institutes?projectId={project}&{filters}"))["items"]!.AsArray();
        Assert.Equal(isFound ? [institute.ToString()] : [], found.Select(i => (string)i!["id"]!));

        async Task Role(Guid projectId, string role, int firstYear, int? lastYear) =>
            await efs.Region74.Create(
                "/v1/project-roles",
                Documents.ProjectRole(projectId, institute).With("role", role).With("firstYear", firstYear).With("lastYear", lastYear)
            );
    }

    private async Task<Guid> Project() => (await efs.Region74.Create("/v1/federal-projects", Documents.FederalProject())).Id();

    private async Task<Guid> Made(Guid? parent = null) =>
        (await efs.Region74.Create("/v1/institutes", Documents.Institute().With("parentId", parent))).Id();

    private Task<HttpResponseMessage> Put(Guid id, Guid parent) =>
        efs.Region74.SendJson("PUT", $"/v1/institutes/{id}", Documents.Institute().With("parentId", parent), ("If-Match", "*"));
}
