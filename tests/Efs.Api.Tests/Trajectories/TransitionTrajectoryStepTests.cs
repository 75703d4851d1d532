using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

/// <summary>How the steps of a trajectory, and what was agreed, are changed.</summary>
public sealed class TransitionTrajectoryStepTests(EfsHost efs) : IClassFixture<EfsHost>
{
    public static TheoryData<string> Ways => ["PUT", "PATCH", "by-source"];

    [Fact]
    public async Task A_step_is_the_same_as_long_as_its_key_is()
    {
        var trajectory = await efs.Region74.Trajectory("active", Documents.Step("a"), Documents.Step("b"), Documents.Step("c"));
        await (await efs.Region74.MoveStep(trajectory, "a", "submitted")).ReadJson(201);
        var changed = await (
            await Change(
                "PUT",
                trajectory,
                Documents.Step("d"),
                Documents.Step("a").With("title", "Иначе").With("kind", "community"),
                Documents.Step("b")
            )
        ).ReadJson(200);
        Assert.Equal(["d", "a", "b"], changed["steps"]!.AsArray().Select(s => (string)s!["key"]!));
        Assert.Equal([trajectory.StepOf("a").Id(), trajectory.StepOf("b").Id()], [changed.StepOf("a").Id(), changed.StepOf("b").Id()]);
        Assert.Equal(
            ("Иначе", "submitted", true),
            (changed.StepOf("a").Text("title"), changed.StepOf("a").Text("state"), (bool)changed.StepOf("a")["wasSubmitted"]!)
        );
        Assert.Equal("planned", changed.StepOf("d").Text("state"));
        Assert.Equal(changed.ToJsonString(), (await efs.Region74.GetJson(trajectory.Path())).ToJsonString());
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("agreed")]
    [InlineData("active")]
    public async Task What_was_read_is_sent_back_and_changes_nothing(string state)
    {
        var trajectory = await efs.Region74.CreateInState(
            state,
            Documents
                .Trajectory(
                    await efs.Region74.Educator(),
                    await efs.Region74.Institute(),
                    "74",
                    Documents.Step("1"),
                    Documents.Step("2", kind: "event").With("dueOn", "2024-12-01")
                )
                .With("sourceId", $"again-{state}")
        );
        if (state == "active")
            await (await efs.Region74.MoveStep(trajectory, "1", "submitted")).ReadJson(201);
        var read = await efs.Region74.GetJson(trajectory.Path());
        var sent = read.ToPlan();
        foreach (
            var response in new[]
            {
                await efs.Region74.SendJson("PUT", read.Path(), sent, ("If-Match", $"\"{read.Version()}\"")),
                await efs.Region74.SendJson("PUT", $"/v1/trajectories/by-source/74/again-{state}", sent),
                await efs.Region74.SendJson(
                    "PATCH",
                    read.Path(),
                    new JsonObject { ["steps"] = sent["steps"]!.DeepClone() },
                    ("If-Match", "*")
                ),
                await efs.Region74.SendJson("PUT", read.Path(), sent.With("correctionReason", "Ничего не изменилось"), ("If-Match", "*")),
            }
        )
            Assert.Equal(read.ToJsonString(), (await response.ReadJson(200)).ToJsonString());
        Assert.DoesNotContain(await efs.Region74.History(read.Path()), t => t.Text("kind") == "correction");
    }

