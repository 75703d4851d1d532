using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Analytics;

/// <summary>Reads what can be asked of a cube, with the members of its dimensions.</summary>
[Requires("analytics:read"), ProducesErrors("analytics.loading", "analytics.off", "analytics.time-is-over", "registry.not-found")]
public sealed record GetCube : IQuery<CubeDetails>
{
    /// <summary>The cube.</summary>
    [Form("^[a-z][A-Za-z]{0,49}$", "educators", 50)]
    public required string Cube { get; init; }
}

internal sealed class GetCubeHandler(StatisticsStore store, MemberTitles titles, RequestContext context) : IHandle<GetCube, CubeDetails>
{
    public Task<CubeDetails> Handle(GetCube request, CancellationToken cancellationToken)
    {
        var cube = CubeCatalogue.Find(request.Cube) ?? throw CommonErrors.NotFound.ToException();
        return store.Read(
            reader => new CubeDetails
            {
                Description = cube.Describe(context.Language),
                MaxCells = CubeEngine.MostCells,
                AsOf = reader.State.AsOf,
                Members = [.. cube.Dimensions.Where(d => d.Members is not DimensionMembers.Records).Select(d => MembersOf(reader, d))],
            },
            cancellationToken
        );
    }

    private CubeDimensionMembers MembersOf(StatisticsReader reader, Dimension dimension)
    {
        var codes = dimension.Members switch
        {
            DimensionMembers.Codes known => reader.Codes.All(known.Column).Take(9999),
            DimensionMembers.Fixed listed => listed.All.Select(m => m.Code),
            _ => [],
        };
        var title = titles.Of(reader, dimension, codes);
        return new()
        {
            Dimension = dimension.Code,
            Members = [.. codes.Append(Dimension.None).Select(c => new CubeMember { Code = c, Title = title(c).In(context.Language) })],
        };
    }
}
