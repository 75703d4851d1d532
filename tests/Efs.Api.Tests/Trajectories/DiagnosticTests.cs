using System.Text.Json.Nodes;
using Efs.Api.Modules.Trajectories;
using Efs.Api.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using CompetenceResult = Efs.Api.Modules.Trajectories.CompetenceResult;

namespace Efs.Api.Tests.Trajectories;

public sealed class DiagnosticTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Competence = "subject_mathematics";

    [Theory] // score of maximum; levels start at 0, 33.33, 33.34, 66.66 (the threshold), 66.67 and 100
    [InlineData("0", "20", "0", "zero", true)]
    [InlineData("1", "3", "33.33", "third", true)]
    [InlineData("2", "3", "66.66", "threshold", false)]
    [InlineData("1.9999", "3", "66.66", "threshold", false)]
    [InlineData("1.9998", "3", "66.66", "threshold", false)]
    [InlineData("1.9997", "3", "66.65", "third+", true)]
    [InlineData("2.0001", "3", "66.67", "threshold+", false)]
    [InlineData("33.33", "100", "33.33", "third", true)]
    [InlineData("33.329", "100", "33.32", "zero", true)]
    [InlineData("33.34", "100", "33.34", "third+", true)]
    [InlineData("19.99", "20", "99.95", "threshold+", false)]
    [InlineData("20", "20", "100", "full", false)]
    [InlineData("0.01", "0.01", "100", "full", false)]
    [InlineData("66666", "100000", "66.66", "threshold", false)]
    [InlineData("66659", "100000", "66.65", "third+", true)]
    [InlineData("99999", "100000", "99.99", "threshold+", false)]
    public async Task A_score_means_what_the_scale_says(string score, string maxScore, string percent, string level, bool isDeficit)
    {
        var levels = new[]
        {
            ("zero", 0m),
            ("third", 33.33m),
            ("third-plus", 33.34m),
            ("threshold", 66.66m),
            ("threshold-plus", 66.67m),
            ("full", 100m),
        };
        var instrument = await efs.Region74.Create(
            "/v1/instruments",
            Documents
                .Instrument()
                .With("competences", new JsonArray(new JsonObject { ["competenceCode"] = Competence, ["maxScore"] = Number(maxScore) }))
                .With("levels", new JsonArray([.. levels.Select(l => (JsonNode)Documents.Level(l.Item1, l.Item2, l.Item1 == "threshold"))]))
        );
        var made = await efs.Region74.Create(
            "/v1/diagnostics",
            Documents.Diagnostic(await efs.Region74.Educator(), instrument.Id(), "primary", "2024-09-10", (Competence, Number(score)))
        );
        var result = made["results"]!.AsArray().Single()!;
        Assert.Equal(
            (Number(percent), level.Replace("+", "-plus", StringComparison.Ordinal), isDeficit),
            (result["percent"]!.GetValue<decimal>(), (string)result["level"]!, (bool)result["isDeficit"]!)
        );
        Assert.Equal(made.ToJsonString(), (await efs.Region74.GetJson($"/v1/diagnostics/{made.Id()}")).ToJsonString());
    }

    [Fact]
    public async Task Every_score_that_does_not_fit_is_named()
    {
        var (educator, instrument) = (
            await efs.Region74.Educator(),
            await efs.Region74.Instrument("methodical_assessment", "methodical_lesson_design", Competence)
        );
        var document = Documents.Diagnostic(
            educator,
            instrument,
            "primary",
            "2024-09-10",
            ("subject_physics", 1),
            (Competence, 20.01m),
            ("subject_chemistry", 1),
            ("methodical_assessment", 20)
        );
        var response = await efs.Region74.SendJson("POST", "/v1/diagnostics", document);
        Assert.Equal(
            [
                "/scores missing-competence",
                "/scores/0/competenceCode foreign-competence",
                "/scores/1/score over-maximum",
                "/scores/2/competenceCode foreign-competence",
            ],
            (await response.ReadErrors(422, "diagnostics.scores")).Order(StringComparer.Ordinal)
        );
        var told = JsonNode.Parse(await response.Body())!["errors"]!
            .AsArray()
            .Select(e => (string)e!["message"]!)
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "балл за subject_mathematics не больше 20",
                "инструмент не измеряет subject_chemistry",
                "инструмент не измеряет subject_physics",
                "нет балла за methodical_lesson_design",
            ],
            told
        );
        Assert.False((bool)(await efs.Region74.GetJson($"/v1/instruments/{instrument}"))["isUsed"]!);
        var twice = Documents.Diagnostic(educator, instrument, "primary", "2099-09-10", (Competence, 1), (Competence, -1));
        Assert.Equal(
            ["/scores/1/competenceCode repeated-item", "/scores/1/score out-of-range", "/takenOn in-future"],
            (await (await efs.Region74.SendJson("POST", "/v1/diagnostics", twice)).ReadErrors(400, "request.invalid")).Order()
        );
    }

    [Theory]
    [InlineData("2024-08-31", false)]
    [InlineData("2024-09-01", true)]
    [InlineData("2025-06-30", true)]
    [InlineData("2025-07-01", false)]
    public async Task It_is_taken_while_the_edition_is_in_use(string takenOn, bool fits)
    {
        var instrument = (
            await efs.Region74.Create(
                "/v1/instruments",
                Documents.Instrument("74", Competence).With("validFrom", "2024-09-01").With("validTo", "2025-06-30")
            )
        ).Id();
        var response = await efs.Region74.SendJson(
            "POST",
            "/v1/diagnostics",
            Documents.Diagnostic(await efs.Region74.Educator(), instrument, "primary", takenOn, (Competence, 1))
        );
        if (fits)
            await response.ReadJson(201);
        else
            Assert.Equal(["/takenOn closed-edition"], await response.ReadErrors(422, "diagnostics.scores"));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("by-source")]
    public async Task A_correction_keeps_what_it_corrects(string way)
    {
        var (educator, institute) = (await efs.Region74.Educator(), await efs.Region74.Institute());
        var document = Documents
            .Diagnostic(educator, await efs.Region74.Instrument(Competence), "primary", "2024-09-10", (Competence, 11))
            .With("sourceId", $"corrected-{way}")
            .With("instituteId", institute);
        var first = await efs.Region74.Create("/v1/diagnostics", document);
        var second = await (await Change(way, first, document)).ReadJson(200);
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.Empty(await Versions(first));

        second = await (
            await Change(
                way,
                first,
                document.With("scores", new JsonArray(new JsonObject { ["competenceCode"] = Competence, ["score"] = 12 }))
            )
        ).ReadJson(200);
        Assert.Equal((2, "basic"), (second.Version(), (string)second["results"]![0]!["level"]!));
        var third = await (
            await Change(way, first, second.ToFields().With("results", null).With("takenOn", "2024-09-11").With("stage", "repeated"))
        ).ReadJson(200);
        Assert.Equal(3, third.Version());

        var versions = await Versions(first);
        Assert.Equal([2, 1], versions.Select(v => v.Version()));
        foreach (var (kept, was) in versions.Zip([second, first]))
        foreach (var member in new[] { "instituteId", "stage", "takenOn", "scores", "results" })
            Assert.True(JsonNode.DeepEquals(was[member], kept[member]), $"{member}: {kept[member]}");
        Assert.All(versions, v => Assert.Equal("region-74", v.Text("replacedBy")));
        Assert.Single((await efs.Region74.GetJson($"/v1/diagnostics/{first.Id()}/versions?limit=1"))["items"]!.AsArray());
        await (await efs.Region27.GetAsync($"/v1/diagnostics/{first.Id()}/versions")).ReadErrors(404, "registry.not-found");
    }

    [Fact]
    public async Task A_refused_correction_leaves_no_version()
    {
        var made = await efs.Region74.Create(
            "/v1/diagnostics",
            Documents.Diagnostic(
                await efs.Region74.Educator(),
                await efs.Region74.Instrument(Competence),
                "primary",
                "2024-09-10",
                (Competence, 11)
            )
        );
        await (
            await Change(
                "PATCH",
                made,
                new JsonObject { ["scores"] = new JsonArray(new JsonObject { ["competenceCode"] = Competence, ["score"] = 21 }) }
            )
        ).ReadErrors(422, "diagnostics.scores");
        await (await Change("PATCH", made, new JsonObject { ["instituteId"] = Guid.NewGuid() })).ReadErrors(
            422,
            "diagnostics.unknown-institute"
        );
        Assert.Empty(await Versions(made));
        Assert.Equal(1, (await efs.Region74.GetJson($"/v1/diagnostics/{made.Id()}")).Version());
    }

    [Fact]
    public async Task Whose_it_is_and_by_what_stays()
    {
        var (educator, instrument) = (await efs.Region74.Educator(), await efs.Region74.Instrument(Competence));
        var document = Documents.Diagnostic(educator, instrument, "primary", "2024-09-10", (Competence, 11));
        var made = await efs.Region74.Create("/v1/diagnostics", document);
        var other = document
            .With("educatorId", await efs.Region74.Educator())
            .With("instrumentId", await efs.Region74.Instrument(Competence));
        Assert.Equal(
            ["/educatorId immutable", "/instrumentId immutable"],
            await (await Change("PUT", made, other)).ReadErrors(400, "request.invalid")
        );
        Assert.Equal(
            ["/takenOn duplicate"],
            await (await efs.Region74.SendJson("POST", "/v1/diagnostics", document)).ReadErrors(409, "diagnostics.duplicate")
        );
        await efs.Region74.Create("/v1/diagnostics", document.With("takenOn", "2024-09-11"));
        await (await efs.Region74.SendJson("POST", "/v1/diagnostics", document.With("instrumentId", Guid.NewGuid()))).ReadErrors(
            422,
            "diagnostics.unknown-instrument"
        );
        await (
            await efs.Region74.SendJson("POST", "/v1/diagnostics", document.With("educatorId", await efs.Region27.Educator("27")))
        ).ReadErrors(422, "diagnostics.unknown-educator");
        await (
            await efs.Region74.SendJson(
                "POST",
                "/v1/diagnostics",
                document.With("takenOn", "2024-09-12").With("instituteId", await efs.Region27.Institute("27"))
            )
        ).ReadErrors(422, "diagnostics.unknown-institute");
    }

    [Fact]
    public async Task What_is_stored_is_what_the_stored_scores_mean()
    {
        var educator = await efs.Region74.Educator();
        foreach (var (instrument, scores) in Measured.Sample(40, 10))
        {
            var id = (await efs.Region74.Create("/v1/instruments", instrument)).Id();
            var made = await efs.Region74.Create("/v1/diagnostics", Documents.Diagnostic(educator, id, "primary", "2024-09-10", scores));
            await (
                await Change(
                    "PATCH",
                    made,
                    new JsonObject
                    {
                        ["scores"] = new JsonArray([
                            .. scores.Select(s => (JsonNode)new JsonObject { ["competenceCode"] = s.Competence, ["score"] = 0 }),
                        ]),
                    }
                )
            ).ReadJson(200);
        }
        await using var rows = efs.Owner.CreateCommand(
            """
            SELECT i.competences, i.levels, d.scores, d.results FROM trajectories.diagnostic d JOIN trajectories.instrument i ON i.id =
                d.instrument_id WHERE d.educator_id = $1
            UNION ALL
            SELECT i.competences, i.levels, v.scores, v.results FROM trajectories.diagnostic_version v JOIN trajectories.diagnostic d ON
                d.id = v.diagnostic_id JOIN trajectories.instrument i ON i.id = d.instrument_id WHERE d.educator_id = $1
            """
        );
        rows.Parameters.AddWithValue(educator);
        await using var row = await rows.ExecuteReaderAsync();
        var judged = 0;
        for (; await row.ReadAsync(); judged++)
        {
            var edition = new InstrumentFields
            {
                RegionCode = "74",
                Code = "x",
                Edition = 1,
                Title = "x",
                Method = "test",
                Competences = Read<MeasuredCompetence[]>(row.GetString(0)),
                Levels = Read<ScaleLevel[]>(row.GetString(1)),
            };
            var errors = new List<Efs.Api.Kernel.ValidationError>();
            Assert.Equal(
                Read<CompetenceResult[]>(row.GetString(3)),
                Scale.Judge(edition, Read<CompetenceScore[]>(row.GetString(2)), errors)
            );
            Assert.Empty(errors);
        }
        Assert.True(judged > 40, $"{judged}");
    }

    // An instrument of some competences, maxima of up to four digits after the point and cut-offs anywhere, and scores that fit.
    private static Gen<(JsonObject Instrument, (string Competence, decimal Score)[] Scores)> Measured =>
        from competences in Gen.SubListOf(Documents.Competences.Append("subject_physics")).Where(c => c.Count > 0)
        from maxima in Gen.Choose(100, 300000).Select(n => n / 10000m).ArrayOf(competences.Count)
        from shares in Gen.Frequency((4, Gen.Choose(0, 10000)), (1, Gen.Elements(0, 3333, 6667, 10000))).ArrayOf(competences.Count)
        from cuts in Gen.Choose(1, 10000).ListOf().Select(l => l.Distinct().Order().Take(19).ToList()).Where(l => l.Count > 0)
        from threshold in Gen.Choose(0, cuts.Count - 1)
        let levels = cuts.Select((cut, i) => (JsonNode)Documents.Level($"l{i}", cut / 100m, i == threshold))
            .Prepend(Documents.Level("zero", 0))
        select (
            Documents
                .Instrument()
                .With("levels", new JsonArray([.. levels]))
                .With(
                    "competences",
                    new JsonArray([
                        .. competences.Select((c, i) => (JsonNode)new JsonObject { ["competenceCode"] = c, ["maxScore"] = maxima[i] }),
                    ])
                ),
            competences.Select((c, i) => (c, decimal.Round(maxima[i] * shares[i] / 10000, 6, MidpointRounding.ToZero))).ToArray()
        );

    private static T Read<T>(string json) => System.Text.Json.JsonSerializer.Deserialize<T>(json, Api.Kernel.Json.Options)!;

    private Task<HttpResponseMessage> Change(string way, JsonObject made, JsonObject sent) =>
        way == "by-source"
            ? efs.Region74.SendJson("PUT", $"/v1/diagnostics/by-source/74/{made.Text("sourceId")}", sent)
            : efs.Region74.SendJson(way, $"/v1/diagnostics/{made.Id()}", sent, ("If-Match", "*"));

    private async Task<IReadOnlyList<JsonObject>> Versions(JsonObject diagnostic) =>
        [.. (await efs.Region74.GetJson($"/v1/diagnostics/{diagnostic.Id()}/versions"))["items"]!.AsArray().Select(v => v!.AsObject())];

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
