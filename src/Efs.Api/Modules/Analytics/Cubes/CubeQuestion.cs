namespace Efs.Api.Modules.Analytics;

/// <summary>What is asked of a cube.</summary>
internal sealed record CubeQuestion
{
    public required Cube Cube { get; init; }
    public required IReadOnlyList<Measure> Measures { get; init; }
    public required IReadOnlyList<Dimension> GroupBy { get; init; }
    public required IReadOnlyList<Period> Periods { get; init; }

    /// <summary>The conditions; all of them hold for each row that counts.</summary>
    public required IReadOnlyList<CubeCondition> Where { get; init; }

    /// <summary>What is counted by what, without the members of conditions: those may be few records.</summary>
    public string Summary =>
        string.Join(
            ' ',
            new[]
            {
                Cube.Code,
                Periods.Count == 1 ? Periods[0].Code : $"{Periods[0].Code}..{Periods[^1].Code}",
                string.Join(',', Measures.Select(m => m.Code)),
                GroupBy.Count == 0 ? "" : $"by {string.Join(',', GroupBy.Select(d => d.Code))}",
                Where.Count == 0
                    ? ""
                    : $"where {string.Join(',', Where.SelectMany(c => c.AnyOf).Select(t => t.Dimension.Code).Distinct())}",
            }.Where(part => part.Length > 0)
        );

    /// <summary>Whether each period counts from the first day of the first one.</summary>
    public bool IsCumulative { get; init; }

    /// <summary>The regions that the caller may see; null for all.</summary>
    public required IReadOnlyList<string>? Regions { get; init; }
}

/// <summary>A condition: one of its terms holds.</summary>
internal sealed record CubeCondition(params IReadOnlyList<CubeTerm> AnyOf);

/// <summary>A term: the row's member of a dimension is one of these, or none of them.</summary>
internal sealed record CubeTerm(Dimension Dimension, IReadOnlyList<string> Members, bool IsNot = false);

/// <summary>The figures of one cell, exact.</summary>
/// <param name="Period">The period.</param>
/// <param name="Members">The cell's member of each dimension of the question.</param>
/// <param name="People">Different people; null where the cube is not about people.</param>
/// <param name="Key">The sum of their record keys.</param>
/// <param name="Values">The values of the question's measures; null where there is nothing to compute one of.</param>
internal sealed record Cell(Period Period, IReadOnlyList<string> Members, long? People, uint Key, IReadOnlyList<double?> Values);
