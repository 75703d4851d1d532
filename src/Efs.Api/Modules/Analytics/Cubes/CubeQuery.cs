using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>A question to a cube.</summary>
public sealed record CubeQuery : IValidatable
{
    /// <summary>Measures of the cube; the first one by default.</summary>
    /// <example>["educators"]</example>
    [Items(10), Length(50)]
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Dimensions of the cube to split by.</summary>
    /// <example>["region","category"]</example>
    [Items(5), Length(50)]
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>
    /// Period or, with two dots, periods of one kind: 2026, 2026-H1, 2026-Q1, 2026-01, 2025/26, 2026-Q1..2026-Q3; the current year by
    /// default.
    /// </summary>
    /// <example>2025</example>
    [Length(30)]
    public string? Period { get; init; }

    /// <summary>Conditions, all of which hold.</summary>
    [Items(20)]
    public IReadOnlyList<CubeQueryCondition> Where { get; init; } = [];

    /// <summary>
    /// <c>period</c>, dimensions and measures to sort by, separated by commas; a leading <c>-</c> sorts in descending order. By default
    /// period and members.
    /// </summary>
    /// <example>-educators</example>
    [Length(200)]
    public string? Sort { get; init; }

    /// <summary>How many rows of each period to answer, the first ones by <c>sort</c>.</summary>
    /// <example>10</example>
    [Between(1, 100000)]
    public int? Top { get; init; }

    /// <summary>With what each value is compared.</summary>
    /// <example>previous</example>
    [FigureComparison]
    public string? Compare { get; init; }

    /// <summary>Whether each period counts from the first day of the first one.</summary>
    public bool Cumulative { get; init; }

    /// <summary>Of what each value's share is told.</summary>
    /// <example>total</example>
    [CubeShare]
    public string? Share { get; init; }

    public void Validate(ValidationContext validation)
    {
        for (var i = 0; i < Where.Count; i++)
            validation.Require(Where[i].AnyOf.Count > 0, $"/where/{i}/anyOf", Rules.Required);
    }
}

/// <summary>A condition: one of its terms holds.</summary>
public sealed record CubeQueryCondition
{
    /// <summary>The terms.</summary>
    [Items(20)]
    public required IReadOnlyList<CubeQueryTerm> AnyOf { get; init; }
}

/// <summary>A term: the member of a dimension is one of these.</summary>
public sealed record CubeQueryTerm
{
    /// <summary>Dimension of the cube.</summary>
    /// <example>category</example>
    [Length(50)]
    public required string Dimension { get; init; }

    /// <summary>Its members; <c>none</c> is the one of records without any.</summary>
    /// <example>["highest"]</example>
    [Items(1000), Length(200)]
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>Whether the member is none of these instead.</summary>
    public bool IsNot { get; init; }
}

/// <summary>Of what a share can be told: of all rows of the period.</summary>
public sealed class CubeShareAttribute() : OneOfAttribute("total");
