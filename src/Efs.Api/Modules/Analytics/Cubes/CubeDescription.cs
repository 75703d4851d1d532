using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>What can be asked of a cube.</summary>
public sealed record CubeDescription
{
    /// <summary>Its name in addresses.</summary>
    /// <example>educators</example>
    [Length(50)]
    public required string Code { get; init; }

    /// <summary>Its title in the language of the request.</summary>
    /// <example>Педагоги</example>
    [Length(200)]
    public required string Title { get; init; }

    /// <summary>What a row of a period is: one whose day lies in it, or one that lasts on its last day.</summary>
    [CubeTimeKind]
    public required string Time { get; init; }

    /// <summary>Whether its figures are about people: then they are protected.</summary>
    public required bool IsAboutPeople { get; init; }

    /// <summary>Its measures, of which the first is the default.</summary>
    [Items(10)]
    public required IReadOnlyList<CubeMeasure> Measures { get; init; }

    /// <summary>Its dimensions.</summary>
    [Items(50)]
    public required IReadOnlyList<CubeDimension> Dimensions { get; init; }
}

/// <summary>A cube with the members of its dimensions.</summary>
public sealed record CubeDetails
{
    /// <summary>What can be asked of it.</summary>
    public required CubeDescription Description { get; init; }

    /// <summary>Largest number of cells of an answer; a wider query is refused.</summary>
    /// <example>100000</example>
    public required long MaxCells { get; init; }

    /// <summary>
    /// Most dimensions of a protected table about people, groups and conditions. A municipality, a school or an institute counts as two, a
    /// larger place around it as none. Each condition is one member.
    /// </summary>
    /// <example>2</example>
    public required int MaxProtectedDimensions { get; init; }

    /// <summary>The instant whose state of the registers the members show.</summary>
    public required DateTime AsOf { get; init; }

    /// <summary>The members of each dimension.</summary>
    [Items(50)]
    public required IReadOnlyList<CubeDimensionMembers> Members { get; init; }
}

/// <summary>The members of a dimension.</summary>
public sealed record CubeDimensionMembers
{
    /// <summary>The dimension.</summary>
    /// <example>category</example>
    [Length(50)]
    public required string Dimension { get; init; }

    /// <summary>Its members that records have. Schools and institutes are not listed: their lists are registries.</summary>
    [Items(10000)]
    public required IReadOnlyList<CubeMember> Members { get; init; }
}

/// <summary>A measure of a cube.</summary>
public sealed record CubeMeasure
{
    /// <summary>Its name in queries.</summary>
    /// <example>educators</example>
    [Length(50)]
    public required string Code { get; init; }

    /// <summary>Its title in the language of the request.</summary>
    /// <example>Педагоги</example>
    [Length(200)]
    public required string Title { get; init; }

    /// <summary>How it is computed.</summary>
    [CubeMeasureKind]
    public required string Kind { get; init; }

    /// <summary>Its unit.</summary>
    [CubeUnit]
    public required string Unit { get; init; }
}

/// <summary>A dimension of a cube.</summary>
public sealed record CubeDimension
{
    /// <summary>Its name in queries.</summary>
    /// <example>region</example>
    [Length(50)]
    public required string Code { get; init; }

    /// <summary>Its title in the language of the request.</summary>
    /// <example>Регион</example>
    [Length(200)]
    public required string Title { get; init; }
}

/// <summary>Which rows belong to a period: those whose day lies in it (flow), or those that last on its last day (state).</summary>
public sealed class CubeTimeKindAttribute() : OneOfAttribute("flow", "state");

/// <summary>
/// How a measure is computed: records, different people, sum, average, median, ninth decile, percent of the people for whom a condition
/// holds.
/// </summary>
public sealed class CubeMeasureKindAttribute() : OneOfAttribute("records", "people", "sum", "average", "median", "ninth_decile", "share");

/// <summary>Unit of a measure.</summary>
public sealed class CubeUnitAttribute() : OneOfAttribute("units", "people", "hours", "days", "percent", "points");
