using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

/// <summary>What is proposed to close deficits. Each test has a competence of its own, since programmes are read by all.</summary>
public sealed class RecommendationTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly DateOnly today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(5)); // in region 74

    // A programme, and the reasons why it is proposed to a teacher of mathematics at the levels noo and ooo; none where it is not.
    private static readonly (string Program, string? Reasons)[] offers =
    [
        ("{}", "own_region"),
        ("""{"regionCode":"27"}""", ""),
        ("""{"competences":["subject_biology"]}""", null),
        ("""{"competences":[]}""", null),
        ("""{"expertise":"submitted"}""", "own_region"),
        ("""{"expertise":"passed"}""", "passed_expertise own_region"),
        ("""{"expertise":"failed"}""", null),
        ("""{"federalRegister":{"number":"1","includedOn":"2024-01-01"}}""", "federal_register own_region"),
        ("""{"federalRegister":{"number":"2","includedOn":"2024-01-01","excludedOn":"today"}}""", null),
        ("""{"federalRegister":{"number":"3","includedOn":"2024-01-01","excludedOn":"tomorrow"}}""", "federal_register own_region"),
        ("""{"validFrom":"today","validTo":"today"}""", "own_region"),
        ("""{"validFrom":"tomorrow"}""", null),
        ("""{"validTo":"yesterday"}""", null),
        ("""{"audience":{}}""", "own_region made_for_work"),
        ("""{"audience":{"positionGroups":["pedagogical","leader"]}}""", "own_region made_for_work"),
        ("""{"audience":{"positionGroups":["leader"]}}""", null),
        ("""{"audience":{"subjects":["physics","mathematics"]}}""", "own_region made_for_work"),
        ("""{"audience":{"subjects":["physics"]}}""", null),
        ("""{"audience":{"levels":["ooo","soo"]}}""", "own_region made_for_work"),
        ("""{"audience":{"levels":["soo"]}}""", null),
        (
            """{"audience":{"positionGroups":["pedagogical"],"subjects":["mathematics"],"levels":["noo"]},"expertise":"passed"}""",
            "passed_expertise own_region made_for_work"
        ),
        ("""{"audience":{"positionGroups":["pedagogical"],"subjects":["mathematics"],"levels":["soo"]}}""", null),
    ];

    [Fact]
    public async Task A_programme_is_proposed_when_it_is_on_offer_for_the_educators_work_today()
    {
        const string Competence = "subject_geography";
        var school = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        var former = Documents
            .Employment(school)
            .With("subjectCodes", new JsonArray("physics"))
            .With("isMain", false)
            .With("until", Day(-1));
        var teacher = await Lacking(
            Documents.Educator().With("employments", new JsonArray(Documents.Employment(school), former)),
            Competence
        );
        var unemployed = await Lacking(Documents.Educator(), Competence);
        var made = new List<(string Id, string? Reasons, bool IsOnOffer)>();
        foreach (var (change, reasons) in offers)
        {
            var program = JsonNode
                .Parse(
                    change
                        .Replace("yesterday", Day(-1), StringComparison.Ordinal)
                        .Replace("today", Day(0), StringComparison.Ordinal)
                        .Replace("tomorrow", Day(1), StringComparison.Ordinal)
                )!
                .AsObject()
                .Aggregate(Documents.Program("74", 36, Competence), (left, member) => left.With(member.Key, member.Value?.DeepClone()));
            made.Add(
                (
                    (string)
                        (await (program.Text("regionCode") == "74" ? efs.Region74 : efs.Region27).Create("/v1/programs", program))["id"]!,
                    reasons,
                    reasons is not null || change.Contains("audience", StringComparison.Ordinal)
                )
            );
        }
        Assert.Equal(
            made.Where(m => m.Reasons is not null).Select(m => (m.Id, $"builds_competence {m.Reasons}".Trim())),
            await Proposed(teacher)
        );
        // Where no work is known, an audience does not exclude and is no reason.
        Assert.Equal(
            made.Where(m => m.IsOnOffer)
                .Select(m =>
                    (m.Id, $"builds_competence {m.Reasons ?? "own_region"}".Replace(" made_for_work", "", StringComparison.Ordinal).Trim())
                ),
            await Proposed(unemployed)
        );
    }

    [Fact]
    public async Task Programmes_that_cover_more_come_first_and_the_plan_takes_the_cheapest_that_cover_all()
    {
        string[] lacking = ["communicative_conflict", "communicative_parents", "communicative_pupils", "communicative_colleagues"];
        var educator = await Lacking(Documents.Educator(), lacking);
        var (three, two, cheap, dear) = (
            await Program(72, lacking[..3]),
            await Program(36, lacking[1], lacking[0], "subject_biology"),
            await Program(18, lacking[2]),
            await Program(36, lacking[2])
        );
        var response = await efs.Region74.GetJson($"/v1/educators/{educator}/recommendations");
        Assert.Equal(lacking.Order(StringComparer.Ordinal), Texts(response["openDeficits"]));
        Assert.Equal([three, two, cheap, dear], response["programs"]!.AsArray().Select(p => p!["programId"]!.GetValue<Guid>()));
        Assert.Equal(["communicative_conflict", "communicative_parents"], Texts(response["programs"]![1]!["covers"]));
        var plan = response["plan"]!;
        Assert.Equal(("exact", 1, 54), ((string)plan["method"]!, plan["bound"]!.GetValue<decimal>(), (int)plan["hours"]!));
        Assert.Equal(new[] { two, cheap }.Order(), plan["programs"]!.AsArray().Select(p => p!.GetValue<Guid>()));
        Assert.Equal(lacking[..3].Order(StringComparer.Ordinal), Texts(plan["covered"]));
        Assert.Equal(["communicative_colleagues"], Texts(plan["uncovered"]));
        Assert.Equal(response.ToJsonString(), (await efs.Region74.GetJson($"/v1/educators/{educator}/recommendations")).ToJsonString());
        await (await efs.Region27.GetAsync($"/v1/educators/{educator}/recommendations")).ReadErrors(404, "registry.not-found");
    }

    [Fact]
    public async Task Methodists_are_proposed_who_know_the_matter_and_have_room()
    {
        var educator = await Lacking(Documents.Educator(), "subject_physics", "psychological_gifted", "psychological_motivation");
        var document = Documents.Methodist(await efs.Region74.Educator()).With("subjectCode", "physics");
        var direction = document.With("subjectCode", null).With("direction", "psychological_pedagogical");
        var (busy, free, wide) = (
            await Methodist(document.With("capacity", 2)),
            await Methodist(document),
            await Methodist(direction.With("until", Day(0)))
        );
        await efs.Region74.CreateInState(
            "draft",
            Documents.Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute()).With("methodistId", busy)
        );
        var full = await Methodist(document.With("capacity", 1));
        await efs.Region74.CreateInState(
            "active",
            Documents.Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute()).With("methodistId", full)
        );
        foreach (
            var other in new[]
            {
                document.With("capacity", 0),
                document.With("until", Day(-1)),
                document.With("since", Day(1)),
                document.With("subjectCode", "mathematics"),
                document.With("subjectCode", null).With("direction", "managerial"),
            }
        )
            await Methodist(other);
        await efs.Region74.Create("/v1/methodists", document.With("educatorId", educator));
        await efs.Region27.Create(
            "/v1/methodists",
            document.With("regionCode", "27").With("educatorId", await efs.Region27.Educator("27"))
        );

        var response = await efs.Region74.GetJson($"/v1/educators/{educator}/recommendations");
        Assert.Equal(
            [
                (wide, "direction", "psychological_gifted psychological_motivation", 0),
                (free, "subject", "subject_physics", 0),
                (busy, "subject", "subject_physics", 1),
            ],
            response["methodists"]!
                .AsArray()
                .Select(m =>
                    (
                        m!["methodistId"]!.GetValue<Guid>(),
                        string.Join(' ', Texts(m["reasons"])),
                        string.Join(' ', Texts(m["covers"])),
                        (int)m["load"]!["openTrajectories"]!
                    )
                )
        );
    }

    [Fact]
    public async Task The_answer_names_no_person()
    {
        var educator = await Lacking(Documents.Educator("74", "Приметная"), "communicative_public_speech");
        var helper = (await efs.Region74.Create("/v1/educators", Documents.Educator("74", "Приметная"))).Id();
        await efs.Region74.Create(
            "/v1/methodists",
            Documents.Methodist(helper).With("subjectCode", null).With("direction", "communicative").With("municipality", "Приметная")
        );
        await Program(36, "communicative_public_speech");
        var response = await efs.Region74.GetJson($"/v1/educators/{educator}/recommendations");
        Assert.Single(response["methodists"]!.AsArray());
        var text = response.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (var personal in new[] { "Приметная", "Мария", "Петровна", "1985", "example.ru", $"{educator}", $"{helper}" })
            Assert.DoesNotContain(personal, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withotheropen_deficits_nothing_is_proposed()
    {
        var response = await efs.Region74.GetJson($"/v1/educators/{await efs.Region74.Educator()}/recommendations");
        Assert.Equal(
            """{"openDeficits":[],"programs":[],"methodists":[],"plan":{"method":"exact","bound":1,"hours":0,"programs":"""
                + """[],"covered":[],"uncovered":[]}}""",
            response.ToJsonString()
        );
    }

    private async Task<Guid> Lacking(JsonObject document, params string[] competences)
    {
        var educator = (await efs.Region74.Create("/v1/educators", document)).Id();
        await efs.Region74.Diagnostic(
            educator,
            await efs.Region74.Instrument(competences),
            "primary",
            "2024-09-10",
            [.. competences.Select(c => (c, 1m))]
        );
        return educator;
    }

    private async Task<IEnumerable<(string, string)>> Proposed(Guid educator) =>
        (await efs.Region74.GetJson($"/v1/educators/{educator}/recommendations"))["programs"]!
            .AsArray()
            .Select(p => ((string)p!["programId"]!, string.Join(' ', Texts(p["reasons"]))));

    private async Task<Guid> Program(int hours, params string[] competences) =>
        (await efs.Region74.Create("/v1/programs", Documents.Program("74", hours, competences))).Id();

    private async Task<Guid> Methodist(JsonObject document) =>
        (await efs.Region74.Create("/v1/methodists", document.With("educatorId", await efs.Region74.Educator()))).Id();

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(t => (string)t!);

    private static string Day(int fromToday) => today.AddDays(fromToday).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
