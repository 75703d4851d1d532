using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Reads an educator's deficits, open and closed, with the results that opened and closed them.</summary>
/// <remarks>Computed from the thousand latest diagnostics.</remarks>
[Requires("trajectories:read")]
public sealed record GetDeficits : IQuery<Page<Deficit>>
{
    /// <summary>The educator's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Only open or only closed ones.</summary>
    /// <example>true</example>
    public bool? IsOpen { get; init; }
}

internal sealed class GetDeficitsHandler(EducatorHistory history) : IHandle<GetDeficits, Page<Deficit>>
{
    public async Task<Page<Deficit>> Handle(GetDeficits request, CancellationToken cancellationToken)
    {
        await history.Region(request.Id, cancellationToken);
        var all = Deficits.Of(await history.Diagnostics(request.Id, cancellationToken));
        return new() { Items = [.. all.Where(d => request.IsOpen is null || d.IsOpen == request.IsOpen)] };
    }
}
