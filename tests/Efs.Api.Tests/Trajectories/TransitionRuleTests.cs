using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

/// <summary>What a move needs beside being allowed, and what it leaves behind.</summary>
public sealed class TransitionRuleTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("draft", """{"to":"agreed"}""", "/agreement required")]
    [InlineData(
        "draft",
        """{"to":"agreed","agreement":{"agreedOn":"2099-01-01","channel":"dream"}}""",
        "/agreement/agreedOn in-future",
        "/agreement/channel not-one-of"
    )]
    [InlineData("draft", """{"to":"agreed","agreement":{"channel":"paper"}}""", "/agreement/agreedOn required")]
    [InlineData("draft", """{"to":"terminated"}""", "/reason required")]
    [InlineData("draft", """{"to":"terminated","reason":"tired"}""", "/reason not-one-of")]
    [InlineData("draft", """{"to":"begun"}""", "/to not-one-of")]
    [InlineData("draft", """{}""", "/to required")]
    [InlineData(
        "agreed",
        """{"to":"active","reason":"moved","agreement":"""
            + """{"agreedOn":"2024-09-20","channel":"paper"},"repeatedDiagnosticId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b11"}""",
        "/agreement together-only",
        "/reason together-only",
        "/repeatedDiagnosticId together-only"
    )]
    [InlineData("active", """{"to":"completed"}""", "/completion required")]
    [InlineData("active", """{"to":"completed","completion":{"mark":5,"bestMark":5}}""", "/completion/comment required")]
    [InlineData(
        "active",
        """{"to":"completed","completion":{"mark":5.01,"bestMark":5,"comment":"Хорошо"}}""",
        "/completion/mark above-best"
    )]
    [InlineData(
        "active",
        """{"to":"completed","completion":{"mark":-1,"bestMark":5,"comment":"Плохо"}}""",
        "/completion/mark out-of-range"
    )]
    [InlineData(
        "active",
        """{"to":"terminated","reason":"other","completion":{"mark":5,"bestMark":5,"comment":"Хорошо"}}""",
        "/completion together-only"
    )]
    public async Task A_move_of_a_trajectory_says_all_that_it_needs_and_nothing_else(string from, string move, params string[] errors)
    {
        var trajectory = await efs.Region74.Trajectory(from);
        Assert.Equal(
            errors,
            (await (await efs.Region74.Move(trajectory, JsonNode.Parse(move)!.AsObject())).ReadErrors(400, "request.invalid")).Order()
        );
        Assert.Equal(trajectory.ToJsonString(), (await efs.Region74.GetJson(trajectory.Path())).ToJsonString());
    }

    [Theory]
    [InlineData("submitted", "returned")]
    [InlineData("planned", "waived")]
    [InlineData("submitted", "waived")]
    [InlineData("returned", "waived")]
    public async Task A_step_is_returned_and_waived_for_a_reason(string from, string to)
    {
        var trajectory = await efs.Region74.WithStep(from);
        Assert.Equal(
            ["/comment required"],
            await (await efs.Region74.MoveStep(trajectory, "1", new JsonObject { ["to"] = to })).ReadErrors(400, "request.invalid")
        );
        await (await efs.Region74.MoveStep(trajectory, "1", to)).ReadJson(201);
    }

    [Fact]
    public async Task It_is_completed_once_every_mandatory_step_is_accepted_or_waived()
    {
        string[][] ways =
        [
            [],
            ["submitted"],
            ["submitted", "returned"],
            ["submitted", "accepted"],
            ["waived"],
        ];
        var trajectory = await efs.Region74.Trajectory(
            "active",
            [.. ways.SelectMany((_, i) => new[] { Documents.Step($"m{i}"), Documents.Step($"o{i}", isMandatory: false) })]
        );
        foreach (var (i, way) in ways.Index())
        foreach (var to in way)
        foreach (var key in new[] { $"m{i}", $"o{i}" })
            await (await efs.Region74.MoveStep(trajectory, key, to)).ReadJson(201);
        var rejected = await efs.Region74.Move(trajectory, "completed");
        Assert.Equal(Enumerable.Repeat("/to step-open", 3), await rejected.ReadErrors(422, "trajectories.unfinished"));
        Assert.Equal(
            ["шаг m0 не принят и не снят: planned", "шаг m1 не принят и не снят: submitted", "шаг m2 не принят и не снят: returned"],
            JsonNode.Parse(await rejected.Body())!["errors"]!.AsArray().Select(e => (string)e!["message"]!)
        );
        foreach (var key in new[] { "m0", "m1", "m2" })
            await (await efs.Region74.MoveStep(trajectory, key, "waived")).ReadJson(201);
        await (await efs.Region74.Move(trajectory, "completed")).ReadJson(201);
    }

    [Fact]
    public async Task What_a_move_said_stands_in_the_trajectory()
    {
        var completed = await efs.Region74.Trajectory("completed");
        Assert.True(JsonNode.DeepEquals(TrajectoryClient.To("agreed")["agreement"], completed["agreement"]));
        Assert.True(JsonNode.DeepEquals(TrajectoryClient.To("completed")["completion"], completed["completion"]));
        var begun = await efs.Region74.Trajectory("active");
        await (
            await efs.Region74.Move(
                begun,
                new JsonObject
                {
                    ["to"] = "terminated",
                    ["reason"] = "merged",
                    ["comment"] = "Школы объединены",
                }
            )
        ).ReadJson(201);
        var terminated = await efs.Region74.GetJson(begun.Path());
        Assert.Equal(
            """{"reason":"merged","comment":"Школы объединены"}""",
            terminated["termination"]!.ToJsonString(
                new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        );
        Assert.True(JsonNode.DeepEquals(TrajectoryClient.To("agreed")["agreement"], terminated["agreement"]));
        Assert.Equal((null, null, null), (completed["termination"], terminated["completion"], begun["outcome"]));
    }

    [Fact]
    public async Task A_region_moves_its_own_only()
    {
        var trajectory = await efs.Region74.WithStep("submitted");
        foreach (var path in new[] { trajectory.Path(), trajectory.PathOf("1") })
        {
            await (
                await efs.Region27.SendJson(
                    "POST",
                    $"{path}/transitions",
                    path == trajectory.Path() ? TrajectoryClient.To("completed") : TrajectoryClient.StepTo("accepted")
                )
            ).ReadErrors(404, "registry.not-found");
            await (await efs.Region27.GetAsync($"{path}/transitions")).ReadErrors(404, "registry.not-found");
        }
        var another = await efs.Region74.WithStep("submitted");
        await (
            await efs.Region74.SendJson(
                "POST",
                $"{trajectory.Path()}/steps/{another.StepOf("1").Id()}/transitions",
                TrajectoryClient.StepTo("accepted")
            )
        ).ReadErrors(404, "registry.not-found");
        await (await efs.Region74.GetAsync($"{trajectory.Path()}/steps/{another.StepOf("1").Id()}/transitions")).ReadErrors(
            404,
            "registry.not-found"
        );
    }

    [Fact]
    public async Task The_history_tells_who_when_from_to_and_why()
    {
        var methodist = await efs.Region74.Methodist(await efs.Region74.Educator());
        var trajectory = await efs.Region74.Trajectory("active", Documents.Step("1"), Documents.Step("2"));
        await (await efs.Region74.MoveStep(trajectory, "1", "submitted")).ReadJson(201);
        await (await efs.Region74.MoveStep(trajectory, "2", "waived")).ReadJson(201);
        await (await efs.Region74.MoveStep(trajectory, "1", TrajectoryClient.StepTo("returned").With("methodistId", methodist))).ReadJson(
            201
        );
        using var other = await efs.Client("methodical-centre", EfsHost.WholeRegion, "74");
        await (
            await other.Move(
                trajectory,
                TrajectoryClient.To("terminated").With("comment", "Переезд в другой регион").With("methodistId", methodist)
            )
        ).ReadJson(201);

        Assert.Equal(
            [
                "1 draft→agreed region-74   ",
                "2 agreed→active region-74   ",
                $"6 active→terminated methodical-centre {methodist} moved Переезд в другой регион",
            ],
            await HistoryLines(trajectory.Path())
        );
        Assert.Equal(
            ["3 planned→submitted region-74   ", $"5 submitted→returned region-74 {methodist}  Добавьте анализ урока"],
            await HistoryLines(trajectory.PathOf("1"))
        );
        var times = (await efs.Region74.History(trajectory.Path()))
            .Select(t => DateTime.Parse(t.Text("at"), System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        Assert.Equal(times.Order(), times);
        Assert.All(times, at => Assert.InRange(at, times[0], times[0].AddHours(1)));
    }

    [Fact]
    public async Task The_history_comes_in_pages()
    {
        var trajectory = await efs.Region74.WithStep("accepted");
        await (await efs.Region74.Move(trajectory, "completed")).ReadJson(201);
        foreach (var path in new[] { trajectory.Path(), trajectory.PathOf("1") })
        {
            var (paged, next) = (new List<JsonObject>(), (string?)"");
            while (next is not null)
            {
                var page = await efs.Region74.GetJson($"{path}/transitions?limit=1{(next.Length > 0 ? $"&cursor={next}" : "")}");
                paged.Add(Assert.Single(page["items"]!.AsArray())!.AsObject());
                next = (string?)page["next"];
            }
            var whole = await efs.Region74.History(path);
            Assert.Equal(path == trajectory.Path() ? 3 : 2, whole.Count);
            Assert.Equal(whole.Select(t => t.ToJsonString()), paged.Select(t => t.ToJsonString()));
        }
    }

    private async Task<IEnumerable<string>> HistoryLines(string path) =>
        (await efs.Region74.History(path)).Select(t =>
            $"{t["ordinal"]} {t["from"]}→{t["to"]} {t["client"]} {t["methodistId"]} {t["reason"]} {t["comment"]}"
        );
}
