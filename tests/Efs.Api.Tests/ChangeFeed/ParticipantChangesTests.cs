using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.ChangeFeed;

/// <summary>Regions 74 and 27 take part in each other's records; region 70 stands aside.</summary>
public sealed class ParticipantChangesTests(ParticipantChangesTests.ThreeRegions efs) : IClassFixture<ParticipantChangesTests.ThreeRegions>
{
    public sealed class ThreeRegions : EfsHost, IAsyncLifetime
    {
        public HttpClient Region70 { get; private set; } = null!;

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Region70 = await Client("region-70", WholeRegion, "70");
        }
    }

    public static TheoryData<string> SharedWithParticipants =>
        [.. ResourceCatalogue.All.Where(r => r.IsSharedWithParticipants).Select(r => r.Name)];

    [Theory, MemberData(nameof(SharedWithParticipants))]
    public async Task The_regions_that_take_part_are_told_and_no_other(string registry)
    {
        var document = await Document(registry);
        var since = await Heads();
        var record = await efs.Region74.Create($"/v1/{registry}", document.With("sourceId", "own-key"));
        var path = $"/v1/{registry}/{record.Id()}";
        await (await efs.Region74.SendJson("PATCH", path, Registries.Change(registry, 1), ("If-Match", "*"))).ReadJson(200);
        await (await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "*"))).ReadJson(204);

        var changed = Registries.FreeOf(registry);
        Assert.Equal(
            ["74 create  own-key", $"74 update {changed} own-key", "74 delete  own-key"],
            await Told(efs.Region74, since, registry, record)
        );
        Assert.Equal(["27 create  ", $"27 update {changed} ", "27 delete  "], await Told(efs.Region27, since, registry, record));
        Assert.Empty(await Told(efs.Region70, since, registry, record));
    }

    [Theory]
    [InlineData("communities", """{"invitedRegions":["70"]}""")]
    [InlineData("registrations", """{"members":[{"key":"1","homeRegionCode":"70"}]}""")]
    public async Task Who_does_not_see_people_hands_them_to_no_other_region(string registry, string change)
    {
        var document = registry == "communities" ? Documents.Community("74", Documents.Expert()) : await Document(registry);
        var record = await efs.Region74.Create($"/v1/{registry}", document);
        var path = $"/v1/{registry}/{record.Id()}";
        using var masked = await efs.Client($"hands-over-{registry}", [.. EfsHost.WholeRegion.Except(["educators:personal-data"])], "74");
        await (await masked.SendJson("PATCH", path, change, ("If-Match", "*"))).ReadErrors(403, "access.scope");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await efs.Region70.GetAsync(path)).StatusCode);
        await Patch(
            efs.Region74,
            registry,
            record,
            change.Replace("\"key\"", "\"lastName\":\"Гостева\",\"firstName\":\"Анна\",\"key\"", StringComparison.Ordinal)
        );
        Assert.Equal(System.Net.HttpStatusCode.OK, (await efs.Region70.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task A_region_is_told_of_the_parts_that_stand_in_other_tables()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event("74", "27"));
        var since = await Heads();
        await Patch(efs.Region74, "events", hosted, """{"audience":"Методисты","organisations":[{"role":"host","name":"Музей"}]}""");
        Assert.Equal(["27 update audience,organisations "], await Told(efs.Region27, since, "events", hosted));
    }

    [Fact]
    public async Task For_a_region_that_is_no_longer_invited_the_record_is_gone_and_comes_again()
    {
        var since = await Heads();
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event("74", "27"));
        foreach (var invited in new[] { """["70"]""", """["27","70"]""", "[]" })
            await Patch(efs.Region74, "events", hosted, $$"""{"invitedRegions":{{invited}}}""");
        Assert.Equal(
            ["27 create  ", "27 delete  ", "27 create  ", "27 update invitedRegions,participantRegions "],
            await Told(efs.Region27, since, "events", hosted)
        );
        await Patch(efs.Region74, "events", hosted, """{"audience":"Все"}"""); // open to all now
        Assert.Equal(4, (await Told(efs.Region27, since, "events", hosted)).Length);
    }

    [Fact]
    public async Task Of_an_event_that_is_open_to_all_those_are_told_who_are_registered()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event());
        var since = await Heads();
        await Patch(efs.Region74, "events", hosted, """{"audience":"Методисты"}""");
        Assert.Empty(await Told(efs.Region27, since, "events", hosted));

        var registration = await efs.Region27.Create("/v1/registrations", Documents.Registration(hosted.Id(), "27"));
        Assert.Equal(["74 create  "], await Told(efs.Region74, since, "registrations", registration));
        await Patch(efs.Region74, "events", hosted, """{"audience":"Директора"}""");
        await efs.Region74.Create($"/v1/events/{hosted.Id()}/transitions", new JsonObject { ["to"] = "running" });
        Assert.Equal(["27 update audience ", "27 update state "], await Told(efs.Region27, since, "events", hosted));
        Assert.Empty(await Told(efs.Region70, since, "events", hosted));
        Assert.Empty(await Told(efs.Region70, since, "registrations", registration));
    }

    [Fact]
    public async Task Of_a_contest_that_is_open_to_all_those_are_told_who_apply()
    {
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var contest = await efs.Region74.Create("/v1/contests", Documents.Contest(institute.Id()));
        var since = await Heads();
        var draft = await efs.Region27.Create("/v1/contest-applications", Documents.ContestApplication(contest.Id(), "27"));
        await Patch(efs.Region74, "contests", contest, """{"legalAct":"Положение № 2"}""");
        await efs.Region74.Create($"/v1/contests/{contest.Id()}/transitions", new JsonObject { ["to"] = "open" });
        Assert.Equal(["27 update legalAct ", "27 update state "], await Told(efs.Region27, since, "contests", contest));
        Assert.Empty(await Told(efs.Region70, since, "contests", contest));

        // The contest's owner reads an application while it is submitted.
        Assert.Empty(await Told(efs.Region74, since, "contest-applications", draft));
        foreach (var to in new[] { "submitted", "draft" })
            await efs.Region27.Create($"/v1/contest-applications/{draft.Id()}/transitions", new JsonObject { ["to"] = to });
        Assert.Equal(["74 create  ", "74 delete  "], await Told(efs.Region74, since, "contest-applications", draft));
    }

    [Fact]
    public async Task A_place_that_becomes_free_is_told_to_the_region_that_gets_it()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event().With("capacity", 1));
        var first = await efs.Region74.Create("/v1/registrations", Documents.Registration(hosted.Id()));
        var waiting = await efs.Region27.Create("/v1/registrations", Documents.Registration(hosted.Id(), "27"));
        var since = await Heads();
        await efs.Region74.Create($"/v1/registrations/{first.Id()}/transitions", new JsonObject { ["to"] = "cancelled" });
        Assert.Equal(["27 update state "], await Told(efs.Region27, since, "registrations", waiting));
    }

    // Whoever registers reads the event afterwards: from what it read on, no change is missed.
    [Fact]
    public async Task A_region_that_registers_while_the_event_changes_misses_nothing()
    {
        for (var i = 0; i < 10; i++)
        {
            var hosted = await efs.Region74.Create("/v1/events", Documents.Event());
            var path = $"/v1/events/{hosted.Id()}";
            var since = await Heads();
            var changes = Task.Run(async () =>
            {
                for (var n = 0; n < 8; n++)
                    await Patch(efs.Region74, "events", hosted, $$"""{"audience":"Участники {{n}}"}""");
            });
            await efs.Region27.Create("/v1/registrations", Documents.Registration(hosted.Id(), "27"));
            var seen = (await efs.Region27.GetJson(path)).Version();
            await changes;
            var told = (await Changes(efs.Region27, since, "events", hosted)).Select(c => (int)c["version"]!).ToHashSet();
            Assert.Superset(Enumerable.Range(seen + 1, 9 - seen).ToHashSet(), told);
        }
    }

    [Fact]
    public async Task Regions_that_tell_each_other_at_once_do_not_wait_for_each_other_for_ever()
    {
        var (of74, of27) = (
            await efs.Region74.Create("/v1/events", Documents.Event("74", "27")),
            await efs.Region27.Create("/v1/events", Documents.Event("27"))
        );
        await efs.Region74.Create("/v1/registrations", Documents.Registration(of27.Id()));
        var statuses = await Registries.Concurrently(
            48,
            i =>
                (i % 4) switch
                {
                    0 => PatchEvent(efs.Region74, of74, i),
                    1 => PatchEvent(efs.Region27, of27, i),
                    2 => efs.Region27.SendJson("POST", "/v1/registrations", Guests(of74, "27")),
                    _ => efs.Region74.SendJson("POST", "/v1/registrations", Guests(of27, "74")),
                }
        );
        Assert.Equal([(200, 24), (201, 24)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
    }

    private static Task<HttpResponseMessage> PatchEvent(HttpClient client, JsonObject hosted, int number) =>
        client.SendJson("PATCH", $"/v1/events/{hosted.Id()}", new JsonObject { ["audience"] = $"Участники {number}" }, ("If-Match", "*"));

    private static JsonObject Guests(JsonObject hosted, string region) => Documents.Registration(hosted.Id(), region);

    private static async Task Patch(HttpClient client, string registry, JsonObject record, string patch) =>
        await (await client.SendJson("PATCH", $"/v1/{registry}/{record.Id()}", patch, ("If-Match", "*"))).ReadJson(200);

    // A document of region 74 that region 27 takes part in.
    private async Task<JsonObject> Document(string registry) =>
        registry switch
        {
            "projects" => Documents.Project(await Made(efs.Region74, "institutes"), "74", Documents.Guest("1", homeRegion: "27")),
            "events" => Documents.Event("74", "27"),
            "registrations" => Documents.Registration((await efs.Region27.Create("/v1/events", Documents.Event("27", "74"))).Id()),
            "partnerships" => Documents.Partnership(await Made(efs.Region74, "schools"), "74", "27"),
            "contests" => Documents.Contest(await Made(efs.Region74, "institutes"), "74", "27"),
            "contest-applications" => Documents.ContestApplication(
                await Made(efs.Region74, "contests"),
                "74",
                Documents.Contestant().With("homeRegionCode", "27")
            ),
            "communities" => Documents.Community().With("invitedRegions", new JsonArray("27")),
            "expert-requests" => Documents.ExpertRequest(
                (await efs.Region27.Create("/v1/communities", Documents.Community("27").With("invitedRegions", new JsonArray("74")))).Id()
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(registry)),
        };

    private static async Task<Guid> Made(HttpClient client, string registry) =>
        (await client.Create($"/v1/{registry}", await client.Document(registry))).Id();

    private async Task<Dictionary<HttpClient, string>> Heads()
    {
        var heads = new Dictionary<HttpClient, string>();
        foreach (var client in new[] { efs.Region74, efs.Region27, efs.Region70 })
            heads[client] = (await client.GetJson("/v1/changes/head")).Text("cursor");
        return heads;
    }

    // Each change of the record in the client's feed: region, operation, members, the owner's key.
    private static async Task<string[]> Told(HttpClient client, Dictionary<HttpClient, string> since, string registry, JsonObject record) =>
        [
            .. (await Changes(client, since, registry, record)).Select(c =>
                $"{c["regionCode"]} {c["operation"]} {string.Join(',', c["members"]!.AsArray())} {c["sourceId"]}"
            ),
        ];

    private static async Task<List<JsonNode>> Changes(
        HttpClient client,
        Dictionary<HttpClient, string> since,
        string registry,
        JsonObject record
    )
    {
        var page = await client.GetJson($"/v1/changes?after={Uri.EscapeDataString(since[client])}&resource={registry}&limit=500");
        return [.. page["items"]!.AsArray().Where(c => (string?)c!["id"] == record.Text("id")).Select(c => c!)];
    }
}
