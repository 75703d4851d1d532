using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Contests;

public sealed class MarathonsTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Marathon = "marathon";

    private const string Tasks = """
        [{"key":"a","title":"Урок в музее","points":10},
         {"key":"b","title":"Мастер-класс","points":2.5,"opensOn":"2024-03-01","closesOn":"2024-03-31"},
         {"key":"c","title":"Задание другого направления","points":7,"tracks":["other"]}]
        """;

    [Theory]
    [InlineData("""{"kind":"final"}""", "/stages/1/tasks together-only")]
    [InlineData("""{"maximumScore":10}""", "/stages/1/tasks not-with")]
    [InlineData("""{"criteria":[{"key":"aim","title":"Цель","maximumScore":5}]}""", "/stages/1/tasks not-with")]
    [InlineData(
        """{"tasks":[{"key":"a","title":"А","points":1},{"key":"a","title":"Б","points":1,"tracks":["nosuch"]}]}""",
        "/stages/1/tasks/1/key repeated-item",
        "/stages/1/tasks/1/tracks/0 not-one-of"
    )]
    [InlineData("""{"tasks":[{"key":"a","title":"А","points":1,"closesOn":"2023-12-31"}]}""", "/stages/1/tasks/0/closesOn date-order")]
    [InlineData("""{"tasks":[{"key":"a","title":"А","points":-1}]}""", "/stages/1/tasks/0/points out-of-range")]
    [InlineData(
        """{"tasks":[{"key":"a","title":"А","points":1,"competenceCode":"flying"}]}""",
        "/stages/1/tasks/0/competenceCode unknown-code"
    )]
    public async Task Tasks_are_judged(string change, params string[] errors)
    {
        var stage = JsonNode.Parse(change)!.AsObject().Aggregate(Stage(), (made, m) => made.With(m.Key, m.Value?.DeepClone()));
        var document = Documents
            .Contest(await efs.Region74.Institute())
            .With("tracks", new JsonArray(Documents.Track("teachers"), Documents.Track("other")))
            .With("stages", new JsonArray(Documents.Stage("application", "application"), stage));
        var response = await efs.Region74.SendJson("POST", "/v1/contests", document);
        Assert.Equal(errors, (await response.ReadErrors(400, "request.invalid")).Order());
    }

    [Fact]
    public async Task Points_of_tasks_are_the_score_of_the_stage()
    {
        var season = await Open();
        var (a, b) = (await season.Admitted(), await season.Admitted("27"));
        await season.Move("running");
        Assert.Equal(3, await Changed(season, Done(a, "a"), Done(b, "a"), Done(b, "b", "2024-03-05")));
        Assert.Equal(0, await Changed(season, Done(b, "b", "2024-03-05"), Done(b, "a")));
        await season.Compute(Marathon);
        Assert.Equal("2 1", await season.Decided(Marathon));
        Assert.Equal(
            """
            {"stage":"marathon","route":[],"points":12.5,"completions":[{"task":"a","completedOn":"2024-02-01","points":10},
            {"task":"b","completedOn":"2024-03-05","points":2.5}]}
            """.ReplaceLineEndings(""),
            await Progress(b)
        );

        // A task that is annulled takes its points away, and who passes is computed again.
        Assert.Equal(1, await Changed(season, Done(b, "a").With("isAnnulled", true)));
        Assert.Equal("1 2", await season.Decided(Marathon));
        Assert.Equal(1, await Changed(season, Done(b, "b", "2024-03-05").With("isAnnulled", true)));
        Assert.Equal("1 -absent", await season.Decided(Marathon));
    }

    [Fact]
    public async Task A_task_brings_its_points_once_however_often_it_is_sent_at_once()
    {
        var season = await Open();
        var applications = new[] { await season.Admitted(), await season.Admitted("27"), await season.Admitted() };
        await season.Move("running");
        var counted = 0;
        var statuses = await Registries.Concurrently(
            16,
            async i =>
            {
                var response = await Record(season, [.. applications.SelectMany(a => new[] { Done(a, "a"), Done(a, "b", "2024-03-05") })]);
                Interlocked.Add(ref counted, (int)JsonNode.Parse(await response.Body())!["changed"]!);
                return response;
            }
        );
        Assert.Equal([(200, 16)], statuses.Select(s => (s.Key, s.Value)));
        Assert.Equal(6, counted);
        foreach (var application in applications)
        {
            var read = await efs.Region74.GetJson(ContestSeason.PathOf(application));
            Assert.Equal(
                ("12.5", "12.5"),
                (read["marathons"]![0]!["points"]!.ToJsonString(), read["results"]![0]!["score"]!.ToJsonString())
            );
        }
    }

    [Fact]
    public async Task Completions_fit_the_marathon_or_none_is_recorded()
    {
        var season = await Open(""","closesOn":"2024-12-31" """);
        var application = await season.Admitted();
        var draft = await season.Draft();
        Assert.Equal([], await (await Record(season, Done(application, "a"))).ReadErrors(422, "contests.not-judged"));
        await season.Move("running");
        Assert.Equal(
            [
                "/completions/0/applicationId not-in-stage",
                "/completions/1/task not-one-of",
                "/completions/2/task not-one-of",
                "/completions/3/completedOn before-window",
                "/completions/4/completedOn after-window",
            ],
            await (
                await Record(
                    season,
                    Done(draft, "a"),
                    Done(application, "nosuch"),
                    Done(application, "c"),
                    Done(application, "a", "2023-12-31"),
                    Done(application, "b", "2024-04-01")
                )
            ).ReadErrors(422, "contests.unfit-results")
        );
        Assert.Equal(
            ["/completions/1/task repeated-item"],
            await (await Record(season, Done(application, "a"), Done(application, "a"))).ReadErrors(400, "request.invalid")
        );
        Assert.Empty((await efs.Region74.GetJson(ContestSeason.PathOf(application)))["marathons"]!.AsArray());
        await (await Record(season, ContestSeason.Final, Done(application, "a"))).ReadErrors(422, "contests.no-marathon");
        await (await efs.Region27.SendJson("POST", $"{season.Path}/stages/{Marathon}/completions", """{"completions":[]}""")).ReadErrors(
            403,
            "access.region"
        );
    }

    [Fact]
    public async Task A_score_that_is_made_up_of_tasks_is_not_given_by_hand()
    {
        var season = await Open();
        var application = await season.Admitted();
        await season.Move("running");
        Assert.Equal(1, await Changed(season, Done(application, "a")));
        Assert.Equal(
            ["/results/0/score task-points"],
            await (await season.Record(Marathon, (application, 99))).ReadErrors(422, "contests.unfit-results")
        );
        Assert.Equal(0, (int)(await (await season.Record(Marathon, (application, 10))).ReadJson(200))["changed"]!);
    }

    [Fact]
    public async Task Tasks_stay_and_keep_their_points_once_applications_are_taken()
    {
        var season = await Open();
        foreach (var tasks in new[] { "[]", Tasks.Replace("2.5", "3", StringComparison.Ordinal) })
            Assert.Contains(
                "/stages key-gone",
                await (await efs.Region74.SendJson("PATCH", season.Path, Stages(tasks), ("If-Match", "*"))).ReadErrors(
                    422,
                    "contests.part-in-use"
                )
            );
        var more = Tasks.TrimEnd().TrimEnd(']') + """,{"key":"d","title":"Ещё одно","points":1}]""";
        await (await efs.Region74.SendJson("PATCH", season.Path, Stages(more), ("If-Match", "*"))).ReadJson(200);
    }

    [Fact]
    public async Task A_region_chooses_the_route_of_its_application()
    {
        var season = await Open();
        var application = await season.Admitted("27");
        var path = $"{ContestSeason.PathOf(application)}/stages/{Marathon}/route";
        await (await Choose(efs.Region27, path, ["b", "a"], null)).ReadErrors(428, "registry.needs-version");
        await (await Choose(efs.Region74, path, ["b", "a"], "*")).ReadErrors(403, "access.region");
        Assert.Equal(["/tasks/1 not-one-of"], await (await Choose(efs.Region27, path, ["a", "c"], "*")).ReadErrors(400, "request.invalid"));
        Assert.Equal(
            ["/tasks repeated-item"],
            await (await Choose(efs.Region27, path, ["a", "a"], "*")).ReadErrors(400, "request.invalid")
        );
        var chosen = await (await Choose(efs.Region27, path, ["b", "a"], "*")).ReadJson(200);
        Assert.Equal(["b", "a"], chosen["marathons"]![0]!["route"]!.AsArray().Select(t => (string?)t));
        var again = await (await Choose(efs.Region27, path, ["b", "a"], $"\"{chosen.Version()}\"")).ReadJson(200);
        Assert.Equal(chosen.Version(), again.Version());
        await (await Choose(efs.Region27, path, ["a"], $"\"{chosen.Version()}\"")).ReadJson(200);
        await (await Choose(efs.Region27, path, ["b"], $"\"{chosen.Version()}\"")).ReadErrors(412, "registry.stale");
        await (await Choose(efs.Region27, $"{ContestSeason.PathOf(application)}/stages/{ContestSeason.Final}/route", [], "*")).ReadErrors(
            422,
            "contests.no-marathon"
        );
    }

    [Theory]
    [InlineData("[]", "submitted", "ab")] // without a route all tasks of the track are to be done
    [InlineData("[]", "planned", "a")]
    [InlineData("""["a"]""", "submitted", "a")]
    [InlineData("""["b","a"]""", "planned", "b")]
    public async Task A_step_that_names_the_marathon_is_submitted_when_the_route_is_done(string route, string state, string done)
    {
        var season = await Open();
        var educator = await efs.Region27.Create("/v1/educators", Documents.Educator("27").With("snils", Documents.NewSnils()));
        var member = new JsonObject
        {
            ["key"] = "1",
            ["educatorId"] = educator.Id(),
            ["category"] = "educator",
        };
        var application = await season.Admitted("27", member);
        var trajectory = await Active(educator, Step("1", season), Documents.Step("2", kind: "self_education"));
        await (
            await Choose(
                efs.Region27,
                $"{ContestSeason.PathOf(application)}/stages/{Marathon}/route",
                [.. JsonNode.Parse(route)!.AsArray().Select(t => (string)t!)],
                "*"
            )
        ).ReadJson(200);
        await season.Move("running");
        for (var i = 0; i < 2; i++) // the second time nothing changes
        {
            foreach (var task in done)
                await (await Record(season, Done(application, $"{task}", "2024-03-05"))).ReadJson(200);
            var after = await efs.Region27.GetJson($"/v1/trajectories/{trajectory.Id()}");
            Assert.Equal([state, "planned"], after["steps"]!.AsArray().Select(s => (string?)s!["state"]));
            Assert.Equal(trajectory.Version() + (state == "planned" ? 0 : 1), after.Version());
        }
    }

    [Fact]
    public async Task A_step_names_a_marathon_to_which_the_region_is_invited()
    {
        var season = await Open("", "74");
        var document = Documents.Trajectory(await efs.Region27.Educator("27"), await efs.Region27.Institute("27"), "27");
        foreach (
            var step in new[]
            {
                Step("1", season), // not invited
                Step("1", await Open()).With("contestStage", ContestSeason.Final), // no marathon
            }
        )
            Assert.Equal(
                ["/steps unknown-marathon"],
                await (await efs.Region27.SendJson("POST", "/v1/trajectories", document.With("steps", new JsonArray(step)))).ReadErrors(
                    422,
                    "trajectories.unknown-marathon"
                )
            );
        Assert.Equal(
            ["/steps/0/contestId together-only", "/steps/0/contestStage required"],
            await (
                await efs.Region27.SendJson(
                    "POST",
                    "/v1/trajectories",
                    document.With("steps", new JsonArray(Step("1", season).With("kind", "practice").With("contestStage", null)))
                )
            ).ReadErrors(400, "request.invalid")
        );
    }

    private static JsonObject Stage(string members = "", string tasks = Tasks) =>
        JsonNode.Parse($$"""{"key":"marathon","kind":"marathon","opensOn":"2024-01-01"{{members}},"tasks":{{tasks}}}""")!.AsObject();

    private static JsonObject Stages(string tasks, string members = "") =>
        new()
        {
            ["stages"] = new JsonArray(
                Documents.Stage("application", "application"),
                Stage(members, tasks),
                Documents.Stage(ContestSeason.Final, "final")
            ),
        };

    private Task<ContestSeason> Open(string members = "", params string[] invited) =>
        ContestSeason.Open(
            efs,
            more: Stages(Tasks, members).With("invitedRegions", new JsonArray([.. invited.Select(i => (JsonNode)i)])).ToJsonString()
        );

    private static JsonObject Done(JsonObject application, string task, string on = "2024-02-01") =>
        new()
        {
            ["applicationId"] = application.Id(),
            ["task"] = task,
            ["completedOn"] = on,
        };

    private Task<HttpResponseMessage> Record(ContestSeason season, params JsonObject[] completions) =>
        Record(season, Marathon, completions);

    private Task<HttpResponseMessage> Record(ContestSeason season, string stage, params JsonObject[] completions) =>
        efs.Region74.SendJson(
            "POST",
            $"{season.Path}/stages/{stage}/completions",
            new JsonObject { ["completions"] = new JsonArray([.. completions]) }
        );

    private async Task<int> Changed(ContestSeason season, params JsonObject[] completions) =>
        (int)(await (await Record(season, completions)).ReadJson(200))["changed"]!;

    private async Task<string> Progress(JsonObject application) =>
        (await efs.Region27.GetJson(ContestSeason.PathOf(application)))["marathons"]!.AsArray().Single()!.ToJsonString();

    private static Task<HttpResponseMessage> Choose(HttpClient client, string path, string[] tasks, string? ifMatch)
    {
        var body = new JsonObject { ["tasks"] = new JsonArray([.. tasks.Select(t => (JsonNode)t)]) };
        return ifMatch is null ? client.SendJson("PUT", path, body) : client.SendJson("PUT", path, body, ("If-Match", ifMatch));
    }

    private static JsonObject Step(string key, ContestSeason season) =>
        Documents.Step(key, kind: "self_education").With("contestId", season.Id).With("contestStage", Marathon);

    private async Task<JsonObject> Active(JsonObject educator, params JsonObject[] steps) =>
        await efs.Region27.CreateInState("active", Documents.Trajectory(educator.Id(), await efs.Region27.Institute("27"), "27", steps));
}
