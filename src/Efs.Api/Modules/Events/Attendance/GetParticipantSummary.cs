using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>Tells how many people a region has sent to events and contests: each person is counted once over both.</summary>
/// <remarks>
/// Those count who have a place at an event of the period or attended it, and those whose application was submitted in the period. A person
/// is known in every region by the educator's СНИЛС, else by names and e-mail address, telephone number or organisation; who does not see
/// these (<c>educators:personal-data</c>) is not told that two such people are one.
/// </remarks>
[Requires("events:read", "contests:read")]
public sealed record GetParticipantSummary : IQuery<ParticipantSummary>, IInRegion, IValidatable
{
    /// <summary>Region that sends the people.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>First day of the period, by the time of the region; absent if it is not limited.</summary>
    /// <example>2023-01-01</example>
    public DateOnly? From { get; init; }

    /// <summary>Last day; absent if it is not limited.</summary>
    /// <example>2023-12-31</example>
    public DateOnly? To { get; init; }

    public void Validate(ValidationContext validation) => validation.RequireOrder("to", From, To, "from");
}

/// <summary>How many people a region has sent to events and contests.</summary>
public sealed record ParticipantSummary
{
    /// <summary>Number of people, each counted once.</summary>
    /// <example>57</example>
    [Between(0, int.MaxValue)]
    public required int People { get; init; }

    /// <summary>Number of those who took part in events.</summary>
    /// <example>50</example>
    [Between(0, int.MaxValue)]
    public required int InEvents { get; init; }

    /// <summary>Number of those who took part in contests.</summary>
    /// <example>10</example>
    [Between(0, int.MaxValue)]
    public required int InContests { get; init; }

    /// <summary>The same by role: who has two roles is counted in both.</summary>
    [Items(10)]
    public required IReadOnlyList<RoleParticipants> ByRole { get; init; }
}

/// <summary>How many people had a role.</summary>
public sealed record RoleParticipants
{
    /// <summary>Role at events and in applications.</summary>
    [ParticipantRole]
    public required string Role { get; init; }

    /// <summary>Number of people, each counted once.</summary>
    /// <example>50</example>
    [Between(0, int.MaxValue)]
    public required int People { get; init; }

    /// <summary>Number of those who had it at events.</summary>
    /// <example>45</example>
    [Between(0, int.MaxValue)]
    public required int InEvents { get; init; }

    /// <summary>Number of those who had it in contests.</summary>
    /// <example>8</example>
    [Between(0, int.MaxValue)]
    public required int InContests { get; init; }
}

/// <summary>
/// Role at events and in contests: member (участник), leader (руководитель команды), speaker (выступающий), expert (эксперт), mentor
/// (наставник).
/// </summary>
public sealed class ParticipantRoleAttribute() : OneOfAttribute("member", "leader", "speaker", "expert", "mentor");

internal sealed class GetParticipantSummaryHandler(Db db, Caller caller) : IHandle<GetParticipantSummary, ParticipantSummary>
{
    private static readonly Sql<Count> counts = new(
        """
        WITH member AS (
            SELECT m.educator_id, m.region_code,
                CASE WHEN @seesPeople THEN coalesce(m.person_key, m.personal_hash) ELSE m.id::text END AS key,
                coalesce(m.role, 'member') AS role, true AS is_in_events
            FROM events.registration r
            JOIN events.registration_member m ON m.registration_id = r.id AND m.region_code = r.region_code
            JOIN events.event e ON e.id = r.event_id AND e.region_code = r.event_region_code
            WHERE r.region_code = @regionCode AND r.state IN ('confirmed', 'attended') AND e.state <> 'cancelled'
              AND e.starts_on <= @to AND e.ends_on >= @from
            UNION ALL
            SELECT m.educator_id, m.region_code,
                CASE WHEN @seesPeople THEN coalesce(m.person_key, m.personal_hash) ELSE m.id::text END,
                coalesce(m.role, 'member'), false
            FROM contests.application a
            JOIN contests.applicant m ON m.application_id = a.id AND m.region_code = a.region_code
            WHERE a.region_code = @regionCode AND a.state IN ('submitted', 'admitted') AND (
                SELECT max((h.at AT TIME ZONE g.time_zone)::date)
                FROM contests.application_transition h, regions.region g
                WHERE h.application_id = a.id AND h.region_code = a.region_code AND h.to_state = 'submitted' AND g.code = a.region_code
            ) BETWEEN @from AND @to
        ), person AS (
            SELECT coalesce(e.person_id::text, member.educator_id::text, member.key) AS key, member.role, member.is_in_events
            FROM member
            LEFT JOIN educators.educator e ON e.id = member.educator_id AND e.region_code = member.region_code
        )
        SELECT p.role, count(DISTINCT p.key)::integer AS people,
            (count(DISTINCT p.key) FILTER (WHERE p.is_in_events))::integer AS in_events,
            (count(DISTINCT p.key) FILTER (WHERE NOT p.is_in_events))::integer AS in_contests
        FROM person p
        GROUP BY GROUPING SETS ((), (p.role))
        ORDER BY p.role NULLS FIRST
        """
    );

    private sealed record Count
    {
        public string? Role { get; init; }
        public required int People { get; init; }
        public required int InEvents { get; init; }
        public required int InContests { get; init; }
    }

    public async Task<ParticipantSummary> Handle(GetParticipantSummary request, CancellationToken cancellationToken)
    {
        var rows = await db.Query(
            counts,
            new
            {
                request.RegionCode,
                seesPeople = caller.SeesPersonalData,
                from = request.From ?? DateOnly.MinValue,
                to = request.To ?? DateOnly.MaxValue,
            },
            cancellationToken
        );
        var all = rows.Single(r => r.Role is null);
        return new()
        {
            People = all.People,
            InEvents = all.InEvents,
            InContests = all.InContests,
            ByRole =
            [
                .. rows.Where(r => r.Role is not null)
                    .Select(r => new RoleParticipants
                    {
                        Role = r.Role!,
                        People = r.People,
                        InEvents = r.InEvents,
                        InContests = r.InContests,
                    }),
            ],
        };
    }
}
