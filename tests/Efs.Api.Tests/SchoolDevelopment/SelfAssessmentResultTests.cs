using System.Globalization;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.SchoolDevelopment;

/// <summary>
/// What follows from a scored self-diagnosis. The framework has i1 (critical) and i2 in one direction, i3 in another, each with 0 to 2
/// points.
/// </summary>
public sealed class SelfAssessmentResultTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData(new[] { 3, 3, 3 })]
    [InlineData(new[] { 1, 3, 2 }, "knowledge i1 0/2 critical", "climate i3 1/2")]
    [InlineData(new[] { 0, 2, 0 }, "knowledge i2 1/2")]
    public async Task A_deficit_is_an_answer_that_is_not_the_best(int[] answers, params string[] deficits)
    {
        var assessment = await Assessment(await Campaign(), answers, submitted: false);
        var found = (await efs.Region74.GetJson($"/v1/self-assessments/{assessment.Id()}/deficits"))["items"]!.AsArray();
        Assert.Equal(deficits, found.Select(d => Line(d!)));

        static string Line(JsonNode deficit)
        {
            var points = $"{Number(deficit["points"]!)}/{Number(deficit["maxPoints"]!)}";
            return $"{deficit["directionCode"]} {deficit["indicator"]} {points}{((bool)deficit["isCritical"]! ? " critical" : "")}";
        }
    }

    // Counted by hand: 6, 4 and 2 points of 6; the third has no points in its direction, by the critical rule.
    [Fact]
    public async Task A_result_is_compared_over_campaigns_and_with_the_region()
    {
        var (earlier, later) = (await Campaign("2019-11-01"), await Campaign());
        var school = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        await Assessment(later, [3, 3, 3]);
        await Assessment(later, [1, 3, 3]);
        await Assessment(later, [3, 3, 3], submitted: false);
        await Assessment(earlier, [2, 2, 2], school: school);
        var assessment = await Assessment(later, [2, 2, 3], school: school);

        var compared = await efs.Region74.GetJson($"/v1/self-assessments/{assessment.Id()}/comparison");
        Assert.Equal(
            ["2019-11-01 50 l1", "2020-01-01 66.66 l1"],
            compared["campaigns"]!.AsArray().Select(c => $"{c!["opensOn"]} {Number(c["percent"]!)} {c["score"]!["level"]}")
        );
        Assert.Equal(
            """{"schools":3,"averagePoints":4,"directions":["knowledge 2","climate 2"],"levels":["l0 1","l1 1","l2 1"]}""",
            new JsonObject
            {
                ["schools"] = (int)compared["region"]!["schools"]!,
                ["averagePoints"] = (int)(decimal)compared["region"]!["averagePoints"]!,
                ["directions"] = Listed("directions", "directionCode", "averagePoints"),
                ["levels"] = Listed("levels", "level", "schools"),
            }.ToJsonString()
        );

        JsonArray Listed(string list, string name, string value) =>
            new([.. compared["region"]![list]!.AsArray().Select(i => (JsonNode)$"{i![name]} {Number(i[value]!)}")]);
    }

    [Fact]
    public async Task The_result_is_printed_as_regions_file_it()
    {
        var assessment = await Assessment(await Campaign(), [1, 3, 2]);
        using var response = await efs.Region74.GetAs("text/html", $"/v1/self-assessments/{assessment.Id()}/document");
        var page = await response.Content.ReadAsStringAsync();
        foreach (
            var text in new[]
            {
                "Сумма баллов за весь тест: <strong>1</strong> из 6",
                "Уровень: <strong>УРОВЕНЬ 0</strong>",
                "обнулено критическим показателем",
                "Магистральное направление «knowledge»",
                "Ключевое условие «climate»",
                "i1 (критический показатель)",
                "Вариант 2",
            }
        )
            Assert.Contains(text, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_results_of_another_region_are_not_there()
    {
        var assessment = await Assessment(await Campaign(), [1, 3, 2]);
        foreach (var part in new[] { "deficits", "comparison", "document" })
            await (await efs.Region27.GetAsync($"/v1/self-assessments/{assessment.Id()}/{part}")).ReadErrors(404, "registry.not-found");
    }

    [Fact]
    public async Task The_measures_of_a_programme_are_tied_to_deficits()
    {
        var assessment = await Assessment(await Campaign(), [1, 3, 2], submitted: false);
        var program = Documents.DevelopmentProgram(assessment.Id(), "74", Documents.DevelopmentMeasure("i1", "i3"));
        await efs.Region74.Create("/v1/development-programs", program);
        foreach (var filter in new[] { $"schoolId={assessment.Text("schoolId")}", $"assessmentId={assessment.Id()}" })
            Assert.Single((await efs.Region74.GetJson($"/v1/development-programs?{filter}"))["items"]!.AsArray());

        var wrong = Documents.DevelopmentProgram(
            assessment.Id(),
            "74",
            Documents.DevelopmentMeasure("i1"),
            Documents.DevelopmentMeasure("i3", "i2", "i9")
        );
        Assert.Equal(
            ["/measures/1/indicators/1 not-a-deficit", "/measures/1/indicators/2 not-a-deficit"],
            await (await efs.Region74.SendJson("POST", "/v1/development-programs", wrong)).ReadErrors(
                422,
                "development-programs.not-a-deficit"
            )
        );
    }

    [Fact]
    public async Task A_programme_is_printed_with_the_deficits_that_it_answers()
    {
        var assessment = await Assessment(await Campaign(), [1, 3, 2], submitted: false);
        var planned = Documents.DevelopmentMeasure("i3").With("title", "<b>Клуб</b>");
        var done = Documents.DevelopmentMeasure("i1", "i3").With("state", "done").With("result", "Ставка введена");
        var program = await efs.Region74.Create(
            "/v1/development-programs",
            Documents.DevelopmentProgram(assessment.Id(), "74", planned, done)
        );
        var path = $"/v1/development-programs/{program.Id()}/document";
        using var response = await efs.Region74.GetAs("text/html", path);
        var page = await response.Content.ReadAsStringAsync();
        foreach (
            var text in new[]
            {
                "<h1>Программа развития</h1>",
                "Срок реализации: 01.01.2024 — 31.12.2026",
                "i1 (критический показатель)",
                """data-label="Мероприятия">1, 2</td>""",
                "&lt;b&gt;Клуб&lt;/b&gt;",
                "Ставка введена",
                "01.09.2025",
            }
        )
            Assert.Contains(text, page, StringComparison.Ordinal);
        await (await efs.Region27.GetAsync(path)).ReadErrors(404, "registry.not-found");
    }

    private static string Number(JsonNode value) => ((decimal)value).ToString("0.##", CultureInfo.InvariantCulture);

    private async Task<Guid> Campaign(string opensOn = "2020-01-01")
    {
        var framework = await efs.Region74.Create("/v1/assessment-frameworks", Documents.AssessmentFramework());
        var campaign = Documents.AssessmentCampaign(framework.Id()).With("opensOn", opensOn);
        return (await efs.Region74.Create("/v1/assessment-campaigns", campaign)).Id();
    }

    private async Task<JsonObject> Assessment(Guid campaign, int[] answers, bool submitted = true, Guid? school = null)
    {
        school ??= (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        var document = Documents.SelfAssessment(campaign, school.Value).With("answers", Documents.Answers(answers));
        var made = await efs.Region74.Create("/v1/self-assessments", document);
        if (!submitted)
            return made;
        var path = $"/v1/self-assessments/{made.Id()}/transitions";
        return await (await efs.Region74.SendJson("POST", path, """{"to":"submitted"}""")).ReadJson(200);
    }
}
