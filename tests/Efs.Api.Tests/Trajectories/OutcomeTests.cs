using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

/// <summary>What a repeated diagnostic tells of a completed trajectory.</summary>
public sealed class OutcomeTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Competence = "subject_mathematics";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_says_of_each_deficit_whether_it_is_closed_kept_or_new(bool atCompletion)
    {
        var (educator, document) = (
            await efs.Region74.Educator(),
            Documents.Instrument(
                "74",
                "subject_algebra",
                "methodical_assessment",
                "methodical_lesson_design",
                "subject_mathematics",
                "subject_physics"
            )
        );
        var second = document.With("edition", 2); // measures geometry instead of physics
        second["competences"]![4]!["competenceCode"] = "subject_geometry";
        var (before, after) = (
            (await efs.Region74.Create("/v1/instruments", document)).Id(),
            (await efs.Region74.Create("/v1/instruments", second)).Id()
        );
        var basis = await efs.Region74.Diagnostic(
            educator,
            before,
            "primary",
            "2024-09-10",
            ("subject_algebra", 12),
            ("methodical_assessment", 5),
            ("methodical_lesson_design", 8),
            ("subject_mathematics", 20),
            ("subject_physics", 1)
        );
        var repeated = await efs.Region74.Diagnostic(
            educator,
            after,
            "repeated",
            "2025-05-20",
            ("subject_algebra", 16),
            ("methodical_assessment", 15),
            ("methodical_lesson_design", 11),
            ("subject_mathematics", 2),
            ("subject_geometry", 3)
        );
        var trajectory = await efs.Region74.CreateInState(
            "active",
            Documents.Trajectory(educator, await efs.Region74.Institute()).With("diagnosticId", basis)
        );
        await (
            await efs.Region74.Move(
                trajectory,
                TrajectoryClient.To("completed").With("repeatedDiagnosticId", atCompletion ? repeated : null)
            )
        ).ReadJson(201);
        var completed = await efs.Region74.GetJson(trajectory.Path());
        if (!atCompletion)
        {
            Assert.Null(completed["outcome"]);
            completed = await (await Link(completed, repeated)).ReadJson(200);
            Assert.Equal(5, completed.Version());
            Assert.Equal(5, (await (await Link(completed, repeated)).ReadJson(200)).Version());
        }
        Assert.Equal(repeated, completed["outcome"]!["diagnosticId"]!.GetValue<Guid>());
        Assert.Equal(
            [
                "methodical_assessment 25 75 50 closed",
                "methodical_lesson_design 40 55 15 kept",
                "subject_algebra 60 80 20 ",
                "subject_geometry  15  new",
                "subject_mathematics 100 10 -90 new",
                "subject_physics 5   kept",
            ],
            completed["outcome"]!["competences"]!
                .AsArray()
                .Select(c => $"{c!["competenceCode"]} {c["before"]} {c["after"]} {c["gain"]} {c["deficit"]}")
        );
        Assert.Equal(completed.ToJsonString(), (await efs.Region74.GetJson(trajectory.Path())).ToJsonString());
        Assert.Equal(
            completed.ToJsonString(),
            (await efs.Region74.GetJson($"/v1/trajectories?educatorId={educator}"))["items"]![0]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Only_a_later_repeated_diagnostic_of_the_same_educator_by_the_same_instrument_can_tell()
    {
        var (educator, instrument, institute) = (
            await efs.Region74.Educator(),
            await efs.Region74.Instrument(Competence),
            await efs.Region74.Institute()
        );
        var earlier = await Taken(educator, instrument, "repeated", "2024-09-09");
        var basis = await Taken(educator, instrument, "repeated", "2024-09-10");
        var open = await efs.Region74.CreateInState("active", Documents.Trajectory(educator, institute).With("diagnosticId", basis));
        Guid[] wrong =
        [
            earlier,
            basis,
            await Taken(educator, instrument, "primary", "2025-05-20"),
            await Taken(await efs.Region74.Educator(), instrument, "repeated", "2025-05-20"),
            await Taken(educator, await efs.Region74.Instrument(Competence), "repeated", "2025-05-20"),
            Guid.NewGuid(),
        ];
        foreach (var diagnostic in wrong)
            Assert.Equal(
                ["/repeatedDiagnosticId not-comparable"],
                await (await efs.Region74.Move(open, TrajectoryClient.To("completed").With("repeatedDiagnosticId", diagnostic))).ReadErrors(
                    422,
                    "trajectories.not-comparable"
                )
            );
        await (await efs.Region74.Move(open, "completed")).ReadJson(201);
        foreach (var diagnostic in wrong)
            Assert.Equal(
                ["/diagnosticId not-comparable"],
                await (await Link(open, diagnostic)).ReadErrors(422, "trajectories.not-comparable")
            );
        Assert.Null((await efs.Region74.GetJson(open.Path()))["outcome"]);

        var withoutBasis = await efs.Region74.CreateInState("completed", Documents.Trajectory(educator, institute));
        await (await Link(withoutBasis, await Taken(educator, instrument, "repeated", "2025-05-21"))).ReadErrors(
            422,
            "trajectories.not-comparable"
        );
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("agreed")]
    [InlineData("active")]
    [InlineData("terminated")]
    public async Task Only_what_is_completed_has_an_outcome(string state)
    {
        var (educator, instrument) = (await efs.Region74.Educator(), await efs.Region74.Instrument(Competence));
        var document = Documents
            .Trajectory(educator, await efs.Region74.Institute())
            .With("diagnosticId", await Taken(educator, instrument, "primary", "2024-09-10"));
        var trajectory = await efs.Region74.CreateInState(state, document);
        await (await Link(trajectory, await Taken(educator, instrument, "repeated", "2025-05-20"))).ReadErrors(
            422,
            "trajectories.not-completed"
        );
    }

    [Theory]
    [InlineData("repeated", "stage", "primary")]
    [InlineData("repeated", "takenOn", "2024-09-09")]
    [InlineData("primary", "takenOn", "2025-06-01")]
    public async Task A_correction_does_not_contradict_the_trajectory_that_it_belongs_to(string stage, string member, string value)
    {
        var (educator, instrument) = (await efs.Region74.Educator(), await efs.Region74.Instrument(Competence));
        var (basis, repeated) = (
            await Taken(educator, instrument, "primary", "2024-09-10"),
            await Taken(educator, instrument, "repeated", "2025-06-02")
        );
        await (
            await Link(
                await efs.Region74.CreateInState(
                    "completed",
                    Documents.Trajectory(educator, await efs.Region74.Institute()).With("diagnosticId", basis)
                ),
                repeated
            )
        ).ReadJson(200);
        var path = $"/v1/diagnostics/{(stage == "primary" ? basis : repeated)}";
        await (await efs.Region74.SendJson("PATCH", path, new JsonObject { [member] = value }, ("If-Match", "*"))).ReadErrors(
            422,
            "diagnostics.linked"
        );
        await (
            await efs.Region74.SendJson(
                "PATCH",
                path,
                new JsonObject { ["takenOn"] = stage == "primary" ? "2024-09-11" : "2025-06-03" },
                ("If-Match", "*")
            )
        ).ReadJson(200);
    }

    [Fact]
    public async Task A_diagnostic_that_is_removed_while_it_is_linked_is_either_linked_or_gone()
    {
        for (var round = 0; round < 10; round++)
        {
            var (educator, instrument) = (await efs.Region74.Educator(), await efs.Region74.Instrument(Competence));
            var (basis, repeated) = (
                await Taken(educator, instrument, "primary", "2024-09-10"),
                await Taken(educator, instrument, "repeated", "2025-06-02")
            );
            var trajectory = await efs.Region74.CreateInState(
                "completed",
                Documents.Trajectory(educator, await efs.Region74.Institute()).With("diagnosticId", basis)
            );
            var answers = await Task.WhenAll(
                Link(trajectory, repeated),
                efs.Region74.SendJson("DELETE", $"/v1/diagnostics/{repeated}", (string?)null, ("If-Match", "*"))
            );
            Assert.Contains(((int)answers[0].StatusCode, (int)answers[1].StatusCode), new[] { (200, 409), (422, 204) });
        }
    }

    [Fact]
    public async Task A_diagnostic_that_tells_an_outcome_is_not_removed()
    {
        var (educator, instrument) = (await efs.Region74.Educator(), await efs.Region74.Instrument(Competence));
        var (basis, repeated) = (
            await Taken(educator, instrument, "primary", "2024-09-10"),
            await Taken(educator, instrument, "repeated", "2024-09-11")
        );
        var trajectory = await efs.Region74.CreateInState(
            "completed",
            Documents.Trajectory(educator, await efs.Region74.Institute()).With("diagnosticId", basis)
        );
        await (
            await efs.Region74.SendJson("PUT", $"{trajectory.Path()}/repeated-diagnostic", new JsonObject { ["diagnosticId"] = repeated })
        ).ReadErrors(428, "registry.needs-version");
        await (
            await efs.Region74.SendJson(
                "PUT",
                $"{trajectory.Path()}/repeated-diagnostic",
                new JsonObject { ["diagnosticId"] = repeated },
                ("If-Match", "\"1\"")
            )
        ).ReadErrors(412, "registry.stale");
        await (await Link(trajectory, repeated)).ReadJson(200);
        foreach (var diagnostic in new[] { basis, repeated })
            await (await efs.Region74.SendJson("DELETE", $"/v1/diagnostics/{diagnostic}", (string?)null, ("If-Match", "*"))).ReadErrors(
                409,
                "registry.in-use"
            );
    }

    private Task<Guid> Taken(Guid educator, Guid instrument, string stage, string on) =>
        efs.Region74.Diagnostic(educator, instrument, stage, on, (Competence, 5));

    private Task<HttpResponseMessage> Link(JsonObject trajectory, Guid diagnostic) =>
        efs.Region74.SendJson(
            "PUT",
            $"{trajectory.Path()}/repeated-diagnostic",
            new JsonObject { ["diagnosticId"] = diagnostic },
            ("If-Match", "*")
        );
}
