using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

public sealed class GrowthTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Competence = "subject_mathematics";

    [Fact]
    public async Task The_timeline_tells_everything_in_order()
    {
        var category = new JsonObject { ["kind"] = "first", ["grantedOn"] = "2024-03-01" };
        var educator = (await efs.Region74.Create("/v1/educators", Documents.Educator().With("categories", new JsonArray(category)))).Id();
        var instrument = await efs.Region74.Instrument(Competence);
        var (first, last) = (
            await Taken(educator, instrument, "primary", "2024-09-10", 5),
            await Taken(educator, instrument, "repeated", "2025-05-20", 15)
        );
        var replaced = await efs.Region74.Create("/v1/certificates", Documents.Certificate(educator));
        var certificate = (
            await efs.Region74.Create(
                "/v1/certificates",
                Documents.Certificate(educator).With("status", "duplicate").With("replacesId", replaced.Id()).With("issuedOn", "2024-06-15")
            )
        ).Id();
        var asMentee = (
            await efs.Region74.Create(
                "/v1/mentorships",
                Documents.Mentorship(await efs.Region74.Educator(), educator).With("until", "2024-12-31")
            )
        ).Id();
        var asMentor = (
            await efs.Region74.Create(
                "/v1/mentorships",
                Documents.Mentorship(educator, await efs.Region74.Educator()).With("since", "2025-01-09")
            )
        ).Id();
        // What a region did earlier is told with its days; an agreement has its own.
        var trajectory = await efs.Region74.CreateInState(
            "agreed",
            Documents.Trajectory(educator, await efs.Region74.Institute(), "74", Documents.Step("1"))
        );
        await (await efs.Region74.Move(trajectory, TrajectoryClient.To("active").With("occurredOn", "2024-10-01"))).ReadJson(201);
        foreach (var (to, on) in new[] { ("submitted", "2024-11-01"), ("returned", "2024-11-05"), ("submitted", "2024-11-12") })
            await (await efs.Region74.MoveStep(trajectory, "1", TrajectoryClient.StepTo(to).With("occurredOn", on))).ReadJson(201);
        await (await efs.Region74.MoveStep(trajectory, "1", "accepted")).ReadJson(201);
        await (await efs.Region74.Move(trajectory, "completed")).ReadJson(201);

        var timeline = (await efs.Region74.GetJson($"/v1/educators/{educator}/growth"))["timeline"]!
            .AsArray()
            .Select(e => e!.AsObject())
            .ToList();
        Assert.Equal(timeline.Select(e => e.Text("on")).Order(StringComparer.Ordinal), timeline.Select(e => e.Text("on")));
        var step = trajectory.StepOf("1").Id();
        string[] earlier =
        [
            $"2024-03-01 category {educator} first",
            $"2024-06-15 certificate {certificate} upgrade_certificate",
            $"2024-09-02 mentorship_begun {asMentee} mentee",
            $"2024-09-10 diagnostic {first} primary",
            $"2024-09-10 deficit_opened {first} low",
            $"2024-09-20 trajectory {trajectory.Id()} draft",
            $"2024-09-20 trajectory {trajectory.Id()} agreed",
            $"2024-10-01 trajectory {trajectory.Id()} active",
            $"2024-11-01 step {step} submitted",
            $"2024-11-05 step {step} returned",
            $"2024-11-12 step {step} submitted",
            $"2024-12-31 mentorship_ended {asMentee} mentee",
            $"2025-01-09 mentorship_begun {asMentor} mentor",
            $"2025-05-20 diagnostic {last} repeated",
            $"2025-05-20 deficit_closed {last} basic",
        ];
        Assert.Equal(earlier, timeline.Take(earlier.Length).Select(e => $"{e["on"]} {e["kind"]} {e["recordId"]} {e["what"]}"));
        string[] now = ["step accepted", "trajectory completed"];
        Assert.Equal(now, timeline.Skip(earlier.Length).Select(e => $"{e["kind"]} {e["what"]}"));
        Assert.All(
            timeline.Skip(earlier.Length),
            e =>
                Assert.Equal(
                    e.Text("kind") == "step" ? (step, "Шаг 1") : (trajectory.Id(), null),
                    (e["recordId"]!.GetValue<Guid>(), (string?)e["title"])
                )
        );
        Assert.Equal(Competence, timeline.Single(e => e.Text("kind") == "deficit_opened").Text("competenceCode"));
    }

    [Fact]
    public async Task A_competence_grows_from_its_first_to_its_last_result_by_one_instrument()
    {
        var (educator, document) = (await efs.Region74.Educator(), Documents.Instrument("74", Competence).With("code", "growth-a"));
        var (one, two, other) = (
            (await efs.Region74.Create("/v1/instruments", document)).Id(),
            (await efs.Region74.Create("/v1/instruments", document.With("edition", 2))).Id(),
            (
                await efs.Region74.Create(
                    "/v1/instruments",
                    Documents.Instrument("74", Competence, "subject_algebra").With("code", "growth-b")
                )
            ).Id()
        );
        await Taken(educator, two, "repeated", "2025-05-20", 4); // sent before what it follows
        var first = await Taken(educator, one, "primary", "2024-09-10", 10);
        await Taken(educator, one, "repeated", "2024-12-10", 20);
        await efs.Region74.Diagnostic(educator, other, "primary", "2024-10-01", (Competence, 13), ("subject_algebra", 7));
        var grown = (await efs.Region74.GetJson($"/v1/educators/{educator}/growth"))["competences"]!.AsArray();
        Assert.Equal(
            ["subject_algebra 35 35 0", "subject_mathematics 50 20 -30", "subject_mathematics 65 65 0"],
            grown.Select(c => $"{c!["competenceCode"]} {c["first"]!["percent"]} {c["last"]!["percent"]} {c["change"]}")
        );
        Assert.Equal(first, grown[1]!["first"]!["diagnosticId"]!.GetValue<Guid>());
        await (await efs.Region27.GetAsync($"/v1/educators/{educator}/growth")).ReadErrors(404, "registry.not-found");
    }

    private Task<Guid> Taken(Guid educator, Guid instrument, string stage, string on, decimal score) =>
        efs.Region74.Diagnostic(educator, instrument, stage, on, (Competence, score));
}
