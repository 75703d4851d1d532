using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

/// <summary>Deficits as the story of an educator's diagnostics.</summary>
public sealed class DeficitTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Competence = "subject_mathematics";

    // Each diagnostic: stage p or r, by instrument a, a second edition of it A, or another instrument b, and the score of twenty;
    // each deficit: score at its opening, at its latest, and at its closing.
    [Theory]
    [InlineData("pa12", "")]
    [InlineData("pa11", "11 11 -")]
    [InlineData("ra11", "11 11 -")]
    [InlineData("pa11 ra12", "11 12 12")]
    [InlineData("ra11 ra20", "11 20 20")]
    [InlineData("pa11 pa20", "11 20 -")]
    [InlineData("pa11 pa20 ra15", "11 15 15")]
    [InlineData("pa11 ra10", "11 10 -")]
    [InlineData("pa11 rb20", "11 11 -")]
    [InlineData("pa11 pb5 rb20", "11 11 -", "5 20 20")]
    [InlineData("pa11 rA20", "11 20 20")]
    [InlineData("pA11 ra20", "11 20 20")]
    [InlineData("pa11 ra20 ra3", "11 20 20", "3 3 -")]
    [InlineData("pa11 ra20 pa3 ra13", "11 20 20", "3 13 13")]
    [InlineData("pa20 ra11", "11 11 -")]
    public async Task A_deficit_is_opened_by_any_and_closed_by_a_repeated_diagnostic_of_the_same_instrument(
        string story,
        params string[] deficits
    )
    {
        ArgumentNullException.ThrowIfNull(story);
        var (educator, document) = (await efs.Region74.Educator(), Documents.Instrument("74", Competence));
        var instruments = new Dictionary<char, Guid> { ['b'] = await efs.Region74.Instrument(Competence) };
        foreach (var (edition, name) in new[] { (1, 'a'), (2, 'A') })
            instruments[name] = (await efs.Region74.Create("/v1/instruments", document.With("edition", edition))).Id();
        foreach (var (day, taken) in story.Split(' ').Index())
            await efs.Region74.Diagnostic(
                educator,
                instruments[taken[1]],
                taken[0] == 'p' ? "primary" : "repeated",
                $"2024-09-{day + 1:00}",
                (Competence, decimal.Parse(taken[2..], System.Globalization.CultureInfo.InvariantCulture))
            );
        Assert.Equal(deficits.Where(d => d.Length > 0), (await Deficits(educator)).Select(Line));
        Assert.Equal(deficits.Where(d => d.EndsWith('-')), (await Deficits(educator, "?isOpen=true")).Select(Line));
        Assert.Equal(deficits.Where(d => d.Length > 0 && !d.EndsWith('-')), (await Deficits(educator, "?isOpen=false")).Select(Line));
    }

    [Fact]
    public async Task A_deficit_names_the_diagnostics_that_it_follows_from()
    {
        var (educator, instrument) = (await efs.Region74.Educator(), await efs.Region74.Instrument());
        var (lesson, mathematics) = (Documents.Competences[1], Documents.Competences[2]);
        var last = await efs.Region74.Diagnostic(
            educator,
            instrument,
            "repeated",
            "2025-05-20",
            (Documents.Competences[0], 20),
            (lesson, 5),
            (mathematics, 16)
        ); // sent before what it follows
        var first = await efs.Region74.Diagnostic(
            educator,
            instrument,
            "primary",
            "2024-09-10",
            (Documents.Competences[0], 12),
            (lesson, 10),
            (mathematics, 11)
        );
        var deficits = await Deficits(educator);
        Assert.Equal([(lesson, true), (mathematics, false)], deficits.Select(d => (d.Text("competenceCode"), (bool)d["isOpen"]!)));
        Assert.All(
            deficits,
            d =>
                Assert.Equal(
                    (first, "2024-09-10", "low"),
                    (d["opened"]!["diagnosticId"]!.GetValue<Guid>(), (string)d["opened"]!["takenOn"]!, (string)d["opened"]!["level"]!)
                )
        );
        Assert.All(deficits, d => Assert.Equal(last, d["latest"]!["diagnosticId"]!.GetValue<Guid>()));
        Assert.True(JsonNode.DeepEquals(deficits[1]["latest"], deficits[1]["closed"]));
        await (await efs.Region27.GetAsync($"/v1/educators/{educator}/deficits")).ReadErrors(404, "registry.not-found");
    }

    [Fact]
    public async Task A_corrected_diagnostic_tells_of_other_deficits()
    {
        var (educator, instrument) = (await efs.Region74.Educator(), await efs.Region74.Instrument(Competence));
        var first = await efs.Region74.Diagnostic(educator, instrument, "primary", "2024-09-10", (Competence, 5));
        var last = await efs.Region74.Diagnostic(educator, instrument, "repeated", "2025-05-20", (Competence, 15));
        foreach (
            var (which, change, deficits) in new[]
            {
                (last, """{"stage":"primary"}""", ["5 15 -"]),
                (last, """{"stage":"repeated","scores":[{"competenceCode":"subject_mathematics","score":11}]}""", ["5 11 -"]),
                (first, """{"scores":[{"competenceCode":"subject_mathematics","score":12}]}""", (string[])["11 11 -"]),
                (first, """{"takenOn":"2025-05-21","stage":"repeated"}""", ["11 12 12"]),
            }
        )
        {
            await (await efs.Region74.SendJson("PATCH", $"/v1/diagnostics/{which}", change, ("If-Match", "*"))).ReadJson(200);
            Assert.Equal(deficits, (await Deficits(educator)).Select(Line));
        }
        await (await efs.Region74.SendJson("DELETE", $"/v1/diagnostics/{last}", (string?)null, ("If-Match", "*"))).ReadJson(204);
        Assert.Empty(await Deficits(educator));
    }

    private async Task<IReadOnlyList<JsonObject>> Deficits(Guid educator, string query = "") =>
        [.. (await efs.Region74.GetJson($"/v1/educators/{educator}/deficits{query}"))["items"]!.AsArray().Select(d => d!.AsObject())];

    private static string Line(JsonObject deficit) => $"{Score(deficit["opened"])} {Score(deficit["latest"])} {Score(deficit["closed"])}";

    private static string Score(JsonNode? evidence) => evidence is null ? "-" : $"{evidence["percent"]!.GetValue<decimal>() / 5:0}";
}
