using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Events;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Efs.Api.Tests.Events;

public sealed class EventRegistrationTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly Dictionary<string, string[]> way = new()
    {
        ["applied"] = [],
        ["confirmed"] = ["confirmed"],
        ["waiting"] = ["waiting"],
        ["declined"] = ["declined"],
        ["cancelled"] = ["cancelled"],
        ["attended"] = ["confirmed", "attended"],
        ["absent"] = ["confirmed", "absent"],
    };

    public static TheoryData<string, string> Moves
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var from in RegistrationStateAttribute.Machine.States)
            foreach (var to in RegistrationStateAttribute.Machine.States)
                data.Add(from, to);
            return data;
        }
    }

    [Theory, MemberData(nameof(Moves))]
    public async Task A_registration_moves_as_the_table_says_and_not_otherwise(string from, string to)
    {
        var registration = await Register(await Hosted(new() { ["confirmation"] = "by_organiser" }));
        foreach (var state in way[from])
            await (await Move(efs.Region74, registration, state)).ReadJson(201);
        var response = await Move(efs.Region74, registration, to);
        if (RegistrationStateAttribute.Machine.Next(from).Contains(to))
        {
            await response.ReadJson(201);
            var last = (await efs.Region74.GetJson($"{Path(registration)}/transitions"))["items"]!.AsArray()[^1]!;
            Assert.Equal((from, to), ((string?)last["from"], (string?)last["to"]));
            Assert.Equal(to, await State(registration));
        }
        else
        {
            Assert.Equal(["/to forbidden-move"], await response.ReadErrors(422, "registrations.forbidden-move"));
            Assert.Equal(from, await State(registration));
        }
    }

    [Theory]
    [InlineData("""{"kind":"person"}""", "/title not-with")]
    [InlineData("""{"title":null}""", "/title required")]
    [InlineData("""{"kind":"school_team"}""", "/schoolId required")]
    [InlineData("""{"members":[]}""", "/members required")]
    [InlineData("""{"members":[{"key":"1"}]}""", "/members/0 exactly-one")]
    [InlineData("""{"choices":[{"day":"2024-10-10","siteKey":"1"},{"day":"2024-10-10","siteKey":"2"}]}""", "/choices/1/day repeated-item")]
    public async Task A_registration_is_judged(string change, string error)
    {
        var document = Documents.Registration((await Hosted([])).Id());
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document = document.With(member, value?.DeepClone());
        Assert.Equal([error], await (await Post(document)).ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task Places_are_taken_while_they_are_free_and_go_to_the_first_of_those_who_wait()
    {
        var hosted = await Hosted(new() { ["capacity"] = 2 });
        var first = await Register(hosted);
        var second = await Register(hosted, "27");
        var third = await Register(hosted);
        var fourth = await Register(hosted, "27");
        Assert.Equal(["confirmed", "confirmed", "waiting", "waiting"], await States(first, second, third, fourth));
        Assert.Equal([1, 2, 3, 4], new[] { first, second, third, fourth }.Select(r => (int)r["ordinal"]!));
        Assert.Equal([], await (await Move(efs.Region74, third, "confirmed")).ReadErrors(409, "registrations.no-room"));

        var start = (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");
        await (await Move(efs.Region27, second, "cancelled")).ReadJson(201);
        Assert.Equal(["confirmed", "cancelled", "confirmed", "waiting"], await States(first, second, third, fourth));
        var all = (await efs.Region74.GetJson($"/v1/changes?after={start}"))["items"]!.AsArray();
        var told = all.Single(c => (string?)c!["id"] == third.Text("id"))!;
        Assert.Equal(["state"], told["members"]!.AsArray().Select(m => (string)m!));

        await (await efs.Region74.SendJson("DELETE", Path(first), (string?)null, ("If-Match", "*"))).ReadJson(204);
        Assert.Equal(["confirmed", "confirmed"], await States(third, fourth));
    }

    [Fact]
    public async Task More_places_are_given_to_those_who_wait_and_none_is_taken_away()
    {
        var hosted = await Hosted(new() { ["capacity"] = 1 });
        var all = new[] { await Register(hosted), await Register(hosted), await Register(hosted) };
        await (await PatchEvent(hosted, """{"capacity":2}""")).ReadJson(200);
        Assert.Equal(["confirmed", "confirmed", "waiting"], await States(all));
        await (await PatchEvent(hosted, """{"capacity":1}""")).ReadErrors(409, "events.over-occupied");
        await (await PatchEvent(hosted, """{"quotas":[{"regionCode":"74","places":1}]}""")).ReadErrors(409, "events.over-occupied");
    }

    [Fact]
    public async Task Quotas_and_sites_are_limits_of_their_own()
    {
        var hosted = await Hosted(
            new()
            {
                ["quotas"] = JsonNode.Parse("""[{"regionCode":"74","places":2}]"""),
                ["sites"] = JsonNode.Parse(
                    """
                    [{"key":"a","title":"Первая","name":"Школа","capacity":1,"days":["2024-10-10","2024-10-11"]},
                     {"key":"b","title":"Вторая","name":"Лицей","days":["2024-10-11"]}]
                    """
                ),
            }
        );
        var first = await Register(hosted, "74", """[{"day":"2024-10-10","siteKey":"a"}]""");
        var sameSite = await Register(hosted, "27", """[{"day":"2024-10-10","siteKey":"a"}]""");
        var otherDay = await Register(hosted, "74", """[{"day":"2024-10-11","siteKey":"a"}]""");
        var overQuota = await Register(hosted, "74", """[{"day":"2024-10-11","siteKey":"b"}]""");
        var otherRegion = await Register(hosted, "27", """[{"day":"2024-10-11","siteKey":"b"}]""");
        Assert.Equal(
            ["confirmed", "waiting", "confirmed", "waiting", "confirmed"],
            await States(first, sameSite, otherDay, overQuota, otherRegion)
        );

        // A change of the choice is a wish like any other, and frees the place that it leaves.
        Assert.Equal(
            [],
            await (await Choose(otherRegion, """[{"day":"2024-10-11","siteKey":"a"}]""", "27")).ReadErrors(409, "registrations.no-room")
        );
        await (await Choose(first, """[{"day":"2024-10-11","siteKey":"b"}]""")).ReadJson(200);
        Assert.Equal(["confirmed", "confirmed"], await States(first, sameSite));

        Assert.Equal(
            ["/choices unknown-site"],
            await (await Choose(first, """[{"day":"2024-10-10","siteKey":"b"}]""")).ReadErrors(422, "registrations.unknown-site")
        );
    }

    [Fact]
    public async Task A_team_takes_a_place_for_each_of_its_people_and_one_who_fits_goes_before_it()
    {
        var hosted = await Hosted(new() { ["capacity"] = 2 });
        var first = await Register(hosted);
        var team = await efs.Region74.Create(
            "/v1/registrations",
            Documents.Registration(hosted.Id(), "74", Documents.Newcomer("1"), Documents.Newcomer("2"))
        );
        var single = await Register(hosted);
        Assert.Equal(["confirmed", "waiting", "confirmed"], await States(first, team, single));
        await (await Move(efs.Region74, first, "cancelled")).ReadJson(201);
        Assert.Equal("waiting", await State(team));
        await (await Move(efs.Region74, single, "cancelled")).ReadJson(201);
        Assert.Equal("confirmed", await State(team));
    }

    [Fact]
    public async Task Two_hundred_who_register_at_once_get_fifty_places_in_order()
    {
        // By two instances of the service: the turns of one are not those of the other, the lock is of both.
        await using var app = await RunningApp.Start(efs.Connection);
        using var second = app.With(efs.Region27.DefaultRequestHeaders.Authorization!.Parameter!);
        using var third = await app.Client("region-70-registers", EfsHost.WholeRegion, "70");
        (string Region, HttpClient Client)[] callers = [("74", efs.Region74), ("27", second), ("70", third)];
        var hosted = await Hosted(new() { ["capacity"] = 50 });
        var statuses = await Registries.Concurrently(
            200,
            i => Patiently(callers[i % 3].Client, Documents.Registration(hosted.Id(), callers[i % 3].Region))
        );
        Assert.Equal(new Dictionary<int, int> { [201] = 200 }, statuses);
        var all = await Registered(hosted);
        Assert.Equal(Enumerable.Range(1, 200), all.Select(r => (int)r["ordinal"]!));
        Assert.All(all, r => Assert.Equal((int)r["ordinal"]! <= 50 ? "confirmed" : "waiting", r.Text("state")));
    }

    [Fact]
    public async Task No_site_and_no_quota_is_exceeded_by_those_who_register_at_once_while_places_are_freed()
    {
        using var third = await efs.Client("region-70-withdraws", EfsHost.WholeRegion, "70");
        (string Region, HttpClient Client)[] callers = [("74", efs.Region74), ("27", efs.Region27), ("70", third)];
        var hosted = await Hosted(
            new()
            {
                ["capacity"] = 50,
                ["quotas"] = JsonNode.Parse("""[{"regionCode":"70","places":10}]"""),
                ["sites"] = JsonNode.Parse(
                    """
                    [{"key":"a","title":"Первая","name":"Школа","capacity":15,"days":["2024-10-10"]},
                     {"key":"b","title":"Вторая","name":"Лицей","capacity":40,"days":["2024-10-10"]}]
                    """
                ),
            }
        );
        var statuses = await Registries.Concurrently(
            200,
            async i =>
            {
                var (region, client) = callers[i % 3];
                var choice = new JsonObject { ["day"] = "2024-10-10", ["siteKey"] = i % 2 == 0 ? "a" : "b" };
                var response = await Patiently(client, Documents.Registration(hosted.Id(), region).With("choices", new JsonArray(choice)));
                return i % 4 > 0 ? response : await Move(client, await response.ReadJson(201), "cancelled");
            }
        );
        Assert.Equal(new Dictionary<int, int> { [201] = 200 }, statuses);

        var all = await Registered(hosted);
        Assert.Equal(Enumerable.Range(1, 200), all.Select(r => (int)r["ordinal"]!));
        var states = all.CountBy(r => r.Text("state")).ToDictionary();
        Assert.Equal((50, 50, 100), (states["confirmed"], states["cancelled"], states["waiting"]));
        var confirmed = all.Where(r => r.Text("state") == "confirmed").ToList();
        Assert.InRange(confirmed.Count(r => (string?)r["choices"]![0]!["siteKey"] == "a"), 0, 15);
        Assert.InRange(confirmed.Count(r => (string?)r["choices"]![0]!["siteKey"] == "b"), 0, 40);
        Assert.InRange(confirmed.Count(r => r.Text("regionCode") == "70"), 0, 10);
    }

    [Fact]
    public async Task Those_who_wait_for_one_event_leave_the_connections_to_others()
    {
        var (hosted, other) = (await Hosted([]), await Hosted([]));
        await using var connection = await efs.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var held = new NpgsqlCommand($"SELECT pg_advisory_xact_lock(hashtextextended('events {hosted.Id()}', 0))", connection);
        await held.ExecuteNonQueryAsync();
        var waiting = Enumerable.Range(0, 40).Select(_ => Post(Documents.Registration(hosted.Id()))).ToList();
        await Task.Delay(200);
        for (var i = 0; i < 5; i++)
        {
            await efs.Region27.GetJson($"/v1/events/{other.Id()}");
            await Register(other, "27");
        }
        Assert.DoesNotContain(waiting, request => request.IsCompleted);
        await transaction.RollbackAsync();
        Assert.All(await Task.WhenAll(waiting), response => Assert.Equal(201, (int)response.StatusCode));
    }

    [Fact]
    public async Task The_events_owner_decides_and_the_region_withdraws()
    {
        var hosted = await Hosted(new() { ["confirmation"] = "by_organiser" });
        var registration = await Register(hosted, "27");
        Assert.Equal("applied", registration.Text("state"));
        Assert.Equal("74", registration.Text("eventRegionCode"));
        Assert.Equal(["74"], registration["participantRegions"]!.AsArray().Select(r => (string)r!));

        await (await Move(efs.Region27, registration, "confirmed")).ReadErrors(403, "access.region");
        await (await Move(efs.Region74, registration, "cancelled")).ReadErrors(403, "access.region");
        await (await efs.Region74.SendJson("PATCH", Path(registration), """{"title":"Чужая"}""", ("If-Match", "*"))).ReadErrors(
            403,
            "access.region"
        );
        await (await Move(efs.Region74, registration, "confirmed")).ReadJson(201);
        await (await Move(efs.Region74, registration, "attended")).ReadJson(201);
        Assert.Equal("attended", (await efs.Region27.GetJson(Path(registration))).Text("state"));
        await (await efs.Region27.SendJson("DELETE", Path(registration), (string?)null, ("If-Match", "*"))).ReadErrors(
            409,
            "registry.in-use"
        );
    }

    [Fact]
    public async Task A_registration_is_read_by_its_region_and_the_events_owner_and_by_nobody_else()
    {
        using var other = await efs.Client("invited-too", EfsHost.WholeRegion, "70");
        using var masked = await efs.Client("masked-organiser", ["events:read"], "74");
        var hosted = await Hosted([]);
        var registration = await Register(hosted, "27");
        var list = $"/v1/registrations?eventId={hosted.Id()}";
        Assert.Equal("Приезжая", (string?)(await efs.Region74.GetJson(Path(registration)))["members"]![0]!["lastName"]);
        Assert.Single((await efs.Region74.GetJson(list))["items"]!.AsArray());
        await (await other.GetAsync(Path(registration))).ReadErrors(404, "registry.not-found");
        await (await other.GetAsync($"{Path(registration)}/transitions")).ReadErrors(404, "registry.not-found");
        await (await Move(other, registration, "cancelled")).ReadErrors(404, "registry.not-found");
        Assert.Empty((await other.GetJson(list))["items"]!.AsArray());

        var seen = (await masked.GetJson(list))["items"]!.AsArray().Single()!["members"]![0]!.AsObject();
        Assert.Equal(["id", "key", "role"], seen.Select(m => m.Key).Order());
        await using var command = efs.Owner.CreateCommand("SELECT string_agg(m::text, ' ') FROM events.registration_member m");
        Assert.DoesNotContain("Приезжая", (string)(await command.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_is_not_invited_does_not_register_and_nobody_out_of_time()
    {
        var invited = await efs.Region74.Create("/v1/events", Documents.Event("74", "70"));
        await (await efs.Region27.SendJson("POST", "/v1/registrations", Documents.Registration(invited.Id(), "27"))).ReadErrors(
            422,
            "registrations.unknown-event"
        );
        foreach (var window in new[] { """{"registrationUntil":"2024-10-01"}""", """{"registrationFrom":"2099-01-01"}""" })
        {
            var hosted = await Hosted(JsonNode.Parse(window)!.AsObject());
            await (await Post(Documents.Registration(hosted.Id()))).ReadErrors(422, "registrations.not-open");
        }
        var cancelled = await Hosted([]);
        await efs.Region74.Create(
            $"/v1/events/{cancelled.Id()}/transitions",
            new JsonObject { ["to"] = "cancelled", ["comment"] = "Карантин" }
        );
        await (await Post(Documents.Registration(cancelled.Id()))).ReadErrors(422, "registrations.not-open");
    }

    [Fact]
    public async Task A_person_is_at_one_event_at_a_time()
    {
        var snils = Documents.NewSnils();
        var here = await efs.Region74.Create("/v1/educators", Documents.Educator().With("snils", snils));
        var there = await efs.Region27.Create("/v1/educators", Documents.Educator("27").With("snils", snils));
        var morning = await Hosted(Agenda("09:00", "12:00"));
        var noon = await Hosted(Agenda("11:00", "14:00"));
        var afternoon = await Hosted(Agenda("12:00", "15:00"));
        var first = await efs.Region74.Create("/v1/registrations", Booking(morning, here));
        await (await Post(Booking(morning, here))).ReadErrors(409, "registrations.booked");
        await (await Post(Booking(noon, here))).ReadErrors(409, "registrations.booked");
        await (await efs.Region27.SendJson("POST", "/v1/registrations", Booking(noon, there, "27"))).ReadErrors(
            409,
            "registrations.booked"
        );
        await (await Post(Booking(afternoon, here))).ReadJson(201);
        await (await Move(efs.Region74, first, "cancelled")).ReadJson(201);
        await (await Post(Booking(morning, here))).ReadJson(201);

        var guest = Documents.Newcomer().With("email", "guest@example.ru");
        await (await Post(Documents.Registration(morning.Id(), "74", guest))).ReadJson(201);
        await (await Post(Documents.Registration(noon.Id(), "74", (JsonObject)guest.DeepClone()))).ReadErrors(409, "registrations.booked");

        // Nor does a refusal tell who does not see a guest that it is the same one.
        var other = await efs.Region74.Create(
            "/v1/registrations",
            Documents.Registration(afternoon.Id(), "74", (JsonObject)guest.DeepClone())
        );
        await (await Patch(efs.Region74, $"/v1/events/{afternoon.Id()}", Agenda("09:00", "12:00"))).ReadJson(200);
        using var masked = await efs.Client("books-for-hidden-people", [.. EfsHost.WholeRegion.Except(["educators:personal-data"])], "74");
        var role = JsonNode.Parse("""{"members":[{"key":"1","role":"leader"}]}""")!.AsObject();
        var whole = new JsonObject { ["members"] = new JsonArray(guest.With("role", "leader")) };
        await (await Patch(efs.Region74, Path(other), whole)).ReadErrors(409, "registrations.booked");
        await (await Patch(masked, Path(other), role)).ReadJson(200);

        static Task<HttpResponseMessage> Patch(HttpClient client, string path, JsonObject change) =>
            client.SendJson("PATCH", path, change, ("If-Match", "*"));

        static JsonObject Agenda(string from, string to) =>
            new()
            {
                ["agenda"] = new JsonArray(
                    new JsonObject
                    {
                        ["day"] = "2024-10-10",
                        ["beginsAt"] = from,
                        ["finishesAt"] = to,
                        ["title"] = "Занятие",
                    }
                ),
            };
    }

    [Fact]
    public async Task One_person_who_registers_at_once_for_events_of_the_same_time_gets_one()
    {
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var hosted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Hosted([])));
        var statuses = await Registries.Concurrently(
            8,
            i => Post(Documents.Registration(hosted[i].Id(), "74", new JsonObject { ["key"] = "1", ["educatorId"] = educator.Id() }))
        );
        Assert.Equal((1, 7), (statuses[201], statuses[409]));
    }

    [Fact]
    public async Task An_import_takes_no_more_places_than_there_are()
    {
        var hosted = await Hosted(new() { ["capacity"] = 5 });
        var rows = Enumerable
            .Range(0, 12)
            .Select(i =>
                Documents
                    .Registration(hosted.Id())
                    .With("sourceId", $"import-{hosted.Id()}-{i}")
                    .With("schoolId", i == 2 ? Guid.NewGuid() : null)
            )
            .ToList();
        var import = await efs.Region74.Import("resource=registrations&regionCode=74", ImportClient.Lines(rows));
        Assert.Equal("done created=11 rejected=1", import.Summary());
        var all = (await efs.Region74.GetJson($"/v1/registrations?eventId={hosted.Id()}"))["items"]!.AsArray();
        var counts = all.CountBy(r => (string)r!["state"]!).ToDictionary();
        Assert.Equal((5, 6), (counts["confirmed"], counts["waiting"]));
        Assert.Equal(11, all.Select(r => (int)r!["ordinal"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_dry_run_of_a_file_holds_up_no_region()
    {
        var hosted = await Hosted([]);
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        await using var connection = await efs.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("SELECT FROM schools.school WHERE id = $1 FOR UPDATE", connection, transaction)
        {
            Parameters = { new() { Value = school.Id() } },
        };
        await hold.ExecuteNonQueryAsync();
        var row = Documents.Registration(hosted.Id()).With("sourceId", $"held-{hosted.Id()}").With("schoolId", school.Id());
        var import = await (
            await efs.Region74.Upload("resource=registrations&regionCode=74&dryRun=true", ImportClient.Lines(row))
        ).ReadJson(202);
        await Eventually.True(TimeSpan.FromSeconds(30), Waits, "the import waits for the school");
        await (await efs.Region27.SendJson("POST", "/v1/registrations", Documents.Registration(hosted.Id(), "27"))).ReadJson(201);
        await transaction.RollbackAsync();
        Assert.Equal("done created=1", (await efs.Region74.WaitForEnd(import)).Summary());

        async Task<bool> Waits()
        {
            await using var waiting = efs.Owner.CreateCommand(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
            );
            return (bool)(await waiting.ExecuteScalarAsync())!;
        }
    }

    [Theory]
    [InlineData(501, 1)]
    [InlineData(10, 100)]
    public async Task A_file_that_others_would_wait_for_is_not_written_as_a_whole(int registrations, int people)
    {
        var hosted = await Hosted([]);
        var rows = Enumerable
            .Range(0, registrations)
            .Select(i => Documents.Registration(hosted.Id(), "74", Newcomers(people)).With("sourceId", $"whole-{hosted.Id()}-{i}"));
        var import = await efs.Region74.Import("resource=registrations&regionCode=74&atomic=true", ImportClient.Lines(rows));
        Assert.Equal("failed imports.too-many-at-once", $"{import.Text("state")} {import["problem"]!["code"]}");
        Assert.Empty((await efs.Region74.GetJson($"/v1/registrations?eventId={hosted.Id()}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_region_does_not_learn_of_events_that_it_can_not_read()
    {
        var snils = Documents.NewSnils();
        var here = await efs.Region74.Create("/v1/educators", Documents.Educator().With("snils", snils));
        var there = await efs.Region27.Create("/v1/educators", Documents.Educator("27").With("snils", snils));
        var closed = await efs.Region27.Create("/v1/events", Documents.Event("27", "27"));
        await efs.Region27.Create("/v1/registrations", Booking(closed, there, "27"));
        await efs.Region74.Create("/v1/registrations", Booking(await Hosted([]), here));
        await (await efs.Region27.SendJson("POST", "/v1/registrations", Booking(await Hosted([]), there, "27"))).ReadErrors(
            409,
            "registrations.booked"
        );
    }

    [Fact]
    public async Task Attendance_is_marked_at_once_by_the_events_owner_and_counted()
    {
        var hosted = await Hosted(new() { ["capacity"] = 3 });
        var (here, there, absent) = (await Register(hosted), await Register(hosted, "27"), await Register(hosted));
        var waiting = await Register(hosted);
        var list = new JsonObject
        {
            ["attended"] = new JsonArray(here.Text("id"), there.Text("id")),
            ["absent"] = new JsonArray(absent.Text("id")),
        };
        var path = $"/v1/events/{hosted.Id()}/attendance";
        await (await efs.Region27.SendJson("POST", path, list)).ReadErrors(403, "access.region");
        await (
            await efs.Region74.SendJson("POST", path, new JsonObject { ["attended"] = new JsonArray(here.Text("id"), waiting.Text("id")) })
        ).ReadErrors(422, "registrations.not-confirmed");
        Assert.Equal(["confirmed", "confirmed", "confirmed", "waiting"], await States(here, there, absent, waiting));

        foreach (var changed in new[] { 3, 0 })
            Assert.Equal(changed, (int)(await (await efs.Region74.SendJson("POST", path, list)).ReadJson(200))["changed"]!);
        Assert.Equal(["attended", "attended", "absent", "waiting"], await States(here, there, absent, waiting));

        var participation = $"/v1/events/{hosted.Id()}/participation";
        Assert.Equal(
            """[{"key":"27","people":1,"confirmed":1,"attended":1},{"key":"74","people":3,"confirmed":2,"attended":1}]""",
            (await efs.Region74.GetJson(participation))["byRegion"]!.ToJsonString()
        );
        Assert.Equal(
            """[{"key":"27","people":1,"confirmed":1,"attended":1}]""",
            (await efs.Region27.GetJson(participation))["byRegion"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task A_registration_that_is_closed_takes_the_same_document_and_no_other()
    {
        var registration = await Register(await Hosted([]));
        await (await Move(efs.Region74, registration, "cancelled")).ReadJson(201);
        var closed = await efs.Region74.GetJson(Path(registration));
        var same = await (await efs.Region74.SendJson("PUT", Path(registration), closed.ToFields(), ("If-Match", "*"))).ReadJson(200);
        Assert.True(JsonNode.DeepEquals(closed, same));
        await (
            await efs.Region74.SendJson("PUT", Path(registration), closed.ToFields().With("title", "Другая"), ("If-Match", "*"))
        ).ReadErrors(422, "registrations.closed");
    }

    // Those who wait for the event hold no connection: many at once leave connections to others, and none is sent away.
    [Fact]
    public async Task Many_who_are_moved_at_once_wait_their_turn()
    {
        var hosted = await Hosted([]);
        var registrations = new List<JsonObject>();
        for (var i = 0; i < 80; i++)
            registrations.Add(await Register(hosted));
        var statuses = await Registries.Concurrently(80, i => Move(efs.Region74, registrations[i], "cancelled"));
        Assert.Equal([(201, 80)], statuses.Select(s => (s.Key, s.Value)));
    }

    [Fact]
    public async Task People_are_read_after_a_rotation_of_the_keys()
    {
        var registration = await Register(await Hosted([]));
        await efs.Services.GetRequiredService<KeyStore>().Add(default);
        var reencryption = efs.Services.GetServices<IReencryption>().OfType<MemberReencryption>().Single();
        Assert.True(await reencryption.Run(default) > 0);
        Assert.Equal(0, await reencryption.Run(default));
        Assert.Equal("Приезжая", (string?)(await efs.Region74.GetJson(Path(registration)))["members"]![0]!["lastName"]);
    }

    private static JsonObject[] Newcomers(int number) => [.. Enumerable.Range(1, number).Select(i => Documents.Newcomer($"{i}"))];

    private static JsonObject Booking(JsonObject hosted, JsonObject educator, string region = "74") =>
        Documents.Registration(hosted.Id(), region, new JsonObject { ["key"] = "1", ["educatorId"] = educator.Id() });

    private static string Path(JsonObject registration) => $"/v1/registrations/{registration.Id()}";

    private async Task<JsonObject> Hosted(JsonObject members)
    {
        var document = Documents.Event();
        foreach (var (member, value) in members)
            document = document.With(member, value?.DeepClone());
        return await efs.Region74.Create("/v1/events", document);
    }

    private async Task<List<JsonObject>> Registered(JsonObject hosted) =>
        [.. (await efs.Region74.ReadNdjson($"/v1/registrations/export?eventId={hosted.Id()}")).OrderBy(r => (int)r["ordinal"]!)];

    private HttpClient Of(string region) => region == "27" ? efs.Region27 : efs.Region74;

    // A busy service asks a client with many requests under way to come again.
    private static async Task<HttpResponseMessage> Patiently(HttpClient client, JsonObject document)
    {
        while (true)
            if (await client.SendJson("POST", "/v1/registrations", document) is { StatusCode: not HttpStatusCode.TooManyRequests } response)
                return response;
    }

    private Task<HttpResponseMessage> Post(JsonObject document) => efs.Region74.SendJson("POST", "/v1/registrations", document);

    private Task<JsonObject> Register(JsonObject hosted, string region = "74", string choices = "[]") =>
        Of(region).Create("/v1/registrations", Documents.Registration(hosted.Id(), region).With("choices", JsonNode.Parse(choices)));

    private Task<HttpResponseMessage> Choose(JsonObject registration, string choices, string region = "74") =>
        Of(region).SendJson("PATCH", Path(registration), new JsonObject { ["choices"] = JsonNode.Parse(choices) }, ("If-Match", "*"));

    private Task<HttpResponseMessage> PatchEvent(JsonObject hosted, string patch) =>
        efs.Region74.SendJson("PATCH", $"/v1/events/{hosted.Id()}", patch, ("If-Match", "*"));

    private static Task<HttpResponseMessage> Move(HttpClient client, JsonObject registration, string to) =>
        client.SendJson("POST", $"{Path(registration)}/transitions", new JsonObject { ["to"] = to, ["comment"] = "Решение оргкомитета" });

    private async Task<string> State(JsonObject registration) => (await efs.Region74.GetJson(Path(registration))).Text("state");

    private async Task<string[]> States(params JsonObject[] registrations) => await Task.WhenAll(registrations.Select(State));
}
