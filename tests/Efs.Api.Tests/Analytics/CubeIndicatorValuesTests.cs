using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Analytics;

/// <summary>Built-in indicators of the small world of <see cref="CubeTests"/>, counted by hand.</summary>
public sealed class CubeIndicatorValuesTests(CubeTests.World efs) : IClassFixture<CubeTests.World>
{
    [Theory]
    // In 2024 documents were issued to Anna (two), Boris and Dmitry; on 20 September Anna, Vera and Dmitry work, Boris has left.
    [InlineData("DPP_SHARE_ALL", "2024", "region", "74", "3/3 100")]
    [InlineData("DPP_SHARE_ALL", "2024", "region", "27", "1/1 100")]
    // Dmitry is one person in two regions.
    [InlineData("DPP_SHARE_ALL", "2024", "federation", null, "3/3 100")]
    [InlineData("DPP_SHARE_ALL", "2024", "district", "УФО", "3/3 100")]
    [InlineData("DPP_SHARE_ALL", "2024", "district", "ДФО", "1/1 100")]
    // Vera teaches, too; she was trained in 2023.
    [InlineData("PK_SHARE_OO", "2024", "region", "74", "3/3 100")]
    // Anna and Dmitry, of those who teach on 20 September of the year before: Boris, too.
    [InlineData("PK_SHARE_OO", "2024-Q1", "region", "74", "2/4 50")]
    [InlineData("METHODIST_COUNT", "2024", "region", "74", "0/ 0")]
    [InlineData("IOM_SHARE", "2024", "region", "40", "0/0 ")]
    // Schools of two municipalities, and no methodist.
    [InlineData("MUN_COVERAGE", "2024", "region", "74", "0/2 0")]
    public async Task A_built_in_indicator_is_counted(string code, string period, string level, string? place, string expected)
    {
        var head = (await efs.Federal.GetJson("/v1/changes/head")).Text("cursor");
        await efs.Federal.Cube("educators", $"period=2024&consistentThrough={head}");
        var values = await efs.Federal.GetJson($"/v1/indicators/{code}/values?period={period}&level={level}");
        var row = Assert.Single(
            values["rows"]!.AsArray(),
            r => (string?)(level == "district" ? r!["federalDistrict"] : r!["regionCode"]) == place
        )!;
        Assert.Equal(expected, $"{row["numerator"]}/{row["denominator"]} {row["value"]}");
        Assert.False((bool)row["isProtected"]!);
    }

    [Theory]
    [InlineData("PK_SHARE_OO", "2022", 20)]
    [InlineData("PK_SHARE_OO", "2026-Q3", 40)]
    [InlineData("DIAG_SHARE", "2025", null)]
    public async Task The_federal_minimum_is_the_target_where_a_region_has_none(string code, string period, int? minimum)
    {
        var rows = (await efs.Federal.GetJson($"/v1/indicators/{code}/values?period={period}&regionCode=40"))["rows"]!;
        Assert.Equal(minimum, (int?)Assert.Single(rows.AsArray())!["target"]?["minimum"]);
    }
}
