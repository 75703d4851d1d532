using System.Text.Json.Nodes;
using Efs.Api.Modules.Projects;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Projects;

public sealed class PortfolioProjectTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string LastName = "Скрытная",
        Organisation = "Дальний университет";

    private static readonly string[] way = ["idea", "defended", "in_portfolio", "running", "finished"];

    public static TheoryData<string, string> Moves
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var from in ProjectStateAttribute.Machine.States)
            foreach (var to in ProjectStateAttribute.Machine.States)
                data.Add(from, to);
            return data;
        }
    }

    [Theory, MemberData(nameof(Moves))]
    public async Task A_project_moves_as_the_table_says_and_not_otherwise(string from, string to)
    {
        var project = await In(from);
        var history = await History(project);
        var response = await Move(project, to);
        if (ProjectStateAttribute.Machine.Next(from).Contains(to))
        {
            var transition = await response.ReadJson(201);
            Assert.Equal((from, to), (transition.Text("from"), transition.Text("to")));
            Assert.Equal([.. history, $"{from} {to}"], await History(project));
            Assert.Equal(to, (await Read(project)).Text("state"));
        }
        else
        {
            Assert.Equal(["/to forbidden-move"], await response.ReadErrors(422, "projects.forbidden-move"));
            Assert.Equal(history, await History(project));
            Assert.Equal(from, (await Read(project)).Text("state"));
        }
    }

    [Theory]
    [InlineData("running", true)]
    [InlineData("finished", false)]
    [InlineData("stopped", false)]
    public async Task A_project_that_has_ended_is_not_changed(string state, bool isChanged)
    {
        var project = await In(state);
        var response = await efs.Region74.SendJson("PATCH", Path(project), """{"aim":"Другая"}""", ("If-Match", "*"));
        if (isChanged)
            await response.ReadJson(200);
        else
            await response.ReadErrors(422, "projects.closed");
    }

    [Fact]
    public async Task Only_an_idea_is_deleted()
    {
        var project = await In("defended");
        await (await efs.Region74.SendJson("DELETE", Path(project), (string?)null, ("If-Match", "*"))).ReadErrors(409, "registry.in-use");
        var idea = await In("idea");
        await (await efs.Region74.SendJson("DELETE", Path(idea), (string?)null, ("If-Match", "*"))).ReadJson(204);
    }

    [Fact]
    public async Task A_stop_has_a_reason_and_no_move_is_before_an_earlier_one()
    {
        var project = await In("idea");
        Assert.Equal(
            ["/comment required"],
            await (await efs.Region74.SendJson("POST", $"{Path(project)}/transitions", """{"to":"stopped"}""")).ReadErrors(
                400,
                "request.invalid"
            )
        );
        await (await Move(project, "defended", "2024-03-01")).ReadJson(201);
        Assert.Equal(
            ["/occurredOn date-order"],
            await (await Move(project, "in_portfolio", "2024-02-29")).ReadErrors(400, "request.invalid")
        );
        await (await Move(project, "in_portfolio", "2024-03-01")).ReadJson(201);
    }

    [Theory]
    [InlineData("""{"key":"1","role":"member"}""", "/team/0 exactly-one")]
    [InlineData("""{"key":"1","role":"member","lastName":"Иванова"}""", "/team/0/firstName required")]
    [InlineData("""{"key":"1","role":"boss","lastName":"Иванова","firstName":"Анна"}""", "/team/0/role not-one-of")]
    [InlineData(
        """{"key":"1","role":"member","lastName":"Иванова","firstName":"Анна","homeRegionCode":"74"}""",
        "/team/0/homeRegionCode own-region"
    )]
    [InlineData(
        """{"key":"1","role":"member","educatorId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10","organisation":"Школа"}""",
        "/team/0/organisation together-only"
    )]
    [InlineData(
        """{"key":"1","role":"member","lastName":"Иванова","firstName":"Анна","personal":"AAAA"}""",
        "/team/0/personal unknown-member"
    )]
    public async Task A_member_of_the_team_is_judged(string member, string error)
    {
        var document = Documents.Project(await Institute(), "74", JsonNode.Parse(member)!.AsObject());
        Assert.Equal([error], await (await efs.Region74.SendJson("POST", "/v1/projects", document)).ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task A_person_is_seen_only_with_the_right_to_personal_data_and_stored_encrypted()
    {
        var guest = Documents.Guest("1", LastName).With("email", "guest@example.ru");
        var project = await efs.Region74.Create("/v1/projects", Documents.Project(await Institute(), "74", guest));
        Assert.Equal(LastName, (string?)Member(project)["lastName"]);
        Assert.Equal(LastName, (string?)Member(await Read(project))["lastName"]);

        using var masked = await efs.Client("masked-projects", ["projects:read"], "74");
        var seen = await (await masked.GetAsync(Path(project))).ReadJson(200);
        Assert.Equal($$"""{"id":"{{Member(project)["id"]}}","key":"1","role":"expert"}""", Sorted(Member(seen)));

        await using var command = efs.Owner.CreateCommand("SELECT string_agg(m::text, ' ') FROM projects.team_member m");
        var stored = (string)(await command.ExecuteScalarAsync())!;
        Assert.DoesNotContain(LastName, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Organisation, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_and_changing_a_person_is_on_record()
    {
        var project = await efs.Region74.Create("/v1/projects", Documents.Project(await Institute(), "74", Documents.Guest("1", LastName)));
        var id = Member(project).Text("id");
        await Read(project);
        await Patch(project, new() { ["aim"] = "Другая цель" });
        await Patch(project, new() { ["team"] = new JsonArray(Documents.Guest("1", "Другая")) });
        await Patch(project, new() { ["team"] = new JsonArray() });
        var log = (await efs.Administrator.GetJson($"/v1/audit?recordId={id}&limit=100"))["items"]!.AsArray();
        var actions = log.Select(e => (string)e!["action"]!).CountBy(a => a).ToDictionary();
        Assert.Equal((1, 1, 1), (actions["create"], actions["update"], actions["delete"]));
        Assert.True(actions["read"] >= 1);
    }

    [Fact]
    public async Task The_feed_tells_of_the_team_only_when_it_has_changed()
    {
        var project = await efs.Region74.Create("/v1/projects", Documents.Project(await Institute(), "74", Documents.Guest("1", LastName)));
        Assert.Equal(["aim"], await ChangedMembers(new() { ["aim"] = "Другая цель" }));
        Assert.Equal(["team"], await ChangedMembers(new() { ["team"] = new JsonArray(Documents.Guest("1", "Другая")) }));

        async Task<IEnumerable<string>> ChangedMembers(JsonObject patch)
        {
            var start = (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");
            await Patch(project, patch);
            var changes = (await efs.Region74.GetJson($"/v1/changes?after={start}"))["items"]!.AsArray();
            return changes
                .Where(c => (string?)c!["id"] == project.Text("id"))
                .SelectMany(c => c!["members"]!.AsArray())
                .Select(m => (string)m!);
        }
    }

    [Fact]
    public async Task A_person_keeps_the_id_by_the_key()
    {
        var project = await efs.Region74.Create("/v1/projects", Documents.Project(await Institute(), "74", Documents.Guest("1")));
        var team = new JsonArray(Documents.Guest("2"), Documents.Guest("1", "Другая"));
        var changed = await Patch(project, new() { ["team"] = team });
        Assert.Equal(["2", "1"], changed["team"]!.AsArray().Select(m => (string)m!["key"]!));
        Assert.Equal(Member(project).Text("id"), (string?)changed["team"]![1]!["id"]);
    }

    [Fact]
    public async Task The_regions_that_take_part_read_a_project_and_do_not_write_it()
    {
        using var stranger = await efs.Client("stranger-of-projects", EfsHost.WholeRegion, "70");
        using var federal = await efs.Client("federal-of-projects", EfsHost.WholeRegion);
        var project = await efs.Region74.Create(
            "/v1/projects",
            Documents
                .Project(await Institute(), "74", Documents.Guest("1", homeRegion: "27"))
                .With("theme", $"Тема {Guid.NewGuid():N}")
                .With("organisations", new JsonArray(new JsonObject { ["name"] = "Академия", ["homeRegionCode"] = "77" }))
        );
        Assert.Equal(["27", "77"], project["participantRegions"]!.AsArray().Select(r => (string)r!));
        await (await Move(project, "defended")).ReadJson(201);
        project = await Read(project);

        foreach (var reader in new[] { efs.Region27, federal })
        {
            Assert.True(JsonNode.DeepEquals(project, await reader.GetJson(Path(project))));
            Assert.Single((await reader.GetJson($"{Path(project)}/transitions"))["items"]!.AsArray());
            foreach (var filter in new[] { "", "&regionCode=74", "&sort=-title", $"&q={Uri.EscapeDataString("дорога")}", "&count=true" })
                Assert.Single((await reader.GetJson($"/v1/projects?theme={Theme()}{filter}"))["items"]!.AsArray());
        }
        foreach (var filter in new[] { "", "&regionCode=74", "&sort=-title", "&count=true" })
            Assert.Empty((await stranger.GetJson($"/v1/projects?theme={Theme()}{filter}"))["items"]!.AsArray());
        await (await stranger.GetAsync(Path(project))).ReadErrors(404, "registry.not-found");
        await (await stranger.GetAsync($"{Path(project)}/transitions")).ReadErrors(404, "registry.not-found");

        await (await efs.Region27.SendJson("PATCH", Path(project), """{"aim":"Чужая"}""", ("If-Match", "*"))).ReadErrors(
            403,
            "access.region"
        );
        await (await efs.Region27.SendJson("DELETE", Path(project), (string?)null, ("If-Match", "*"))).ReadErrors(403, "access.region");
        await (await efs.Region27.SendJson("POST", $"{Path(project)}/transitions", """{"to":"in_portfolio"}""")).ReadErrors(
            403,
            "access.region"
        );
        Assert.True(JsonNode.DeepEquals(project, await Read(project)));

        // Who no longer takes part reads it no longer.
        await Patch(project, new() { ["team"] = new JsonArray(Documents.Guest("1")) });
        await (await efs.Region27.GetAsync(Path(project))).ReadErrors(404, "registry.not-found");

        string Theme() => Uri.EscapeDataString(project.Text("theme"));
    }

    [Fact]
    public async Task An_educator_of_the_team_is_of_the_projects_region_and_is_not_deleted()
    {
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var member = new JsonObject
        {
            ["key"] = "1",
            ["educatorId"] = educator.Id(),
            ["role"] = "leader",
        };
        var foreign = Documents.Project((await efs.Region27.Create("/v1/institutes", Documents.Institute("27"))).Id(), "27", member);
        await (await efs.Region27.SendJson("POST", "/v1/projects", foreign)).ReadErrors(422, "projects.unknown-educator");

        var project = await efs.Region74.Create("/v1/projects", Documents.Project(await Institute(), "74", (JsonObject)member.DeepClone()));
        await (await efs.Region74.SendJson("DELETE", $"/v1/educators/{educator.Id()}", (string?)null, ("If-Match", "*"))).ReadErrors(
            409,
            "registry.in-use"
        );
        var found = (await efs.Region74.GetJson($"/v1/projects?educatorId={educator.Id()}"))["items"]!.AsArray();
        Assert.Equal([project.Text("id")], found.Select(p => (string)p!["id"]!));
    }

    [Fact]
    public async Task A_team_is_read_after_a_rotation_of_the_keys()
    {
        var project = await efs.Region74.Create("/v1/projects", Documents.Project(await Institute(), "74", Documents.Guest("1", LastName)));
        var start = (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");
        await efs.Services.GetRequiredService<KeyStore>().Add(default);
        var reencryption = efs.Services.GetServices<IReencryption>().OfType<TeamReencryption>().Single();
        Assert.True(await reencryption.Run(default) > 0);
        Assert.Equal(0, await reencryption.Run(default));
        Assert.Equal(LastName, (string?)Member(await Read(project))["lastName"]);
        Assert.DoesNotContain(
            project.Text("id"),
            (await efs.Region74.GetJson($"/v1/changes?after={start}"))["items"]!.ToJsonString(),
            StringComparison.Ordinal
        );
    }

    private static string Path(JsonObject project) => $"/v1/projects/{project.Id()}";

    private static JsonObject Member(JsonObject project) => project["team"]![0]!.AsObject();

    private static string Sorted(JsonObject document) =>
        new JsonObject(
            document.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))
        ).ToJsonString();

    private async Task<Guid> Institute() => (await efs.Region74.Create("/v1/institutes", Documents.Institute())).Id();

    private async Task<JsonObject> In(string state)
    {
        var project = await efs.Region74.Create("/v1/projects", Documents.Project(await Institute()));
        var steps = state == "stopped" ? ["stopped"] : way.Skip(1).Take(Array.IndexOf(way, state));
        foreach (var to in steps)
            await (await Move(project, to)).ReadJson(201);
        return project;
    }

    private Task<HttpResponseMessage> Move(JsonObject project, string to, string? on = null) =>
        efs.Region74.SendJson(
            "POST",
            $"{Path(project)}/transitions",
            new JsonObject { ["to"] = to, ["comment"] = "Решение совета" }.With("occurredOn", on)
        );

    private Task<JsonObject> Read(JsonObject project) => efs.Region74.GetJson(Path(project));

    private async Task<JsonObject> Patch(JsonObject project, JsonObject patch) =>
        await (await efs.Region74.SendJson("PATCH", Path(project), patch, ("If-Match", "*"))).ReadJson(200);

    private async Task<List<string>> History(JsonObject project) =>
        [
            .. (await efs.Region74.GetJson($"{Path(project)}/transitions"))["items"]!
                .AsArray()
                .Select(t => $"{(string?)t!["from"]} {(string?)t["to"]}"),
        ];
}
