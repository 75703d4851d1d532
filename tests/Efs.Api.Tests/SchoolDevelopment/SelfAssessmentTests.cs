using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.SchoolDevelopment;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.SchoolDevelopment;

public sealed class SelfAssessmentTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Answers_are_saved_in_parts_and_scored_when_complete()
    {
        var made = await Made();
        var path = $"/v1/self-assessments/{made.Id()}";
        Assert.Null(made["score"]);
        Assert.Null((await Answer(path, 3, 2))["score"]);
        Assert.Equal(["/to missing-answer"], await (await Move(path, "submitted")).ReadErrors(422, "self-assessments.incomplete"));

        var complete = await Answer(path, 3, 2, 2);
        Assert.Equal("""{"points":4,"maxPoints":6,"level":"l1"}""", Totals(complete).ToJsonString());
        var emptied = await Answer(path, 1, 3, 3);
        Assert.Equal("""{"points":2,"maxPoints":6,"level":"l0"}""", Totals(emptied).ToJsonString());
        Assert.Equal([true, false], emptied["score"]!["directions"]!.AsArray().Select(d => (bool)d!["isEmptied"]!));
    }

    [Fact]
    public async Task A_recount_equals_what_is_stored()
    {
        var framework = Documents.AssessmentFramework();
        var campaign = await efs.Region74.Create(
            "/v1/assessment-campaigns",
            Documents.AssessmentCampaign((await efs.Region74.Create("/v1/assessment-frameworks", framework)).Id())
        );
        var fields = framework.Deserialize<AssessmentFrameworkFields>(Api.Kernel.Json.Options)!;
        var path = $"/v1/self-assessments/{(await Made(campaign.Id())).Id()}";
        for (var i = 0; i < 27; i++)
        {
            var record = await Answer(path, 1 + i % 3, 1 + i / 3 % 3, 1 + i / 9);
            var recount = AssessmentScoring.Score(
                fields,
                record["answers"].Deserialize<IReadOnlyList<AssessmentAnswer>>(Api.Kernel.Json.Options)!
            );
            Assert.True(JsonNode.DeepEquals(JsonSerializer.SerializeToNode(recount, Api.Kernel.Json.Options), record["score"]), $"{i}");
        }
    }

    [Theory]
    [InlineData("""[{"indicator":"i9","option":"o0"}]""", "/answers/0/indicator foreign-indicator")]
    [InlineData("""[{"indicator":"i1","option":"o0"},{"indicator":"i2","option":"yes"}]""", "/answers/1/option not-one-of")]
    public async Task Answers_must_fit_the_framework(string answers, string error) =>
        Assert.Equal(
            [error],
            await (
                await efs.Region74.SendJson(
                    "POST",
                    "/v1/self-assessments",
                    (await efs.Region74.Document("self-assessments")).With("answers", JsonNode.Parse(answers))
                )
            ).ReadErrors(422, "self-assessments.answers")
        );

    [Theory]
    [InlineData("closedOn", "2099-12-31")]
    [InlineData("branchOfId", null)]
    public async Task Branches_and_closing_schools_do_not_take_part(string member, string? value)
    {
        var school = Documents.School().With(member, value ?? $"{(await efs.Region74.Create("/v1/schools", Documents.School())).Id()}");
        var document = (await efs.Region74.Document("self-assessments")).With(
            "schoolId",
            (await efs.Region74.Create("/v1/schools", school)).Id()
        );
        await (await efs.Region74.SendJson("POST", "/v1/self-assessments", document)).ReadErrors(422, "self-assessments.not-a-participant");
    }

    [Theory]
    [InlineData("2020-01-01", "2020-12-31")]
    [InlineData("2090-01-01", "2090-12-31")]
    public async Task Answers_are_taken_in_the_campaigns_window_only(string opensOn, string closesOn)
    {
        var campaign = (await efs.Region74.Document("assessment-campaigns")).With("opensOn", opensOn).With("closesOn", closesOn);
        var document = (await efs.Region74.Document("self-assessments")).With(
            "campaignId",
            (await efs.Region74.Create("/v1/assessment-campaigns", campaign)).Id()
        );
        await (await efs.Region74.SendJson("POST", "/v1/self-assessments", document)).ReadErrors(422, "self-assessments.window");
    }

    [Fact]
    public async Task What_was_returned_may_be_corrected_after_the_window()
    {
        var campaign = await efs.Region74.Create("/v1/assessment-campaigns", await efs.Region74.Document("assessment-campaigns"));
        var path = $"/v1/self-assessments/{(await Made(campaign.Id())).Id()}";
        await Answer(path, 2, 2, 2);
        await (await Move(path, "submitted")).ReadJson(200);
        await (await Move(path, "returned")).ReadErrors(400, "request.invalid");
        await (await Move(path, "returned", "Уточните")).ReadJson(200);
        await (
            await efs.Region74.SendJson(
                "PATCH",
                $"/v1/assessment-campaigns/{campaign.Id()}",
                """{"closesOn":"2020-12-31"}""",
                ("If-Match", "*")
            )
        ).ReadJson(200);
        await Answer(path, 3, 3, 3);
        await (await Move(path, "submitted")).ReadJson(200);
    }

    // Each state is led to, and each state is tried from it.
    [Fact]
    public async Task A_self_assessment_moves_as_its_table_says()
    {
        var machine = SelfAssessmentStateAttribute.Machine;
        foreach (var state in machine.States)
        foreach (var to in machine.States)
        {
            var path = await In(state);
            var response = await Move(path, to, to is "returned" or "verified" ? "Проверено" : null);
            if (!machine.Next(state).Contains(to))
            {
                await response.ReadErrors(422, "self-assessments.forbidden-move");
                continue;
            }
            var moved = await response.ReadJson(200);
            Assert.Equal((to, true), (moved.Text("state"), moved["submittedOn"] is not null));
            var patched = await efs.Region74.SendJson(
                "PATCH",
                path,
                new JsonObject { ["answers"] = Documents.Answers(1, 1, 1) },
                ("If-Match", "*")
            );
            if (to == "returned")
                await patched.ReadJson(200);
            else
                await patched.ReadErrors(422, "self-assessments.submitted");
            await (await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "*"))).ReadErrors(409, "registry.in-use");
        }
    }

    [Fact]
    public async Task Of_many_who_submit_at_once_one_does()
    {
        for (var i = 0; i < 5; i++)
        {
            var path = await In("draft");
            var statuses = await Registries.Concurrently(16, _ => Move(path, "submitted"));
            Assert.Equal([(200, 1), (422, 15)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        }
    }

    [Fact]
    public async Task A_framework_stays_as_it_is_once_a_campaign_uses_it()
    {
        var framework = await efs.Region74.Create("/v1/assessment-frameworks", Documents.AssessmentFramework());
        var path = $"/v1/assessment-frameworks/{framework.Id()}";
        await (await efs.Region74.SendJson("PATCH", path, """{"criticalZeroEmptiesDirection":false}""", ("If-Match", "*"))).ReadJson(200);
        await efs.Region27.Create("/v1/assessment-campaigns", Documents.AssessmentCampaign(framework.Id(), "27"));
        Assert.True((bool)(await efs.Region74.GetJson(path))["isUsed"]!);
        await (await efs.Region74.SendJson("PATCH", path, """{"criticalZeroEmptiesDirection":true}""", ("If-Match", "*"))).ReadErrors(
            422,
            "assessment-frameworks.used"
        );
        await (await efs.Region74.SendJson("PATCH", path, """{"title":"Другое название"}""", ("If-Match", "*"))).ReadJson(200);
    }

    [Fact]
    public async Task A_framework_is_judged_as_a_whole()
    {
        var document = Documents
            .AssessmentFramework()
            .With(
                "directions",
                new JsonArray(
                    Documents.Direction("same", "direction", [1], Documents.Indicator("i1"), Documents.Indicator("i1")),
                    Documents.Direction("same", "key_condition", [3, 2])
                )
            );
        Assert.Equal(
            [
                "/directions/0/criteria/0/indicators/1/code repeated-item",
                "/directions/1/code repeated-item",
                "/directions/1/criteria/0/indicators required",
                "/directions/1/levels/2/from scale-order",
            ],
            (await (await efs.Region74.SendJson("POST", "/v1/assessment-frameworks", document)).ReadErrors(400, "request.invalid")).Order(
                StringComparer.Ordinal
            )
        );
    }

    private async Task<string> In(string state)
    {
        var path = $"/v1/self-assessments/{(await Made()).Id()}";
        await Answer(path, 2, 2, 2);
        if (state != "draft")
            await (await Move(path, "submitted")).ReadJson(200);
        if (state is "returned" or "verified")
            await (await Move(path, state, "Проверено")).ReadJson(200);
        return path;
    }

    private Task<HttpResponseMessage> Move(string path, string to, string? comment = null) =>
        efs.Region74.SendJson("POST", $"{path}/transitions", new JsonObject { ["to"] = to }.With("comment", comment));

    private async Task<JsonObject> Answer(string path, params int[] options) =>
        await (
            await efs.Region74.SendJson("PATCH", path, new JsonObject { ["answers"] = Documents.Answers(options) }, ("If-Match", "*"))
        ).ReadJson(200);

    private async Task<JsonObject> Made(Guid? campaign = null)
    {
        var document = await efs.Region74.Document("self-assessments");
        return await efs.Region74.Create("/v1/self-assessments", campaign is null ? document : document.With("campaignId", campaign));
    }

    private static JsonObject Totals(JsonObject record) => record["score"]!.AsObject().With("directions", null);
}
