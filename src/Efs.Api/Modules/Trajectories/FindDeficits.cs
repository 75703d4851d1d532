using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Reads an educator's deficits, open and closed, each with what opened and what closed it. They follow from the thousand latest diagnostics.</summary>
[Requires("trajectories:read")]
public sealed record FindDeficits : IQuery<Page<Deficit>>
{
    /// <summary>The educator's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Only open or only closed ones.</summary>
    /// <example>true</example>
    public bool? IsOpen { get; init; }
}

internal sealed class FindDeficitsHandler(EducatorHistory history) : IHandle<FindDeficits, Page<Deficit>>
{
    public async Task<Page<Deficit>> Handle(FindDeficits request, CancellationToken cancellationToken)
    {
        var all = Deficits.Of(await history.Diagnostics(request.Id, cancellationToken));
        return new() { Items = [.. all.Where(d => request.IsOpen is null || d.IsOpen == request.IsOpen)] };
    }
}

/// <summary>What is known of one educator of the caller's regions, for questions about their growth.</summary>
internal sealed class EducatorHistory(Db db)
{
    private static readonly Sql<bool> exists = new("SELECT true FROM educators.educator WHERE id = @id AND region_code = ANY (@scope)");
    private static readonly Sql<Taken> diagnostics = new("""
        SELECT d.id, d.taken_on, d.stage, i.region_code || ' ' || i.code AS instrument, d.results
        FROM trajectories.diagnostic d
        JOIN trajectories.instrument i ON i.id = d.instrument_id
        WHERE d.educator_id = @id AND d.region_code = ANY (@scope)
        ORDER BY d.taken_on DESC, d.id DESC
        LIMIT 1000
        """);

    /// <summary>The latest thousand diagnostics in the order of time.</summary>
    /// <exception cref="RefusalException">The caller has no such educator.</exception>
    public async Task<IReadOnlyList<Taken>> Diagnostics(Guid id, CancellationToken cancellationToken)
    {
        if (!await db.Find(exists, new { id }, cancellationToken)) throw CommonErrors.NotFound.Refuse();
        return [.. (await db.List(diagnostics, new { id }, cancellationToken)).Reverse()];
    }
}