    [Fact]
    public async Task What_only_the_service_says_of_a_step_is_passed_over()
    {
        var trajectory = await efs.Region74.Trajectory(
            "draft",
            Documents.Step("1").With("id", Guid.NewGuid()).With("state", "accepted").With("wasSubmitted", true)
        );
        Assert.Equal(("planned", false), (trajectory.StepOf("1").Text("state"), (bool)trajectory.StepOf("1")["wasSubmitted"]!));
        var changed = await (
            await Change("PUT", trajectory, Documents.Step("1").With("title", "Иначе").With("id", Guid.NewGuid()).With("state", "waived"))
        ).ReadJson(200);
        Assert.Equal((trajectory.StepOf("1").Id(), "planned"), (changed.StepOf("1").Id(), changed.StepOf("1").Text("state")));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_step_that_was_ever_submitted_is_not_removed(string way)
    {
        string[][] moves =
        [
            ["submitted"],
            ["submitted", "returned"],
            ["submitted", "accepted"],
            ["submitted", "waived"],
            ["waived"],
            [],
        ];
        var trajectory = await efs.Region74.CreateInState(
            "active",
            Documents
                .Trajectory(
                    await efs.Region74.Educator(),
                    await efs.Region74.Institute(),
                    "74",
                    [.. moves.Select((_, i) => Documents.Step($"{i}"))]
                )
                .With("sourceId", $"lost-{way}")
        );
        foreach (var (i, move) in moves.Index())
        foreach (var to in move)
            await (await efs.Region74.MoveStep(trajectory, $"{i}", to)).ReadJson(201);
        var before = await efs.Region74.GetJson(trajectory.Path());
        var rejected = await Change(way, trajectory);
        Assert.Equal(Enumerable.Repeat("/steps step-lost", 4), await rejected.ReadErrors(422, "trajectories.step-submitted"));
        Assert.Equal(
            Enumerable.Range(0, 4).Select(i => $"шаг {i} уже представляли на проверку: он остаётся в маршруте"),
            JsonNode.Parse(await rejected.Body())!["errors"]!.AsArray().Select(e => (string)e!["message"]!)
        );
        Assert.Equal(before.ToJsonString(), (await efs.Region74.GetJson(trajectory.Path())).ToJsonString());
        var changed = await (await Change(way, trajectory, [.. Enumerable.Range(0, 4).Select(i => Documents.Step($"{i}"))])).ReadJson(200);
        Assert.Equal(["0", "1", "2", "3"], changed["steps"]!.AsArray().Select(s => (string)s!["key"]!));
    }

    [Fact]
    public async Task The_history_of_a_removed_step_is_still_read()
    {
        var trajectory = await efs.Region74.Trajectory("active", Documents.Step("1"));
        var path = trajectory.PathOf("1");
        await (await efs.Region74.MoveStep(trajectory, "1", "waived")).ReadJson(201);
        var told = await efs.Region74.History(path);
        await (await Change("PUT", trajectory)).ReadJson(200);
        Assert.Equal("planned", Assert.Single(told).Text("from"));
        Assert.Equal(told.Select(t => t.ToJsonString()), (await efs.Region74.History(path)).Select(t => t.ToJsonString()));
        var anew = await (await Change("PUT", trajectory, Documents.Step("1"))).ReadJson(200);
        Assert.NotEqual(trajectory.StepOf("1").Id(), anew.StepOf("1").Id());
        Assert.Empty(await efs.Region74.History(anew.PathOf("1")));
    }

    [Theory] // what is changed, and whether it was agreed on
    [InlineData("""{"goal":"Другая"}""", true)]
    [InlineData("""{"plannedFrom":"2024-10-02"}""", true)]
    [InlineData("""{"plannedTo":"2025-06-30"}""", true)]
    [InlineData("""{"competences":[]}""", true)]
    [InlineData("""{"diagnosticId":null}""", true)]
    [InlineData("""{"steps":[]}""", true)]
    [InlineData("""{"steps":[{"key":"1","kind":"practice","title":"Шаг 1","isMandatory":false}]}""", true)]
    [InlineData("""{"steps":[{"key":"2","kind":"practice","title":"Шаг 1","isMandatory":true}]}""", true)]
    [InlineData("""{"methodistId":null}""", false)]
    [InlineData("""{"sourceId":"another"}""", false)]
    [InlineData("""{"sourceId":null,"methodistId":null}""", false)]
    [InlineData("""{"methodistId":null,"goal":"Другая"}""", true)]
    public async Task From_the_agreement_on_a_change_has_a_reason(string change, bool wasAgreed)
    {
        var educator = await efs.Region74.Educator();
        var diagnostic = await efs.Region74.Diagnostic(
            educator,
            await efs.Region74.Instrument("subject_mathematics"),
            "primary",
            "2024-09-10",
            ("subject_mathematics", 5)
        );
        var methodist = await efs.Region74.Methodist(await efs.Region74.Educator());
        foreach (var state in new[] { "draft", "agreed", "active" })
        {
            var document = Documents
                .Trajectory(educator, await efs.Region74.Institute(), "74", Documents.Step("1"))
                .With("sourceId", $"{Guid.NewGuid()}")
                .With("methodistId", methodist)
                .With("diagnosticId", diagnostic);
            var trajectory = await efs.Region74.CreateInState(state, document);
            var patch = JsonNode.Parse(change)!.AsObject();
            if (patch.TryGetPropertyValue("sourceId", out var key) && key is not null)
                patch["sourceId"] = $"{Guid.NewGuid()}";
            var response = await efs.Region74.SendJson("PATCH", trajectory.Path(), patch, ("If-Match", "*"));
            if (state == "draft" || !wasAgreed)
            {
                Assert.Equal(trajectory.Version() + 1, (await response.ReadJson(200)).Version());
                Assert.DoesNotContain(await efs.Region74.History(trajectory.Path()), t => t.Text("kind") == "correction");
                continue;
            }
            Assert.Equal(["/correctionReason needs-reason"], await response.ReadErrors(422, "trajectories.needs-reason"));
            Assert.Equal(trajectory.ToJsonString(), (await efs.Region74.GetJson(trajectory.Path())).ToJsonString());
            var corrected = await (
                await efs.Region74.SendJson(
                    "PATCH",
                    trajectory.Path(),
                    patch.With("correctionReason", "Так решили вместе"),
                    ("If-Match", "*")
                )
            ).ReadJson(200);
            Assert.Equal(trajectory.Version() + 1, corrected.Version());
            var entry = (await efs.Region74.History(trajectory.Path()))[^1];
            Assert.Equal(
                ("correction", state, state, "Так решили вместе"),
                (entry.Text("kind"), entry.Text("from"), entry.Text("to"), entry.Text("comment"))
            );
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task The_reason_of_a_correction_is_kept_in_the_history_alone(string way)
    {
        var trajectory = await efs.Region74.CreateInState(
            "agreed",
            Documents
                .Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute(), "74", Documents.Step("1"))
                .With("sourceId", $"reason-{way}")
        );
        var answered = await (await Change(way, trajectory, Documents.Step("2"))).ReadJson(200);
        var list = await efs.Region74.GetJson($"/v1/trajectories?sourceId=reason-{way}");
        foreach (var text in new[] { answered, await efs.Region74.GetJson(trajectory.Path()), list })
            Assert.DoesNotContain("correctionReason", text.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            (3, "correction"),
            ((await efs.Region74.GetJson(trajectory.Path())).Version(), (await efs.Region74.History(trajectory.Path()))[^1].Text("kind"))
        );
        await (await Change(way, trajectory, Documents.Step("2"))).ReadJson(200);
        Assert.Single(await efs.Region74.History(trajectory.Path()), t => t.Text("kind") == "correction");
    }

    /// <summary>The same trajectory with these steps only.</summary>
    private Task<HttpResponseMessage> Change(string way, JsonObject trajectory, params JsonObject[] steps)
    {
        var sent = trajectory.ToPlan().With("steps", new JsonArray([.. steps])).With("correctionReason", "Так решили вместе");
        return way switch
        {
            "PUT" => efs.Region74.SendJson("PUT", trajectory.Path(), sent, ("If-Match", "*")),
            "PATCH" => efs.Region74.SendJson(
                "PATCH",
                trajectory.Path(),
                new JsonObject { ["steps"] = sent["steps"]!.DeepClone(), ["correctionReason"] = "Так решили вместе" },
                ("If-Match", "*")
            ),
            _ => efs.Region74.SendJson("PUT", $"/v1/trajectories/by-source/74/{trajectory.Text("sourceId")}", sent),
        };
    }
}
