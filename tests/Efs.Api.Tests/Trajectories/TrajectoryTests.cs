using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

public sealed class TrajectoryTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Everything_said_of_a_trajectory_is_read_back()
    {
        var (educator, institute) = (await efs.Region74.Educator(), await efs.Region74.Institute());
        var program = (await efs.Region27.Create("/v1/programs", Documents.Program("27"))).Id();
        var diagnostic = await efs.Region74.Diagnostic(
            educator,
            await efs.Region74.Instrument("subject_mathematics"),
            "primary",
            "2024-09-10",
            ("subject_mathematics", 5)
        );
        var document = Documents
            .Trajectory(
                educator,
                institute,
                "74",
                Documents
                    .Step("a", kind: "program")
                    .With("programId", program)
                    .With("stage", "Этап 1. Теория")
                    .With("dueOn", "2024-10-01")
                    .With("competences", new JsonArray("subject_mathematics")),
                Documents
                    .Step("b", isMandatory: false, kind: "event")
                    .With("eventReference", "https://example.ru/1")
                    .With("dueOn", "2025-05-31")
            )
            .With("sourceId", "iom-1")
            .With("methodistId", await efs.Region74.Methodist(await efs.Region74.Educator()))
            .With("diagnosticId", diagnostic);
        var made = await efs.Region74.Create("/v1/trajectories", document);
        var read = await efs.Region74.GetJson(made.Path());
        foreach (var (member, value) in document.Where(m => m.Key != "steps"))
            Assert.True(JsonNode.DeepEquals(value, read[member]), $"{member}: {read[member]}");
        foreach (var step in document["steps"]!.AsArray())
        foreach (var (member, value) in step!.AsObject())
            Assert.True(JsonNode.DeepEquals(value, read.StepOf((string)step["key"]!)[member]), $"{member}: {read["steps"]}");
        Assert.Equal("draft", read.Text("state"));
        Assert.Equal(read.ToJsonString(), (await efs.Region74.GetJson("/v1/trajectories?sourceId=iom-1"))["items"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"plannedTo":"2024-09-30"}""", "/plannedTo date-order")]
    [InlineData("""{"plannedTo":"2024-10-01"}""")]
    [InlineData(
        """{"steps":[{"dueOn":"2024-09-30"},{"dueOn":"2025-06-01"},{"dueOn":"2024-10-01"},{"dueOn":"2025-05-31"}]}""",
        "/steps/0/dueOn date-order",
        "/steps/1/dueOn date-after"
    )]
    [InlineData("""{"steps":[{"key":"1"},{"key":"2"},{"key":"1"}]}""", "/steps/2/key repeated-item")]
    [InlineData("""{"steps":[{"key":"a/b"}]}""", "/steps/0/key wrong-format")]
    [InlineData(
        """{"steps":[{"programId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b11"},{"kind":"program","eventReference":"1"},"""
            + """{"kind":"internship","eventReference":"1"}]}""",
        "/steps/0/programId together-only",
        "/steps/1/eventReference together-only"
    )]
    [InlineData(
        """{"steps":[{"kind":"holiday","competences":["cooking"]}]}""",
        "/steps/0/competences/0 unknown-code",
        "/steps/0/kind not-one-of"
    )]
    [InlineData("""{"competences":["cooking"],"goal":null}""", "/competences/0 unknown-code", "/goal required")]
    public async Task A_member_is_judged(string change, params string[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var document = Documents.Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute());
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document[member] = value?.DeepClone();
        foreach (var (i, step) in document["steps"]!.AsArray().Index())
        foreach (var (member, value) in Documents.Step($"{i + 1}"))
            step!.AsObject().TryAdd(member, value?.DeepClone());
        var response = await efs.Region74.SendJson("POST", "/v1/trajectories", document);
        if (errors.Length == 0)
            await response.ReadJson(201);
        else
            Assert.Equal(errors, (await response.ReadErrors(400, "request.invalid")).Order());
    }

    [Fact]
    public async Task What_it_points_at_is_the_regions_own_and_the_educators_own()
    {
        var (educator, institute, other) = (await efs.Region74.Educator(), await efs.Region74.Institute(), await efs.Region74.Educator());
        var others = await efs.Region74.Diagnostic(
            other,
            await efs.Region74.Instrument("subject_mathematics"),
            "primary",
            "2024-09-10",
            ("subject_mathematics", 5)
        );
        var foreign = (await efs.Region27.Create("/v1/methodists", Documents.Methodist(await efs.Region27.Educator("27"), "27"))).Id();
        var document = Documents.Trajectory(educator, institute, "74", Documents.Step("1"));
        var withProgram = document.With("steps", new JsonArray(Documents.Step("1", kind: "program").With("programId", Guid.NewGuid())));
        foreach (
            var (wrong, code) in new[]
            {
                (document.With("educatorId", await efs.Region27.Educator("27")), "unknown-educator"),
                (document.With("instituteId", await efs.Region27.Institute("27")), "unknown-institute"),
                (document.With("methodistId", foreign), "unknown-methodist"),
                (document.With("diagnosticId", others), "unknown-diagnostic"),
                (withProgram, "unknown-program"),
            }
        )
            await (await efs.Region74.SendJson("POST", "/v1/trajectories", wrong)).ReadErrors(422, $"trajectories.{code}");
        var made = await efs.Region74.Create("/v1/trajectories", document);
        await (
            await efs.Region74.SendJson("PATCH", made.Path(), new JsonObject { ["diagnosticId"] = others }, ("If-Match", "*"))
        ).ReadErrors(422, "trajectories.unknown-diagnostic");
        Assert.Equal(
            ["/educatorId immutable"],
            await (
                await efs.Region74.SendJson("PATCH", made.Path(), new JsonObject { ["educatorId"] = other }, ("If-Match", "*"))
            ).ReadErrors(400, "request.invalid")
        );
        Assert.Equal(
            ["/methodistId unknown-mover"],
            await (await efs.Region74.Move(made, TrajectoryClient.To("agreed").With("methodistId", foreign))).ReadErrors(
                422,
                "trajectories.unknown-mover"
            )
        );
        Assert.Equal("draft", (await efs.Region74.GetJson(made.Path())).Text("state"));
    }

    [Theory]
    [InlineData("2025-05-31", true)]
    [InlineData("2025-06-01", false)]
    public async Task It_does_not_end_before_the_diagnostic_that_it_rests_on(string takenOn, bool fits)
    {
        var educator = await efs.Region74.Educator();
        var diagnostic = await efs.Region74.Diagnostic(
            educator,
            await efs.Region74.Instrument("subject_mathematics"),
            "primary",
            takenOn,
            ("subject_mathematics", 5)
        );
        var response = await efs.Region74.SendJson(
            "POST",
            "/v1/trajectories",
            Documents.Trajectory(educator, await efs.Region74.Institute()).With("diagnosticId", diagnostic)
        );
        if (fits)
            await response.ReadJson(201);
        else
            Assert.Equal(["/plannedTo date-order"], await response.ReadErrors(422, "trajectories.dates"));
    }

    [Fact]
    public async Task An_educator_has_one_open_trajectory_in_an_institute()
    {
        var document = Documents.Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute());
        foreach (var end in new[] { "completed", "terminated" })
        {
            var open = await efs.Region74.Create("/v1/trajectories", document);
            foreach (var to in new[] { "agreed", "active", end })
            {
                Assert.Equal(
                    ["/instituteId open-already"],
                    await (await efs.Region74.SendJson("POST", "/v1/trajectories", document)).ReadErrors(409, "trajectories.open-already")
                );
                await (await efs.Region74.Move(open, to)).ReadJson(201);
            }
        }
        await efs.Region74.Create("/v1/trajectories", document);
        var elsewhere = await efs.Region74.Create("/v1/trajectories", document.With("instituteId", await efs.Region74.Institute()));
        await (await efs.Region74.SendJson("PUT", elsewhere.Path(), document, ("If-Match", "*"))).ReadErrors(
            409,
            "trajectories.open-already"
        );
    }

    [Fact]
    public async Task Of_many_trajectories_opened_at_once_one_is()
    {
        var document = Documents.Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute());
        var statuses = await Registries.Concurrently(
            16,
            i =>
                i % 2 == 0
                    ? efs.Region74.SendJson("POST", "/v1/trajectories", document)
                    : efs.Region74.SendJson("PUT", $"/v1/trajectories/by-source/74/at-once-{i}", document)
        );
        Assert.Equal([(201, 1), (409, 15)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("agreed")]
    [InlineData("active")]
    [InlineData("completed")]
    [InlineData("terminated")]
    public async Task Only_a_draft_is_removed(string state)
    {
        var trajectory = await efs.Region74.Trajectory(state, Documents.Step("1", isMandatory: false));
        var response = await efs.Region74.SendJson("DELETE", trajectory.Path(), (string?)null, ("If-Match", "*"));
        if (state == "draft")
            await response.ReadJson(204);
        else
            await response.ReadErrors(409, "registry.in-use");
        Assert.Equal(state == "draft" ? 404 : 200, (int)(await efs.Region74.GetAsync(trajectory.Path())).StatusCode);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("terminated")]
    public async Task What_is_closed_stays_as_it_is(string state)
    {
        var document = Documents.Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute()).With("sourceId", state);
        var trajectory = await efs.Region74.CreateInState(state, document);
        var other = document.With("goal", "Другая").With("correctionReason", "Поздно");
        await (await efs.Region74.SendJson("PUT", trajectory.Path(), other, ("If-Match", "*"))).ReadErrors(422, "trajectories.closed");
        await (
            await efs.Region74.SendJson("PATCH", trajectory.Path(), """{"goal":"Другая","correctionReason":"Поздно"}""", ("If-Match", "*"))
        ).ReadErrors(422, "trajectories.closed");
        await (await efs.Region74.SendJson("PUT", $"/v1/trajectories/by-source/74/{state}", other)).ReadErrors(422, "trajectories.closed");
        var same = await (
            await efs.Region74.SendJson(
                "PUT",
                $"/v1/trajectories/by-source/74/{state}",
                trajectory.ToPlan().With("completion", null).With("termination", null)
            )
        ).ReadJson(200); // a nightly push
        Assert.Equal(trajectory.Version(), same.Version());
        Assert.Equal(trajectory.ToJsonString(), (await efs.Region74.GetJson(trajectory.Path())).ToJsonString());
    }

    [Fact]
    public async Task An_educator_who_leaves_the_last_place_keeps_the_trajectory()
    {
        var school = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        var educator = (
            await efs.Region74.Create(
                "/v1/educators",
                Documents.Educator().With("employments", new JsonArray(Documents.Employment(school)))
            )
        ).Id();
        var trajectory = await efs.Region74.CreateInState("active", Documents.Trajectory(educator, await efs.Region74.Institute()));
        await (
            await efs.Region74.SendJson(
                "PATCH",
                $"/v1/educators/{educator}",
                new JsonObject { ["employments"] = new JsonArray(Documents.Employment(school).With("until", "2025-01-31")) },
                ("If-Match", "*")
            )
        ).ReadJson(200);
        Assert.Equal(trajectory.ToJsonString(), (await efs.Region74.GetJson(trajectory.Path())).ToJsonString());
        await (await efs.Region74.Move(trajectory, TrajectoryClient.To("terminated").With("reason", "dismissed"))).ReadJson(201);
    }
}
