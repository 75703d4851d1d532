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

internal sealed class GetCubeHandler(StatisticsStore store, MemberTitles titles, RequestContext context, Caller caller)
    : IHandle<GetCube, CubeDetails>
{
    private const int MostMembers = 9999; // and one for none

    public Task<CubeDetails> Handle(GetCube request, CancellationToken cancellationToken)
    {
        var cube = CubeCatalogue.Find(request.Cube) ?? throw CommonErrors.NotFound.ToException();
        return store.Read(
            caller.Client,
            reader => new CubeDetails
            {
                Description = cube.Describe(context.Language),
                MaxCells = CubeEngine.MostCells,
                MaxProtectedDimensions = ProtectedTables.MostDimensions,
                AsOf = reader.State.AsOf,
                Members =
                [
                    .. cube.Dimensions.Where(d => d.Members is not DimensionMembers.Records).Select(d => MembersOf(reader, cube, d)),
                ],
            },
            cancellationToken
        );
    }

    private CubeDimensionMembers MembersOf(StatisticsReader reader, Cube cube, Dimension dimension)
    {
        IReadOnlyList<string> codes = dimension.Members switch
        {
            DimensionMembers.Codes known =>
            [
                .. reader
                    .Query(CubeStatement.MembersOf(cube, dimension), row => row.IsDBNull(0) ? null : (uint?)row.GetFieldValue<uint>(0))
                    .OfType<uint>()
                    .Select(number => Dimension.MemberOf(reader.Codes.Code(known.Column, number)))
                    .Order(StringComparer.Ordinal)
                    .Take(MostMembers),
            ],
            DimensionMembers.Fixed listed => [.. listed.All.Select(m => m.Code)],
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
