using System.Text.Json.Nodes;
using Efs.Api.Modules.Events;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Events;

public sealed class EducationEventTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly string[] way = ["planned", "running", "finished"];

    public static TheoryData<string, string> Moves
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var from in EventStateAttribute.Machine.States)
            foreach (var to in EventStateAttribute.Machine.States)
                data.Add(from, to);
            return data;
        }
    }

    [Theory, MemberData(nameof(Moves))]
    public async Task An_event_moves_as_the_table_says_and_not_otherwise(string from, string to)
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event());
        foreach (var state in from == "cancelled" ? ["cancelled"] : way.Skip(1).Take(Array.IndexOf(way, from)))
            await (await Move(hosted, state)).ReadJson(201);
        var response = await Move(hosted, to);
        if (EventStateAttribute.Machine.Next(from).Contains(to))
        {
            await response.ReadJson(201);
            var last = (await efs.Region74.GetJson($"{Path(hosted)}/transitions"))["items"]!.AsArray()[^1]!;
            Assert.Equal((from, to), ((string?)last["from"], (string?)last["to"]));
            Assert.Equal(to, (await efs.Region74.GetJson(Path(hosted))).Text("state"));
        }
        else
        {
            Assert.Equal(["/to forbidden-move"], await response.ReadErrors(422, "events.forbidden-move"));
            Assert.Equal(from, (await efs.Region74.GetJson(Path(hosted))).Text("state"));
        }
    }

    [Theory]
    [InlineData("""{"place":null}""", "/place required")]
    [InlineData("""{"endsOn":"2024-10-09"}""", "/endsOn date-order")]
    [InlineData("""{"registrationFrom":"2024-10-02","registrationUntil":"2024-10-01"}""", "/registrationUntil date-order")]
    [InlineData(
        """{"agenda":[{"day":"2024-10-12","beginsAt":"10:00","finishesAt":"11:00","title":"Итоги"}]}""",
        "/agenda/0/day date-after"
    )]
    [InlineData(
        """{"agenda":[{"day":"2024-10-10","beginsAt":"10:00","finishesAt":"10:00","title":"Итоги"}]}""",
        "/agenda/0/finishesAt date-order"
    )]
    [InlineData(
        """{"agenda":[{"day":"2024-10-10","beginsAt":"10:00","finishesAt":"24:00","title":"Итоги"}]}""",
        "/agenda/0/finishesAt wrong-format"
    )]
    [InlineData("""{"quotas":[{"regionCode":"74","places":1},{"regionCode":"74","places":2}]}""", "/quotas/1/regionCode repeated-item")]
    [InlineData("""{"sites":[{"key":"1","title":"Школа","days":["2024-10-10"]}]}""", "/sites/0 exactly-one")]
    [InlineData("""{"sites":[{"key":"1","title":"Школа","name":"Школа","days":[]}]}""", "/sites/0/days required")]
    [InlineData("""{"sites":[{"key":"1","title":"Школа","name":"Школа","days":["2024-10-12"]}]}""", "/sites/0/days/0 date-after")]
    [InlineData("""{"organisations":[{"role":"host"}]}""", "/organisations/0 exactly-one")]
    [InlineData("""{"webAddress":"https://[::1"}""", "/webAddress wrong-format")]
    [InlineData("""{"webAddress":"https://example.ru:99999/"}""", "/webAddress wrong-format")]
    [InlineData("""{"webAddress":"https://example..ru/"}""", "/webAddress wrong-format")]
    public async Task An_event_is_judged(string change, string error)
    {
        var document = Documents.Event();
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document = document.With(member, value?.DeepClone());
        Assert.Equal([error], await (await efs.Region74.SendJson("POST", "/v1/events", document)).ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task A_cancelled_event_takes_the_same_document_and_no_other()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event());
        var path = $"/v1/events/{hosted.Id()}";
        await efs.Region74.Create($"{path}/transitions", new JsonObject { ["to"] = "cancelled", ["comment"] = "Нет заявок" });
        await (await efs.Region74.SendJson("PUT", path, hosted.ToFields(), ("If-Match", "*"))).ReadJson(200);
        await (await efs.Region74.SendJson("PUT", path, hosted.ToFields().With("theme", "Другая"), ("If-Match", "*"))).ReadErrors(
            422,
            "events.closed"
        );
    }

    [Fact]
    public async Task A_finished_event_counts_as_held_at_the_internship_site_that_received()
    {
        var session = JsonNode.Parse("""[{"startsOn":"2024-02-01","endsOn":"2024-02-02"}]""");
        var registered = await efs.Region74.Create("/v1/internship-sites", Documents.InternshipSite().With("sessions", session));
        var others = await efs.Region27.Create("/v1/internship-sites", Documents.InternshipSite("27"));
        Assert.Equal(
            ["/sites unknown-internship-site"],
            await (await efs.Region74.SendJson("POST", "/v1/events", At(others.Id()))).ReadErrors(422, "events.unknown-internship-site")
        );
        var hosted = await efs.Region74.Create("/v1/events", At(registered.Id()));
        foreach (var (to, held) in new[] { ("running", 1), ("finished", 2) })
        {
            await efs.Region74.Create($"/v1/events/{hosted.Id()}/transitions", new JsonObject { ["to"] = to });
            Assert.Equal(held, (int)(await efs.Region27.GetJson($"/v1/internship-sites/{registered.Id()}"))["sessionsHeld"]!);
        }
        await (
            await efs.Region74.SendJson("DELETE", $"/v1/internship-sites/{registered.Id()}", (string?)null, ("If-Match", "*"))
        ).ReadErrors(409, "registry.in-use");
    }

    private static JsonObject At(Guid internshipSiteId) =>
        Documents
            .Event()
            .With(
                "sites",
                new JsonArray(
                    new JsonObject
                    {
                        ["key"] = "1",
                        ["title"] = "Технопарк",
                        ["name"] = "Детский технопарк",
                        ["internshipSiteId"] = internshipSiteId,
                        ["days"] = new JsonArray("2024-10-10"),
                    }
                )
            );

    [Fact]
    public async Task The_invited_regions_read_an_event_and_do_not_write_it()
    {
        using var stranger = await efs.Client("stranger-of-events", EfsHost.WholeRegion, "70");
        using var federal = await efs.Client("federal-of-events", EfsHost.WholeRegion);
        var theme = $"Тема {Guid.NewGuid():N}";
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event("74", "27").With("theme", theme));
        foreach (var reader in new[] { efs.Region27, federal })
        {
            Assert.True(JsonNode.DeepEquals(hosted, await reader.GetJson(Path(hosted))));
            await reader.GetJson($"{Path(hosted)}/transitions");
            Assert.Equal(1, await Found(reader, theme));
        }
        await (await stranger.GetAsync(Path(hosted))).ReadErrors(404, "registry.not-found");
        await (await stranger.GetAsync($"{Path(hosted)}/transitions")).ReadErrors(404, "registry.not-found");
        Assert.Equal(0, await Found(stranger, theme));
        await (await Patch(efs.Region27, hosted, """{"audience":"Все"}""")).ReadErrors(403, "access.region");
        await (await efs.Region27.SendJson("POST", $"{Path(hosted)}/transitions", """{"to":"running"}""")).ReadErrors(403, "access.region");

        // Where no region is named, every region is invited.
        await (await Patch(efs.Region74, hosted, """{"invitedRegions":[]}""")).ReadJson(200);
        await stranger.GetJson(Path(hosted));
        Assert.Equal(1, await Found(stranger, theme));
    }

    [Fact]
    public async Task A_cancelled_event_is_not_changed()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event());
        Assert.Equal(
            ["/comment required"],
            await (await efs.Region74.SendJson("POST", $"{Path(hosted)}/transitions", """{"to":"cancelled"}""")).ReadErrors(
                400,
                "request.invalid"
            )
        );
        await (await Move(hosted, "cancelled")).ReadJson(201);
        await (await Patch(efs.Region74, hosted, """{"audience":"Все"}""")).ReadErrors(422, "events.closed");
    }

    private static string Path(JsonObject hosted) => $"/v1/events/{hosted.Id()}";

    private static async Task<int> Found(HttpClient reader, string theme) =>
        (await reader.GetJson($"/v1/events?q={Uri.EscapeDataString(theme)}"))["items"]!.AsArray().Count;

    private static Task<HttpResponseMessage> Patch(HttpClient client, JsonObject hosted, string patch) =>
        client.SendJson("PATCH", Path(hosted), patch, ("If-Match", "*"));

    private Task<HttpResponseMessage> Move(JsonObject hosted, string to) =>
        efs.Region74.SendJson("POST", $"{Path(hosted)}/transitions", new JsonObject { ["to"] = to, ["comment"] = "Решение оргкомитета" });
}
