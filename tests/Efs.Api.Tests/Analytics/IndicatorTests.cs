using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.Analytics;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Analytics;

/// <summary>Definitions of indicators and their targets.</summary>
public sealed class IndicatorTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task The_federal_indicators_are_built_in_and_fit_the_cubes()
    {
        var built = (await efs.Region74.GetJson("/v1/indicators?level=federal&validOn=2025-12-31&sort=code"))["items"]!.AsArray();
        Assert.Equal(
            [
                "CENTER_STAFF_TRAINED",
                "DIAG_SHARE",
                "DPP_IN_FR_SHARE",
                "DPP_SHARE_ALL",
                "EFS_FORMED",
                "IOM_SHARE",
                "METHODIST_COUNT",
                "METHODIST_LOAD",
                "MUN_COVERAGE",
                "PK_SHARE_OO",
                "REG_EVENTS",
                "YOUNG_MENTORED",
            ],
            built.Select(i => (string)i!["code"]!)
        );
        foreach (var document in built)
        {
            var validation = new ValidationContext(Tables.Reference);
            var fields = JsonSerializer.Deserialize<Indicator>(document, Efs.Api.Kernel.Json.Options)!;
            fields.Validate(validation);
            Assert.Empty(validation.Errors);
        }
    }

    [Fact]
    public async Task Only_who_may_see_exact_figures_defines_an_indicator()
    {
        using var region = await efs.Client("region-62", ["analytics:read", "analytics:write", "analytics:exact"], "62");
        using var withoutExact = await efs.Client("region-62-protected", ["analytics:read", "analytics:write"], "62");
        var document = Documents.IndicatorVersion("62");
        await (await withoutExact.SendJson("POST", "/v1/indicators", document)).ReadErrors(403, "indicators.exact-only");
        var path = $"/v1/indicators/{(await region.Create("/v1/indicators", document)).Id()}";
        var patch = new JsonObject { ["title"] = "Иначе" };
        await (await withoutExact.SendJson("PATCH", path, patch, ("If-Match", "*"))).ReadErrors(403, "indicators.exact-only");
        await (await region.SendJson("PATCH", path, patch.DeepClone(), ("If-Match", "*"))).ReadJson(200);
    }

    [Fact]
    public async Task Only_a_federal_client_writes_a_federal_indicator()
    {
        using var operatorRegion = await efs.Client("region-77", EfsHost.WholeRegion, "77");
        using var federal = await efs.Client("federal-operator", EfsHost.WholeRegion);
        var document = Documents.IndicatorVersion("77").With("level", "federal");
        await (await operatorRegion.SendJson("POST", "/v1/indicators", document)).ReadErrors(403, "indicators.federal");
        var path = $"/v1/indicators/{(await federal.Create("/v1/indicators", document)).Id()}";
        foreach (
            var (method, body) in new[]
            {
                ("PUT", (JsonNode?)document.With("level", "regional")),
                ("PATCH", new JsonObject { ["title"] = "Иначе" }),
                ("DELETE", null),
            }
        )
            await (await operatorRegion.SendJson(method, path, body, ("If-Match", "*"))).ReadErrors(403, "indicators.federal");
        await (await federal.SendJson("PATCH", path, """{"title":"Иначе"}""", ("If-Match", "*"))).ReadJson(200);
    }

    [Theory]
    [InlineData("""{"numerator":{"cube":"nothing","measure":"educators"}}""", "/numerator/cube not-one-of")]
    [InlineData("""{"numerator":{"cube":"trajectories","measure":"averageDays"}}""", "/numerator/measure unknown-measure")]
    [InlineData(
        """{"denominator":{"cube":"educators","measure":"educators","filters":[{"dimension":"colour","members":["red"]}]}}""",
        "/denominator/filters/0/dimension unknown-dimension"
    )]
    [InlineData(
        """{"denominator":{"cube":"educators","measure":"educators","filters":[{"dimension":"isMain","members":["true","maybe"]}]}}""",
        "/denominator/filters/0/members/1 unknown-member-of-dimension"
    )]
    [InlineData("""{"denominator":null}""", "/denominator required")]
    [InlineData("""{"unit":"unit","denominator":null,"baseDay":"--09-20"}""", "/baseDay together-only")]
    [InlineData("""{"baseDay":"--02-30"}""", "/baseDay wrong-format")]
    [InlineData("""{"validTo":"2023-12-31"}""", "/validTo date-order")]
    public async Task A_definition_that_can_not_be_counted_is_refused(string patch, string error)
    {
        var path = $"/v1/indicators/{(await efs.Region74.Create("/v1/indicators", Documents.IndicatorVersion())).Id()}";
        Assert.Equal(
            [error],
            await (await efs.Region74.SendJson("PATCH", path, patch, ("If-Match", "*"))).ReadErrors(400, "request.invalid")
        );
    }

    [Fact]
    public async Task A_target_names_a_federal_indicator_or_one_of_its_region()
    {
        var foreign = await efs.Region27.Create("/v1/indicators", Documents.IndicatorVersion("27"));
        var document = Documents.IndicatorTarget().With("indicatorCode", foreign.Text("code"));
        await (await efs.Region74.SendJson("POST", "/v1/indicator-targets", document)).ReadErrors(
            422,
            "indicator-targets.unknown-indicator"
        );
        await efs.Region27.Create("/v1/indicator-targets", document.With("regionCode", "27"));
    }

    [Theory]
    [InlineData("max", 9, false)]
    [InlineData("max", 10, true)]
    [InlineData("min", 11, false)]
    [InlineData("min", 10, true)]
    public async Task The_regions_own_value_is_no_worse_than_the_minimum(string direction, int own, bool isAccepted)
    {
        var indicator = await efs.Region74.Create("/v1/indicators", Documents.IndicatorVersion().With("direction", direction));
        var document = Documents.IndicatorTarget().With("indicatorCode", indicator.Text("code")).With("own", own);
        var response = await efs.Region74.SendJson("POST", "/v1/indicator-targets", document);
        if (isAccepted)
            await response.ReadJson(201);
        else
            Assert.Equal(["/own worse-than-minimum"], await response.ReadErrors(400, "request.invalid"));
    }
}
