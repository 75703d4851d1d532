using System.Text.Json.Nodes;
using Efs.Api.Modules.Analytics;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Analytics;

/// <summary>All cubes, whatever they will be: each measure and each dimension can be asked for, by GET and by POST.</summary>
public sealed class CubeCatalogueTests(FiguresHost efs) : IClassFixture<FiguresHost>
{
    public static TheoryData<string> Cubes => [.. CubeCatalogue.All.Select(c => c.Code)];

    [Theory]
    [MemberData(nameof(Cubes))]
    public async Task Every_dimension_and_measure_can_be_asked_for(string code)
    {
        var cube = CubeCatalogue.Find(code)!;
        var measures = string.Join(',', cube.Measures.Select(m => m.Code));
        foreach (var dimension in cube.Dimensions)
        {
            await efs.Region74.Cube(code, $"measures={measures}&groupBy={dimension.Code}&period=2025-Q1..2025-Q2&{dimension.Code}=none");
            await efs.Region74.Cube(
                code,
                $"measures={measures}&groupBy={dimension.Code}&period=2025&region=74&compare=previous&share=total"
            );
        }
        var description = await efs.Region74.GetJson($"/v1/analytics/cubes/{code}");
        Assert.Equal(cube.Dimensions.Count, description["description"]!["dimensions"]!.AsArray().Count);
    }

    [Fact]
    public void Every_dimension_is_a_parameter() =>
        Assert.Equal(
            CubeCatalogue.All.SelectMany(c => c.Dimensions).Select(d => d.Code).Distinct().Order(StringComparer.Ordinal),
            typeof(CubeDimensionFilters)
                .GetProperties()
                .Select(p => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(p.Name))
                .Order(StringComparer.Ordinal)
        );
}
