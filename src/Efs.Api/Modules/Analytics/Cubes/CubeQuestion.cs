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

    /// <summary>The dimensions that it names, as groups or in conditions.</summary>
    public IReadOnlyList<Dimension> Dimensions => [.. GroupBy.Concat(Where.SelectMany(c => c.AnyOf).Select(t => t.Dimension)).Distinct()];

    /// <summary>
    /// The coordinates of a cell of a question whose conditions are lists. Whether a member came as a filter or as a group is the same
    /// question, and so is a place with or without a larger one around it.
    /// </summary>
    public string CoordinatesOf(Cell cell)
    {
        var asked = GroupBy
            .Select((d, i) => (Dimension: d, Members: (IReadOnlyList<string>)[cell.Members[i]]))
            .Concat(Where.Where(c => !GroupBy.Contains(c.Only!)).Select(c => (Dimension: c.Only!, c.AnyOf[0].Members)))
            .ToList();
        return CellKeys.Coordinates(
            Cube.Code,
            asked
                .Where(one => !asked.Exists(other => other.Dimension.IsWithin(one.Dimension)))
                .Select(one => (one.Dimension.Code, (IEnumerable<string>)one.Members))
        );
    }

    /// <summary>Whether each period counts from the first day of the first one.</summary>
    public bool IsCumulative { get; init; }

    /// <summary>The regions that count; null for all.</summary>
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>Whether single schools or institutes are asked for: those are read by their region.</summary>
    public bool IsByOrganisation => Dimensions.Any(d => d.Members is DimensionMembers.Records);
}

/// <summary>A condition: one of its terms holds.</summary>
internal sealed record CubeCondition(params IReadOnlyList<CubeTerm> AnyOf)
{
    /// <summary>
    /// One of these terms, with one term for each dimension: a condition has one form, however it was put. Null if it always holds.
    /// </summary>
    public static CubeCondition? Of(IEnumerable<CubeTerm> terms)
    {
        var merged = terms.GroupBy(t => t.Dimension).Select(Merge).OrderBy(t => t.Dimension.Code, StringComparer.Ordinal).ToList();
        return merged.Exists(t => t is { IsNot: true, Members.Count: 0 }) ? null : new([.. merged]);

        static CubeTerm Merge(IGrouping<Dimension, CubeTerm> terms)
        {
            var members = terms.Where(t => !t.IsNot).SelectMany(t => t.Members).Distinct();
            var others = terms.Where(t => t.IsNot).Select(t => t.Members.AsEnumerable()).ToList();
            return others.Count == 0
                ? new(terms.Key, [.. members])
                : new(terms.Key, [.. others.Aggregate(Enumerable.Intersect).Except(members)], IsNot: true);
        }
    }

    /// <summary>All of these conditions, with one condition for each dimension.</summary>
    public static IReadOnlyList<CubeCondition> All(IEnumerable<CubeCondition> conditions)
    {
        var all = conditions.ToList();
        return
        [
            .. all.Where(c => c.Only is not null)
                .GroupBy(c => c.Only)
                .Select(c => new CubeCondition(c.Select(c => c.AnyOf[0]).Aggregate(Both))),
            .. all.Where(c => c.Only is null),
        ];

        static CubeTerm Both(CubeTerm one, CubeTerm other) =>
            (one.IsNot, other.IsNot) switch
            {
                (false, false) => one with { Members = [.. one.Members.Intersect(other.Members)] },
                (false, true) => one with { Members = [.. one.Members.Except(other.Members)] },
                (true, false) => Both(other, one),
                (true, true) => one with { Members = [.. one.Members.Union(other.Members)] },
            };
    }

    /// <summary>The dimension, if it is about one.</summary>
    public Dimension? Only => AnyOf is [var only] ? only.Dimension : null;

    /// <summary>Whether it is a list of members.</summary>
    public bool IsList => AnyOf is [{ IsNot: false }];
}

/// <summary>A term: the row's member of a dimension is one of these, or none of them.</summary>
internal sealed record CubeTerm(Dimension Dimension, IReadOnlyList<string> Members, bool IsNot = false)
{
    public override string ToString() => $"{Dimension.Code}{(IsNot ? "!" : "")}={string.Join(',', Members.Order(StringComparer.Ordinal))}";
}

/// <summary>The figures of one cell, exact.</summary>
/// <param name="Period">The period.</param>
/// <param name="Members">The cell's member of each dimension of the question.</param>
/// <param name="People">Different people; null where the cube is not about people.</param>
/// <param name="Key">The sum of their record keys.</param>
/// <param name="Figures">A figure for each measure of the question.</param>
internal sealed record Cell(Period Period, IReadOnlyList<string> Members, long? People, uint Key, IReadOnlyList<CellFigure> Figures)
{
    /// <summary>The members as one text: a key among the cells of a period.</summary>
    public string MembersKey { get; } = KeyOf(Members);

    public static string KeyOf(IEnumerable<string> members) => string.Join('\u001f', members);
}

/// <summary>What a measure is computed from.</summary>
/// <param name="Value">
/// The value; of an average the sum, of a share the number of people for whom the condition holds. Null where there is nothing to compute
/// it from.
/// </param>
/// <param name="Weight">Of an average the number of rows; of a share the sum of those people's record keys.</param>
internal sealed record CellFigure(double? Value, long Weight);
