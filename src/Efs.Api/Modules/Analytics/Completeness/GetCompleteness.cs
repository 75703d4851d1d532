using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Reads how complete and how fresh the registers are, and what in them contradicts itself.</summary>
/// <remarks>
/// A push is a successful write, also one that changed nothing. The ids of records are told to a client of their region that has the scope
/// to read them.
/// </remarks>
[Requires("analytics:read"), Cost(4), ProducesErrors("analytics.loading", "analytics.off", "analytics.time-is-over")]
public sealed record GetCompleteness : IQuery<CompletenessReport>
{
    /// <summary>What a row is of.</summary>
    [FigurePlaceLevel]
    public string Level { get; init; } = "region";

    /// <summary>Only this region.</summary>
    [Region]
    public string? RegionCode { get; init; }
}

internal sealed class GetCompletenessHandler(StatisticsStore store, CompletenessReader reader, FigureAccess access, Caller caller)
    : IHandle<GetCompleteness, CompletenessReport>
{
    public async Task<CompletenessReport> Handle(GetCompleteness request, CancellationToken cancellationToken)
    {
        var isExact = access.IsExactIn(request.RegionCode);
        if (isExact)
            await access.Record("completeness", cancellationToken);
        var pushes = await reader.Pushes(request.RegionCode, cancellationToken);
        return await store.Read(
            caller.Client,
            statistics => reader.Read(statistics, request.Level, request.RegionCode, pushes, isExact),
            cancellationToken
        );
    }
}
