using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>Lists the transitions of a registration in order: who, when, from, to, why.</summary>
[Requires("events:read")]
public sealed record ListRegistrationTransitions : PagedList<RegistrationTransition>
{
    /// <summary>The registration's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListRegistrationTransitionsHandler(Db db, Cipher cipher, RegistrationRegistry registry)
    : IHandle<ListRegistrationTransitions, Page<RegistrationTransition>>
{
    private static readonly Sql<RegistrationTransition> page = new(
        $"""
        SELECT {RegistrationTransition.Columns}
        FROM events.registration_transition
        WHERE registration_id = @id AND region_code = @regionCode AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<RegistrationTransition>> Handle(ListRegistrationTransitions request, CancellationToken cancellationToken)
    {
        // Whoever reads the registration reads its history.
        var current = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        request.Id,
                        current.RegionCode,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            t => t.Ordinal
        );
    }
}
