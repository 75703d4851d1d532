using System.Text.Json.Nodes;
using Efs.Api.Modules.Contests;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Contests;

public sealed class StageResultTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Test = ContestSeason.Test,
        Final = ContestSeason.Final;

    [Fact]
    public async Task A_season_goes_from_applications_to_winners()
    {
        var season = await ContestSeason.Open(
            efs,
            test: """{"maximumScore":100,"minimumScore":50,"regions":[{"regionCode":"27","minimumScore":40}],"capacity":3}""",
            final: """{"capacity":1}""",
            more: """{"tieBreakers":["earlier_stages"],"ties":"none_pass"}"""
        );
        var (a, b, c) = (await season.Admitted(), await season.Admitted("27"), await season.Admitted());
        var (d, e) = (await season.Admitted("27"), await season.Admitted());
        await season.Move("running");
        Assert.Equal(4, (int)(await (await season.Record(Test, (a, 90), (b, 45), (c, 45), (d, 70.5m))).ReadJson(200))["changed"]!);
        Assert.Equal(0, (int)(await (await season.Record(Test, (a, 90))).ReadJson(200))["changed"]!);
        Assert.Equal("-? -? -? -?", await season.Decided(Test));

        var passing = await season.Compute(Test);
        Assert.Equal(
            """{"track":"teachers","applications":5,"passed":3,"lowestScore":45}""",
            passing["tracks"]!.AsArray().Single()!.ToJsonString()
        );
        Assert.Equal("1 3 3below_minimum 2 -absent", await season.Decided(Test));
        Assert.Equal("3 2", await season.Decided(Test, "27"));
        Assert.Equal(0, (int)(await season.Compute(Test))["changed"]!);

        // Only who has passed takes part in the next stage; of equals there the better one in the test wins.
        Assert.Equal(
            ["/results/1/applicationId not-in-stage"],
            await (await season.Record(Final, (a, 8), (e, 9))).ReadErrors(422, "contests.unfit-results")
        );
        await (await season.Record(Final, (a, 8), (b, 8), (d, null))).ReadJson(200);
        await season.Compute(Final);
        Assert.Equal("1 2capacity -absent", await season.Decided(Final));
        var winners = (await efs.Region74.GetJson($"{season.Path}/stages/{Final}/results?outcome=passed"))["items"]!.AsArray();
        Assert.Equal(a.Text("id"), (string?)winners.Single()!["applicationId"]);

        Assert.Equal(
            [
                "application   5 5 5 5",
                "application  27 2 2 2 2",
                "application  74 3 3 3 3",
                "application teachers  5 5 5 5",
                "application teachers 27 2 2 2 2",
                "application teachers 74 3 3 3 3",
                "test   4 4 3 3",
                "test  27 2 2 2 2",
                "test  74 2 2 1 1",
                "test teachers  4 4 3 3",
                "test teachers 27 2 2 2 2",
                "test teachers 74 2 2 1 1",
                "final   2 2 1 1",
                "final  27 1 1 0 0",
                "final  74 1 1 1 1",
                "final teachers  2 2 1 1",
                "final teachers 27 1 1 0 0",
                "final teachers 74 1 1 1 1",
            ],
            await Funnel(season, efs.Region74)
        );
        Assert.All(await Funnel(season, efs.Region27), row => Assert.DoesNotContain("74", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_region_of_an_application_is_told_of_each_result_and_reads_it_there()
    {
        var season = await ContestSeason.Open(efs);
        var (a, b) = (await season.Admitted(), await season.Admitted("27"));
        await season.Move("running");
        var before = (await efs.Region27.GetJson(ContestSeason.PathOf(b))).Version();
        var head = (await efs.Region27.GetJson("/v1/changes/head")).Text("cursor");
        for (var i = 0; i < 2; i++) // the second time nothing changes
        {
            await (await season.Record(Test, (a, 90), (b, 45))).ReadJson(200);
            await season.Compute(Test);
        }

        var told = await efs.Region27.GetJson($"/v1/changes?after={Uri.EscapeDataString(head)}&resource=contest-applications");
        Assert.Equal(
            [$"{b.Text("id")} update results {before + 1}", $"{b.Text("id")} update results {before + 2}"],
            told["items"]!.AsArray().Select(c => $"{c!["id"]} {c["operation"]} {c["members"]!.AsArray().Single()} {c["version"]}")
        );
        var read = await efs.Region27.GetJson(ContestSeason.PathOf(b));
        Assert.Equal(before + 2, read.Version());
        Assert.Equal(
            """{"stage":"test","score":45,"isAbsent":false,"outcome":"passed","rank":2}""",
            read["results"]!.AsArray().Single()!.ToJsonString()
        );
    }

    [Fact]
    public async Task A_person_in_two_tracks_is_one_person()
    {
        var season = await ContestSeason.Open(efs, """{"maximumTeam":2}""");
        var snils = Documents.NewSnils();
        await season.Admitted("74", Documents.Contestant(snils: snils), Documents.Contestant("2"));
        var other = await efs.Region74.Create(
            "/v1/contest-applications",
            Documents.ContestApplication(season.Id, "74", Documents.Contestant(snils: snils)).With("track", "other")
        );
        await (await season.Move(other, "submitted", "74")).ReadJson(201);
        Assert.Equal("application   2 2 1 2", (await Funnel(season, efs.Region74))[0]);
    }

    [Fact]
    public async Task A_passing_that_was_computed_follows_every_later_result_through_all_stages()
    {
        var season = await ContestSeason.Open(efs, test: """{"capacity":1}""");
        var (a, b) = (await season.Admitted(), await season.Admitted());
        await season.Move("running");
        await (await season.Record(Test, (a, 90), (b, 80))).ReadJson(200);
        await (await efs.Region74.SendJson("POST", $"{season.Path}/stages/{Final}/passing", (string?)null)).ReadErrors(
            422,
            "contests.earlier-stage-open"
        );
        await season.Compute(Test);
        await (await season.Record(Final, (a, 5m))).ReadJson(200);
        await season.Compute(Final);
        Assert.Equal(("1 2capacity", "1"), (await season.Decided(Test), await season.Decided(Final)));

        await (await season.Record(Test, (b, 95))).ReadJson(200);
        Assert.Equal(("2capacity 1", "-? -absent"), (await season.Decided(Test), await season.Decided(Final)));
        Assert.Equal((0, 0), ((int)(await season.Compute(Test))["changed"]!, (int)(await season.Compute(Final))["changed"]!));
    }

    [Fact]
    public async Task Results_fit_the_stage_or_none_is_recorded()
    {
        var season = await ContestSeason.Open(
            efs,
            test: """{"criteria":[{"key":"aim","title":"Цель","maximumScore":10},{"key":"way","title":"Путь","maximumScore":5}]}""",
            final: """{"maximumScore":20}"""
        );
        var (a, b) = (await season.Admitted(), await season.Admitted("27"));
        Assert.Equal([], await (await season.Record(Test, (a, 5))).ReadErrors(422, "contests.not-judged"));
        await season.Move("running");
        Assert.Equal(
            ["/results/0/criteria stage-criteria", "/results/1/criteria/0/score out-of-range"],
            await (
                await season.Record(
                    Test,
                    new JsonObject { ["applicationId"] = a.Id(), ["score"] = 7 },
                    JsonNode
                        .Parse("""{"criteria":[{"key":"aim","score":11},{"key":"way","score":5}]}""")!
                        .AsObject()
                        .With("applicationId", b.Id())
                )
            ).ReadErrors(422, "contests.unfit-results")
        );
        Assert.Equal("", await season.Decided(Test));
        var given = JsonNode.Parse("""{"criteria":[{"key":"way","score":4.5},{"key":"aim","score":9}]}""")!.AsObject();
        await (await season.Record(Test, given.With("applicationId", a.Id()))).ReadJson(200);
        await season.Compute(Test);
        var first = (await efs.Region74.GetJson($"{season.Path}/stages/{Test}/results"))["items"]![0]!;
        Assert.Equal("13.5", first["score"]!.ToJsonString());
        Assert.Equal(
            ["/results/0/score out-of-range"],
            await (await season.Record(Final, (a, 20.5m))).ReadErrors(422, "contests.unfit-results")
        );
        Assert.Equal(
            ["/results/1/applicationId repeated-item", "/results/0 exactly-one"],
            await (
                await season.Record(
                    Final,
                    new JsonObject { ["applicationId"] = a.Id() },
                    new JsonObject { ["applicationId"] = a.Id(), ["score"] = 7 }
                )
            ).ReadErrors(400, "request.invalid")
        );
        Assert.Equal([], await (await season.Record("application", (a, 5))).ReadErrors(422, "contests.not-judged"));
        await (await season.Record("nosuch", (a, 5))).ReadErrors(404, "registry.not-found");
        await (await efs.Region27.SendJson("POST", $"{season.Path}/stages/{Test}/results", """{"results":[]}""")).ReadErrors(
            403,
            "access.region"
        );
        await (await efs.Region27.SendJson("POST", $"{season.Path}/stages/{Test}/passing", (string?)null)).ReadErrors(403, "access.region");
    }

    [Fact]
    public async Task Those_of_other_tracks_go_their_own_way()
    {
        var season = await ContestSeason.Open(efs, test: """{"tracks":["teachers"],"capacity":1}""");
        var (a, b) = (await season.Admitted(), await season.Admitted());
        var other = await efs.Region74.Create("/v1/contest-applications", Documents.ContestApplication(season.Id).With("track", "other"));
        await (await season.Move(other, "submitted", "74")).ReadJson(201);
        await (await season.Move(other, "admitted", "74")).ReadJson(201);
        await season.Move("running");
        await (await season.Record(Test, (a, 1), (b, 2))).ReadJson(200);
        await season.Compute(Test);
        Assert.Equal("2capacity 1", await season.Decided(Test));
        await (await season.Record(Final, (b, 2), (other, 1))).ReadJson(200); // straight to the final
        await season.Compute(Final);
        Assert.Equal("1 1", await season.Decided(Final));
    }

    public static TheoryData<string, string> AppealMoves
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var from in AppealStateAttribute.Machine.States)
            foreach (var to in AppealStateAttribute.Machine.States)
                data.Add(from, to);
            return data;
        }
    }

    [Theory, MemberData(nameof(AppealMoves))]
    public async Task An_appeal_moves_as_the_table_says_and_not_otherwise(string from, string to)
    {
        var season = await ContestSeason.Open(efs);
        var application = await season.Admitted();
        await season.Move("running");
        await (await season.Record(Test, (application, 5))).ReadJson(200);
        await (await File(application, efs.Region74)).ReadJson(201);
        if (from != "filed")
            await (await Decide(application, from, efs.Region74)).ReadJson(200);
        var response = await Decide(application, to, efs.Region74);
        if (AppealStateAttribute.Machine.Next(from).Contains(to))
            Assert.Equal(to, (await response.ReadJson(200)).Text("state"));
        else
            await response.ReadErrors(422, "contest-appeals.forbidden-move");
    }

    [Fact]
    public async Task An_appeal_that_is_satisfied_changes_the_result_and_who_passes_and_stays_on_record()
    {
        var season = await ContestSeason.Open(efs, test: """{"capacity":1}""");
        var (a, b) = (await season.Admitted(), await season.Admitted("27"));
        Assert.Equal(["/stage no-result"], await (await File(b, efs.Region27)).ReadErrors(422, "contest-appeals.no-result"));
        await season.Move("running");
        await (await season.Record(Test, (a, 60), (b, 58))).ReadJson(200);
        await season.Compute(Test);
        Assert.Equal("1 2capacity", await season.Decided(Test));

        await (await File(b, efs.Region74)).ReadErrors(403, "access.region");
        await (await File(b, efs.Region27)).ReadJson(201);
        Assert.Equal(["/stage open"], await (await File(b, efs.Region27)).ReadErrors(409, "contest-appeals.open"));
        await (await Decide(b, "satisfied", efs.Region27, 61)).ReadErrors(403, "access.region");
        var decided = await (await Decide(b, "satisfied", efs.Region74, 61)).ReadJson(200);
        Assert.Equal((58, 61), ((int)decided["scoreBefore"]!, (int)decided["scoreAfter"]!));
        Assert.Equal("2capacity 1", await season.Decided(Test));

        await (await File(b, efs.Region27)).ReadJson(201);
        await (await Decide(b, "declined", efs.Region74, ordinal: 2)).ReadJson(200);
        var history = (await efs.Region27.GetJson($"{ContestSeason.PathOf(b)}/appeals"))["items"]!.AsArray();
        Assert.Equal(["satisfied 58 61", "declined 61 61"], history.Select(h => $"{h!["state"]} {h["scoreBefore"]} {h["scoreAfter"]}"));
    }

    [Fact]
    public async Task Appeals_are_filed_in_their_time_and_decided_with_a_result_and_a_reason()
    {
        var season = await ContestSeason.Open(efs, test: """{"appealsUntil":"2024-01-01"}""");
        var application = await season.Admitted();
        await season.Move("running");
        await (await season.Record(Test, (application, 5))).ReadJson(200);
        Assert.Equal(["/stage after-window"], await (await File(application, efs.Region74)).ReadErrors(422, "contest-appeals.too-late"));
        var path = $"{ContestSeason.PathOf(application)}/appeals/1/transitions";
        Assert.Equal(
            ["/comment required", " exactly-one"],
            await (await efs.Region74.SendJson("POST", path, """{"to":"satisfied"}""")).ReadErrors(400, "request.invalid")
        );
        Assert.Equal(
            [" together-only"],
            await (await efs.Region74.SendJson("POST", path, """{"to":"withdrawn","score":5}""")).ReadErrors(400, "request.invalid")
        );
        await (await efs.Region74.SendJson("POST", path, """{"to":"withdrawn"}""")).ReadErrors(404, "registry.not-found");
    }

    private static Task<HttpResponseMessage> File(JsonObject application, HttpClient client) =>
        client.SendJson("POST", $"{ContestSeason.PathOf(application)}/appeals", """{"stage":"test","grounds":"Ключ неверен"}""");

    private static Task<HttpResponseMessage> Decide(JsonObject application, string to, HttpClient client, int score = 6, int ordinal = 1) =>
        client.SendJson(
            "POST",
            $"{ContestSeason.PathOf(application)}/appeals/{ordinal}/transitions",
            new JsonObject { ["to"] = to, ["comment"] = "Как решила комиссия" }.With("score", to == "satisfied" ? score : null)
        );

    private static async Task<string[]> Funnel(ContestSeason season, HttpClient client) =>
        [
            .. (await client.GetJson($"{season.Path}/funnel"))["rows"]!
                .AsArray()
                .Select(r =>
                    $"{r!["stage"]} {r["track"]} {r["regionCode"]} {r["applications"]} {r["people"]} {r["passedApplications"]} {r["passedPeople"]}"
                ),
        ];
}
