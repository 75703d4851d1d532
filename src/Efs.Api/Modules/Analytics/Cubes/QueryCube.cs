using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Asks for figures of a cube, with conditions put together by and, or and not.</summary>
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
public sealed record QueryCube : IQuery<CubeData>
{
    /// <summary>The cube.</summary>
    [Form("^[a-z][A-Za-z]{0,49}$", "educators", 50)]
    public required string Cube { get; init; }

    /// <summary>Cursor of the feed: the answer waits, 30 seconds at most, until the changes up to it are counted.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public string? ConsistentThrough { get; init; }

    [Body]
    public required CubeQuery Query { get; init; }
}

internal sealed class QueryCubeHandler(CubeAnswers answers) : IHandle<QueryCube, CubeData>
{
    public Task<CubeData> Handle(QueryCube request, CancellationToken cancellationToken) =>
        answers.Answer(request.Cube, request.Query, isBody: true, request.ConsistentThrough, cancellationToken);
}
