using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Reads figures of a cube.</summary>
/// <remarks>
/// Each dimension of the cube is a parameter that takes its members, separated by commas. Conditions that are put together by or and not
/// are asked by POST. A protected table about people has few dimensions and one member in each condition (<c>analytics.too-detailed</c>).
/// </remarks>
[
    Requires("analytics:read"),
    Cost(4),
    ProducesErrors(
        "analytics.loading",
        "analytics.off",
        "analytics.time-is-over",
        "analytics.behind",
        "analytics.too-detailed",
        "analytics.too-wide",
        "registry.not-found"
    )
]
public sealed record GetCubeData : CubeDimensionFilters, IQuery<CubeData>
{
    /// <summary>The cube.</summary>
    [Form("^[a-z][A-Za-z]{0,49}$", "educators", 50)]
    public required string Cube { get; init; }

    /// <summary>Measures of the cube, separated by commas; the first one by default.</summary>
    /// <example>educators</example>
    [Length(500)]
    public string? Measures { get; init; }

    /// <summary>Dimensions to split by, separated by commas.</summary>
    /// <example>region</example>
    [Length(300)]
    public string? GroupBy { get; init; }

    /// <summary>
    /// Period or, with two dots, periods of one kind: 2026, 2026-H1, 2026-Q1, 2026-01, 2025/26, 2026-Q1..2026-Q3; the current year by
    /// default.
    /// </summary>
    /// <example>2025</example>
    [Length(30)]
    public string? Period { get; init; }

    /// <summary>
    /// <c>period</c>, dimensions and measures to sort by, separated by commas; a leading <c>-</c> sorts in descending order.
    /// </summary>
    [Length(200)]
    public string? Sort { get; init; }

    /// <summary>How many rows of each period to answer.</summary>
    /// <example>10</example>
    [Between(1, 100000)]
    public int? Top { get; init; }

    /// <summary>With what each value is compared.</summary>
    [FigureComparison]
    public string? Compare { get; init; }

    /// <summary>Whether each period counts from the first day of the first one.</summary>
    public bool Cumulative { get; init; }

    /// <summary>Of what each value's share is told.</summary>
    [CubeShare]
    public string? Share { get; init; }

    /// <summary>Cursor of the feed: the answer waits, 30 seconds at most, until the changes up to it are counted.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public string? ConsistentThrough { get; init; }

    internal CubeQuery Query =>
        new()
        {
            Measures = List(Measures),
            GroupBy = List(GroupBy),
            Period = Period,
            Where =
            [
                .. Selected.Select(s => new CubeQueryCondition { AnyOf = [new() { Dimension = s.Dimension, Members = List(s.Members) }] }),
            ],
            Sort = Sort,
            Top = Top,
            Compare = Compare,
            Cumulative = Cumulative,
            Share = Share,
        };

    private static string[] List(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}

internal sealed class GetCubeDataHandler(CubeAnswers answers) : IHandle<GetCubeData, CubeData>
{
    public Task<CubeData> Handle(GetCubeData request, CancellationToken cancellationToken) =>
        answers.Answer(request.Cube, request.Query, isBody: false, request.ConsistentThrough, cancellationToken);
}
