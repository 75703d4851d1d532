using System.Text.Json.Nodes;
using Efs.Api.Modules.Contests;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Contests;

public sealed class ContestApplicationTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly Dictionary<string, string[]> way = new()
    {
        ["draft"] = [],
        ["submitted"] = ["submitted"],
        ["withdrawn"] = ["withdrawn"],
        ["admitted"] = ["submitted", "admitted"],
        ["rejected"] = ["submitted", "rejected"],
    };

    public static TheoryData<string, string> Moves
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var from in ApplicationStateAttribute.Machine.States)
            foreach (var to in ApplicationStateAttribute.Machine.States)
                data.Add(from, to);
            return data;
        }
    }

    [Theory, MemberData(nameof(Moves))]
    public async Task An_application_moves_as_the_table_says_and_not_otherwise(string from, string to)
    {
        var season = await ContestSeason.Open(efs);
        var application = await season.Draft();
        foreach (var state in way[from])
            await (await season.Move(application, state, "74")).ReadJson(201);
        var response = await season.Move(application, to, "74");
        if (ApplicationStateAttribute.Machine.Next(from).Contains(to))
        {
            await response.ReadJson(201);
            var last = (await efs.Region74.GetJson($"{ContestSeason.PathOf(application)}/transitions"))["items"]!.AsArray()[^1]!;
            Assert.Equal((from, to), ((string?)last["from"], (string?)last["to"]));
            Assert.Equal(to, (await Read(application)).Text("state"));
        }
        else
        {
            Assert.Equal(["/to forbidden-move"], await response.ReadErrors(422, "contest-applications.forbidden-move"));
            Assert.Equal(from, (await Read(application)).Text("state"));
        }
    }

    [Fact]
    public async Task All_conditions_that_are_broken_are_named_at_once()
    {
        var snils = Documents.NewSnils();
        var season = await ContestSeason.Open(
            efs,
            """
            {"categories":["student"],"ageOn":"2023-03-27","minimumAge":18,"maximumAge":35,"minimumTeam":3,"maximumTeam":5,
             "roles":[{"role":"leader","minimum":1,"maximum":1}]}
            """
        );
        var application = await season.Draft(
            "74",
            Student("1", "2005-03-28", snils),
            Student("2", "1987-03-27", snils).With("category", "educator"),
            Student("3", "2000-01-01").With("snils", null).With("birthDate", null),
            Student("4", "1988-03-27")
        );
        Assert.Equal(
            [
                "/members team-roles",
                "/members/0/birthDate age",
                "/members/1/category not-one-of",
                "/members/1/birthDate age",
                "/members/2/snils required",
                "/members/2/birthDate required",
                "/members/1 repeated-item",
            ],
            await (await season.Move(application, "submitted", "74")).ReadErrors(422, "contest-applications.ineligible")
        );
        await season.Move("running");
        var two = await efs.Region74.SendJson(
            "PATCH",
            ContestSeason.PathOf(application),
            new JsonObject { ["members"] = new JsonArray(Student("1", "2005-03-27").With("role", "leader"), Student("2", "1987-03-28")) },
            ("If-Match", "*")
        );
        await two.ReadJson(200);
        Assert.Equal(
            ["/contestId contest-not-open", "/members team-size"],
            await (await season.Move(application, "submitted", "74")).ReadErrors(422, "contest-applications.ineligible")
        );
    }

    [Theory]
    [InlineData("""{"opensOn":"2099-01-01"}""", "before-window")]
    [InlineData("""{"closesOn":"2024-01-01"}""", "after-window")]
    public async Task Applications_are_taken_in_their_time(string window, string error)
    {
        var stage = JsonNode.Parse("""{"key":"application","kind":"application"}""")!.AsObject();
        foreach (var (member, value) in JsonNode.Parse(window)!.AsObject())
            stage[member] = value!.DeepClone();
        var season = await ContestSeason.Open(efs, more: new JsonObject { ["stages"] = new JsonArray(stage) }.ToJsonString());
        Assert.Equal(
            [$"/contestId {error}"],
            await (await season.Move(await season.Draft(), "submitted", "74")).ReadErrors(422, "contest-applications.ineligible")
        );
    }

    [Fact]
    public async Task The_age_of_an_educator_is_judged_for_those_who_may_see_it()
    {
        var season = await ContestSeason.Open(efs, """{"ageOn":"2023-03-27","minimumAge":120}""");
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var application = await season.Draft("74", Educator(educator));
        using var masked = await efs.Client("masked-applicant", ["contests:read", "contests:write"], "74");
        var path = $"{ContestSeason.PathOf(application)}/transitions";
        await (await masked.SendJson("POST", path, """{"to":"submitted"}""")).ReadErrors(403, "access.scope");
        var response = await efs.Region74.SendJson("POST", path, """{"to":"submitted"}""");
        Assert.Equal(["/members/0/birthDate age"], await response.ReadErrors(422, "contest-applications.ineligible"));
        Assert.DoesNotContain(educator.Text("birthDate"), await response.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_applies_for_a_track_once_alone_or_in_a_team_from_whatever_region()
    {
        var season = await ContestSeason.Open(efs, """{"maximumTeam":3}""");
        var snils = Documents.NewSnils();
        var here = await efs.Region74.Create("/v1/educators", Documents.Educator().With("snils", snils));
        var there = await efs.Region27.Create("/v1/educators", Documents.Educator("27").With("snils", snils));
        var first = await season.Draft("74", Educator(here));
        await (await season.Move(first, "submitted", "74")).ReadJson(201);
        await Refused(await season.Draft("74", Documents.Contestant(), Educator(here, "2")), "74", "/members/1 entered-already");
        await Refused(await season.Draft("27", Educator(there)), "27", "/members/0 entered-already");
        await Refused(await season.Draft("27", Documents.Contestant(snils: snils)), "27", "/members/0 entered-already");

        var otherTrack = await efs.Region74.Create(
            "/v1/contest-applications",
            Documents.ContestApplication(season.Id, "74", Educator(here)).With("track", "other")
        );
        await (await season.Move(otherTrack, "submitted", "74")).ReadJson(201);
        await (await season.Move(first, "withdrawn", "74")).ReadJson(201);
        await (await season.Move(await season.Draft("27", Educator(there)), "submitted", "27")).ReadJson(201);

        async Task Refused(JsonObject application, string region, string error) =>
            Assert.Equal(
                [error],
                await (await season.Move(application, "submitted", region)).ReadErrors(422, "contest-applications.ineligible")
            );
    }

    [Fact]
    public async Task Of_those_who_submit_one_person_at_once_one_succeeds_and_numbers_have_no_gaps()
    {
        var season = await ContestSeason.Open(efs);
        var snils = Documents.NewSnils();
        var same = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => season.Draft(i % 2 == 0 ? "74" : "27", Documents.Contestant(snils: snils)))
        );
        var others = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => season.Draft(i % 2 == 0 ? "74" : "27")));
        JsonObject[] all = [.. same, .. others];
        var statuses = await Registries.Concurrently(20, i => season.Move(all[i], "submitted", all[i].Text("regionCode")));
        Assert.Equal((13, 7), (statuses[201], statuses[422]));
        var list = (await efs.Region74.GetJson($"/v1/contest-applications?contestId={season.Id}&state=submitted"))["items"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, 13), list.Select(a => (int)a!["submissionNumber"]!).Order());
    }

    [Fact]
    public async Task The_contests_owner_reads_what_is_submitted_and_decides_and_the_region_does_the_rest()
    {
        var season = await ContestSeason.Open(efs);
        var application = await season.Draft("27", Documents.Contestant(lastName: "Скрытная"));
        await (await efs.Region74.GetAsync(ContestSeason.PathOf(application))).ReadErrors(404, "registry.not-found");
        await (await season.Move(application, "submitted", "27")).ReadJson(201);
        var seen = await Read(application);
        Assert.Equal(("Скрытная", 1), ((string?)seen["members"]![0]!["lastName"], (int)seen["submissionNumber"]!));
        using var masked = await efs.Client("masked-organiser-of-a-contest", ["contests:read"], "74");
        Assert.Equal(
            ["category", "id", "key", "role"],
            (await masked.GetJson(ContestSeason.PathOf(application)))["members"]![0]!.AsObject().Select(m => m.Key).Order()
        );
        using var third = await efs.Client("another-region-of-a-contest", EfsHost.WholeRegion, "70");
        await (await third.GetAsync(ContestSeason.PathOf(application))).ReadErrors(404, "registry.not-found");

        await (await season.Move(application, "admitted", "27")).ReadErrors(403, "access.region");
        await (await season.Move(application, "withdrawn", "74")).ReadErrors(403, "access.region");
        Assert.Equal([], await (await Patch(application, "27")).ReadErrors(422, "contest-applications.closed"));
        await (await season.Move(application, "draft", "27")).ReadJson(201);
        await (await Patch(application, "27")).ReadJson(200);
        await (await season.Move(application, "submitted", "27")).ReadJson(201);
        await (await season.Move(application, "admitted", "74")).ReadJson(201);
        await (await efs.Region27.SendJson("DELETE", ContestSeason.PathOf(application), (string?)null, ("If-Match", "*"))).ReadErrors(
            409,
            "registry.in-use"
        );
    }

    [Fact]
    public async Task A_region_that_is_not_invited_does_not_apply_and_nobody_for_a_track_that_is_not_there()
    {
        var season = await ContestSeason.Open(efs, more: """{"invitedRegions":["39"]}""");
        await (await efs.Region27.SendJson("POST", "/v1/contest-applications", Documents.ContestApplication(season.Id, "27"))).ReadErrors(
            422,
            "contest-applications.unknown-contest"
        );
        await (
            await efs.Region74.SendJson("POST", "/v1/contest-applications", Documents.ContestApplication(season.Id).With("track", "nosuch"))
        ).ReadErrors(422, "contest-applications.unknown-track");
    }

    [Fact]
    public async Task What_describes_a_person_is_stored_encrypted_and_again_with_a_new_key()
    {
        var season = await ContestSeason.Open(efs);
        var application = await season.Draft("74", Documents.Contestant(lastName: "Тайная", snils: Documents.NewSnils()));
        await using var command = efs.Owner.CreateCommand("SELECT string_agg(m::text, ' ') FROM contests.applicant m");
        var stored = (string)(await command.ExecuteScalarAsync())!;
        foreach (var member in new[] { "lastName", "snils", "birthDate", "organisation" })
            Assert.DoesNotContain((string)application["members"]![0]![member]!, stored, StringComparison.Ordinal);
        await Reseal(efs.Services);
        Assert.Equal("Тайная", (string?)(await Read(application))["members"]![0]!["lastName"]);
    }

    [Theory]
    [InlineData("2005-03-27", "2023-03-27", 18)]
    [InlineData("2005-03-28", "2023-03-27", 17)]
    [InlineData("2004-02-29", "2023-02-28", 18)]
    [InlineData("2004-02-29", "2023-03-01", 19)]
    public void Ages_are_in_full_years(string born, string on, int age) =>
        Assert.Equal(
            age,
            Admission.AgeOf(
                DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture),
                DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture)
            )
        );

    private static async Task Reseal(IServiceProvider services)
    {
        await services.GetRequiredService<KeyStore>().Add(default);
        Assert.True(await services.GetServices<IReencryption>().OfType<ApplicantReencryption>().Single().Run(default) > 0);
    }

    private static JsonObject Student(string key, string birthDate, string? snils = null) =>
        Documents.Contestant(key, snils: snils).With("category", "student").With("birthDate", birthDate);

    private static JsonObject Educator(JsonObject educator, string key = "1") =>
        new()
        {
            ["key"] = key,
            ["educatorId"] = educator.Id(),
            ["category"] = "educator",
        };

    private Task<JsonObject> Read(JsonObject application) => efs.Region74.GetJson(ContestSeason.PathOf(application));

    private Task<HttpResponseMessage> Patch(JsonObject application, string region) =>
        (region == "74" ? efs.Region74 : efs.Region27).SendJson(
            "PATCH",
            ContestSeason.PathOf(application),
            """{"title":"Другое название"}""",
            ("If-Match", "*")
        );
}
