using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Describes cubes in a language.</summary>
internal static class CubeTexts
{
    public static CubeDescription Describe(this Cube cube, Language language) =>
        new()
        {
            Code = cube.Code,
            Title = cube.Title.In(language),
            Time = cube.Time.IsState ? "state" : "flow",
            IsAboutPeople = cube.IsAboutPeople,
            Measures = [.. cube.Measures.Select(m => m.Describe(language))],
            Dimensions = [.. cube.Dimensions.Select(d => d.Describe(language))],
        };

    public static CubeMeasure Describe(this Measure measure, Language language) =>
        new()
        {
            Code = measure.Code,
            Title = measure.Title.In(language),
            Kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(measure.Kind.ToString()),
            Unit = JsonNamingPolicy.SnakeCaseLower.ConvertName(measure.Unit.ToString()),
        };

    public static CubeDimension Describe(this Dimension dimension, Language language) =>
        new() { Code = dimension.Code, Title = dimension.Title.In(language) };
}
