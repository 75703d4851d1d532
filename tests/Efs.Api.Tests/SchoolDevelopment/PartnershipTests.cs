using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.SchoolDevelopment;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.SchoolDevelopment;

/// <summary>Region 74 has a partnership with region 27.</summary>
public sealed class PartnershipTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("""{"partnerRegionCode":"74"}""", "/partnerRegionCode same-region")]
    [InlineData("""{"startsOn":"2023-01-02","endsOn":"2023-01-01"}""", "/endsOn date-order")]
    [InlineData(
        """{"events":[{"kind":"ball","title":"Бал","startsOn":"2023-05-01","participants":["pupils"],"state":"held"}]}""",
        "/events/0/kind not-one-of"
    )]
    [InlineData(
        """
            {"events":[{"kind":"seminar","title":"PRO развитие","startsOn":"2023-05-02","endsOn":"2023-05-01","participants":[],
                "state":"planned","result":"Да"}]}
            """,
        "/events/0/endsOn date-order",
        "/events/0/participants required",
        "/events/0/result together-only"
    )]
    public async Task A_member_is_judged(string change, params string[] errors)
    {
        var document = await efs.Region74.Document("partnerships");
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document[member] = value?.DeepClone();
        var response = await efs.Region74.SendJson("POST", "/v1/partnerships", document);
        Assert.Equal(errors, (await response.ReadErrors(400, "request.invalid")).Order());
    }

    [Fact]
    public async Task Each_side_writes_its_own()
    {
        var made = await Made();
        var path = $"/v1/partnerships/{made.Id()}";
        var side = Side(await School("27"), "Учитель учителю");

        await (await efs.Region74.SendJson("PUT", $"{path}/partner", side, ("If-Match", "*"))).ReadErrors(403, "access.region");
        await (await efs.Region27.SendJson("PATCH", path, """{"place":"Хабаровск"}""", ("If-Match", "*"))).ReadErrors(403, "access.region");
        await (await efs.Region27.SendJson("PUT", $"{path}/partner", side)).ReadErrors(428, "registry.needs-version");

        var written = await (await efs.Region27.SendJson("PUT", $"{path}/partner", side, ("If-Match", "\"1\""))).ReadJson(200);
        Assert.Equal(2, written.Version());
        Assert.True(JsonNode.DeepEquals(side["events"], written["partner"]!["events"]));
        Assert.True(JsonNode.DeepEquals(made["events"], written["events"]));
        var again = await (await efs.Region27.SendJson("PUT", $"{path}/partner", side, ("If-Match", "\"2\""))).ReadJson(200);
        Assert.True(JsonNode.DeepEquals(written, again));
        var patched = await (await efs.Region74.SendJson("PATCH", path, """{"place":"Челябинск"}""", ("If-Match", "\"2\""))).ReadJson(200);
        Assert.True(JsonNode.DeepEquals(written["partner"], patched["partner"]));
    }

    [Fact]
    public async Task The_partners_school_is_of_its_region_and_stays_while_it_is_named()
    {
        var path = $"/v1/partnerships/{(await Made()).Id()}";
        Assert.Equal(
            ["/schoolId unknown-partner-school"],
            await (await efs.Region27.SendJson("PUT", $"{path}/partner", Side(await School("74")), ("If-Match", "*"))).ReadErrors(
                422,
                "partnerships.unknown-partner-school"
            )
        );
        var school = await efs.Region27.Create("/v1/schools", Documents.School("27").With("sourceId", $"s-{Guid.NewGuid():N}"));
        var side = Side(school.Id()).With("schoolId", $"source:{school.Text("sourceId")}");
        var written = await (await efs.Region27.SendJson("PUT", $"{path}/partner", side, ("If-Match", "*"))).ReadJson(200);
        Assert.Equal(school.Text("id"), (string?)written["partner"]!["schoolId"]);
        foreach (var client in new[] { efs.Region27, efs.Region74 })
        {
            var found = await client.GetJson($"/v1/partnerships?schoolId={school.Id()}");
            Assert.Equal(written.Text("id"), (string?)found["items"]![0]!["id"]);
        }
        await (await efs.Region27.SendJson("DELETE", $"/v1/schools/{school.Id()}", (string?)null, ("If-Match", "*"))).ReadErrors(
            409,
            "registry.in-use"
        );
        await (await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "*"))).ReadJson(204);
        await (await efs.Region27.SendJson("DELETE", $"/v1/schools/{school.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
    }

    [Fact]
    public async Task Signing_needs_both_sides()
    {
        using var third = await efs.Client("third", EfsHost.WholeRegion, "70", "74");
        var path = $"/v1/partnerships/{(await Made()).Id()}";
        await (await Sign(efs.Region27, path, "27")).ReadErrors(422, "partnerships.no-partner-school");
        await (await efs.Region27.SendJson("PUT", $"{path}/partner", Side(await School("27")), ("If-Match", "*"))).ReadJson(200);
        await (await Sign(efs.Region27, path, "74")).ReadErrors(403, "access.region");
        await (await Sign(third, path, "70")).ReadErrors(422, "partnerships.not-a-side");
        Assert.Equal(
            ["/signedOn in-future"],
            await (await efs.Region74.SendJson("POST", $"{path}/signatures", """{"regionCode":"74","signedOn":"2099-01-01"}""")).ReadErrors(
                400,
                "request.invalid"
            )
        );

        Assert.Equal("signing", (await (await Sign(efs.Region27, path, "27")).ReadJson(200)).Text("state"));
        await (await Sign(efs.Region27, path, "27")).ReadErrors(409, "partnerships.signed-already");
        await (await efs.Region27.SendJson("PUT", $"{path}/partner", Side(await School("27")), ("If-Match", "*"))).ReadErrors(
            422,
            "partnerships.signed"
        );
        await (await efs.Region74.SendJson("PATCH", path, """{"place":"Другое"}""", ("If-Match", "*"))).ReadErrors(
            422,
            "partnerships.signed"
        );
        await (await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "*"))).ReadErrors(409, "registry.in-use");
        await (
            await efs.Region74.SendJson(
                "PATCH",
                path,
                new JsonObject { ["events"] = new JsonArray(Documents.JointEvent("Патриотический десант")) },
                ("If-Match", "*")
            )
        ).ReadJson(200);
        var active = await (await Sign(efs.Region74, path, "74")).ReadJson(200);
        Assert.Equal("active", active.Text("state"));
        Assert.Equal(["27", "74"], active["signatures"]!.AsArray().Select(s => (string?)s!["regionCode"]));
    }

    [Fact]
    public async Task Both_sides_that_sign_at_once_have_signed()
    {
        for (var i = 0; i < 20; i++)
        {
            var path = $"/v1/partnerships/{(await Partnered()).Id()}";
            var statuses = await Registries.Concurrently(
                8,
                n => n % 2 == 0 ? Sign(efs.Region74, path, "74") : Sign(efs.Region27, path, "27")
            );
            Assert.Equal([(200, 2), (409, 6)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
            var record = await efs.Region74.GetJson(path);
            Assert.Equal("active", record.Text("state"));
            Assert.Equal(["27", "74"], record["signatures"]!.AsArray().Select(s => (string?)s!["regionCode"]).Order());
        }
    }

    [Fact]
    public async Task Of_two_sides_that_edit_one_version_one_is_told_to_read_again_and_nothing_is_lost()
    {
        for (var i = 0; i < 20; i++)
        {
            var record = await Partnered();
            var path = $"/v1/partnerships/{record.Id()}";
            var tag = ("If-Match", $"\"{record.Version()}\"");
            var side = Side(Guid.Parse((string)record["partner"]!["schoolId"]!), $"Событие партнёра {i}");
            Func<(string, string), Task<HttpResponseMessage>> partner = t => efs.Region27.SendJson("PUT", $"{path}/partner", side, t),
                owner = t => efs.Region74.SendJson("PATCH", path, new JsonObject { ["place"] = $"Место {i}" }, t);
            var statuses = await Registries.Concurrently(2, n => n == 0 ? partner(tag) : owner(tag));
            Assert.Equal([(200, 1), (412, 1)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
            var after = await efs.Region74.GetJson(path);
            var isPartners = (string?)after["partner"]!["events"]![0]!["title"] == $"Событие партнёра {i}";
            await (await (isPartners ? owner : partner)(("If-Match", $"\"{after.Version()}\""))).ReadJson(200);
            after = await efs.Region27.GetJson(path);
            Assert.Equal(
                ($"Место {i}", $"Событие партнёра {i}"),
                (after.Text("place"), (string)after["partner"]!["events"]![0]!["title"]!)
            );
        }
    }

    [Fact]
    public async Task Regions_that_write_to_each_other_at_once_do_not_wait_for_each_other_for_ever()
    {
        var (one, other) = (
            await Made(),
            await efs.Region27.Create("/v1/partnerships", Documents.Partnership(await School("27"), "27", "74"))
        );
        var statuses = await Registries.Concurrently(
            64,
            i =>
                (i % 2 == 0 ? efs.Region74 : efs.Region27).SendJson(
                    "PATCH",
                    $"/v1/partnerships/{(i % 2 == 0 ? one : other).Id()}",
                    new JsonObject { ["place"] = $"Место {i}" },
                    ("If-Match", "*")
                )
        );
        Assert.Equal([(200, 64)], statuses.Select(s => (s.Key, s.Value)));
    }

    [Fact]
    public async Task Both_regions_are_told()
    {
        var heads = (await Head(efs.Region74), await Head(efs.Region27));
        var record = await Partnered();
        Assert.Equal(["74 create", "74 update"], await Told(efs.Region74, heads.Item1, record.Id()));
        Assert.Equal(["27 create", "27 update"], await Told(efs.Region27, heads.Item2, record.Id()));
    }

    [Fact]
    public async Task Both_regions_read_it_and_no_other()
    {
        using var stranger = await efs.Client("no-side", EfsHost.WholeRegion, "70");
        var made = await Made();
        var path = $"/v1/partnerships/{made.Id()}";
        foreach (var query in new[] { "", "&regionCode=74", "&sort=-updatedAt", "&partnerRegionCode=27" })
        {
            var list = $"/v1/partnerships?schoolId={made.Text("schoolId")}{query}";
            Assert.True(JsonNode.DeepEquals(made, Assert.Single((await efs.Region27.GetJson(list))["items"]!.AsArray())));
            Assert.Empty((await stranger.GetJson(list))["items"]!.AsArray());
        }
        Assert.True(JsonNode.DeepEquals(made, await efs.Region27.GetJson(path)));
        await (await stranger.GetAsync(path)).ReadErrors(404, "registry.not-found");
        foreach (var (method, body) in new[] { ("PUT", (JsonNode?)made.ToFields()), ("PATCH", new JsonObject()), ("DELETE", null) })
            await (await efs.Region27.SendJson(method, path, body, ("If-Match", "*"))).ReadErrors(403, "access.region");
        Assert.True(JsonNode.DeepEquals(made, await efs.Region74.GetJson(path)));
    }

    // Each state is led to, and each end is tried from it.
    [Fact]
    public async Task A_partnership_ends_as_its_table_says()
    {
        var machine = PartnershipStateAttribute.Machine;
        foreach (var state in machine.States)
        foreach (var to in new[] { "completed", "terminated" })
        {
            var path = await In(state);
            var response = await End(path, to);
            if (!machine.Next(state).Contains(to))
            {
                await response.ReadErrors(422, "partnerships.forbidden-move");
                continue;
            }
            var ended = await response.ReadJson(200);
            Assert.Equal((to, "27"), (ended.Text("state"), (string?)ended["ending"]!["regionCode"]));
            await (await efs.Region74.SendJson("PATCH", path, """{"events":[]}""", ("If-Match", "*"))).ReadErrors(
                422,
                "partnerships.ended"
            );
        }
    }

    private async Task<string> In(string state)
    {
        var path = $"/v1/partnerships/{(await Partnered()).Id()}";
        if (state is "signing" or "active" or "completed")
            await (await Sign(efs.Region74, path, "74")).ReadJson(200);
        if (state is "active" or "completed")
            await (await Sign(efs.Region27, path, "27")).ReadJson(200);
        if (state is "completed" or "terminated")
            await (await End(path, state)).ReadJson(200);
        Assert.Equal(state, (await efs.Region74.GetJson(path)).Text("state"));
        return path;
    }

    private Task<HttpResponseMessage> End(string path, string to) =>
        efs.Region27.SendJson("POST", $"{path}/transitions", new JsonObject { ["to"] = to, ["regionCode"] = "27" });

    private static Task<HttpResponseMessage> Sign(HttpClient client, string path, string region) =>
        client.SendJson("POST", $"{path}/signatures", new JsonObject { ["regionCode"] = region });

    private static async Task<string> Head(HttpClient client) => (await client.GetJson("/v1/changes/head")).Text("cursor");

    private static async Task<string[]> Told(HttpClient client, string head, Guid id)
    {
        var page = await client.GetJson($"/v1/changes?after={Uri.EscapeDataString(head)}&resource=partnerships");
        return
        [
            .. page["items"]!.AsArray().Where(c => (string?)c!["id"] == id.ToString()).Select(c => $"{c!["regionCode"]} {c["operation"]}"),
        ];
    }

    private async Task<JsonObject> Made() =>
        await efs.Region74.Create("/v1/partnerships", Documents.Partnership(await School("74"), "74", "27"));

    private async Task<JsonObject> Partnered()
    {
        var path = $"/v1/partnerships/{(await Made()).Id()}/partner";
        return await (await efs.Region27.SendJson("PUT", path, Side(await School("27")), ("If-Match", "*"))).ReadJson(200);
    }

    private static JsonObject Side(Guid schoolId, string title = "Телемост") =>
        new() { ["schoolId"] = schoolId, ["events"] = new JsonArray(Documents.JointEvent(title)) };

    private async Task<Guid> School(string region) =>
        (await (region == "74" ? efs.Region74 : efs.Region27).Create("/v1/schools", Documents.School(region))).Id();
}
