using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>Records the transitions of registrations.</summary>
internal sealed class RegistrationLog(Db db, Caller caller)
{
    private static readonly Sql<RegistrationTransition> add = new(
        $"""
        INSERT INTO events.registration_transition (registration_id, region_code, ordinal, from_state, to_state, at, client, comment)
        VALUES (
            @id, @regionCode,
            (SELECT coalesce(max(h.ordinal), 0) + 1 FROM events.registration_transition h
             WHERE h.registration_id = @id AND h.region_code = @regionCode),
            @from, @to, clock_timestamp(), @client, @comment)
        RETURNING {RegistrationTransition.Columns}
        """
    );

    public async Task<RegistrationTransition> Add(
        EventRegistration current,
        string to,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        (
            await db.QuerySingleOrDefault(
                add,
                new
                {
                    current.Id,
                    current.RegionCode,
                    from = current.State,
                    to,
                    client = caller.Client,
                    comment,
                },
                cancellationToken
            )
        )!;
}
