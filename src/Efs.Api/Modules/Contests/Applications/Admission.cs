using System.Globalization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// Checks an application against the conditions of its track, and enters its people: one person takes part in a track once, alone or in a
/// team, from whatever region.
/// </summary>
internal sealed class Admission(Db db, Cipher cipher, IEducatorDirectory educators, ReferenceStore reference)
{
    private static readonly Sql<string> entered = new(
        """
        SELECT e.person_key FROM contests.entrant e
        WHERE e.contest_id = @contestId AND e.region_code = @regionCode AND e.track = @track AND e.person_key = ANY (@keys)
        """
    );

    private static readonly Sql enter = new(
        """
        INSERT INTO contests.entrant (contest_id, region_code, track, person_key, application_id, application_region_code)
        SELECT @contestId, @regionCode, @track, x.key, @applicationId, @applicationRegionCode FROM unnest(@keys) AS x (key)
        """
    );

    private static readonly Sql<int> nextNumber = new(
        """
        SELECT coalesce(max(a.number), 0) + 1 FROM contests.application a
        WHERE a.contest_id = @contestId AND a.contest_region_code = @regionCode
        """
    );

    private static readonly Sql leave = new(
        """
        DELETE FROM contests.entrant e
        WHERE e.contest_id = @contestId AND e.region_code = @regionCode AND e.application_id = @applicationId
        """
    );

    /// <summary>A person as the conditions see one: known in every region by СНИЛС, an educator without one by id.</summary>
    private sealed record Person(string? Key, DateOnly? BirthDate);

    /// <returns>The number of the application.</returns>
    /// <exception cref="ProblemException">The application does not meet the conditions; the error names all that are broken.</exception>
    public async Task<int> Enter(ContestApplication application, Contest contest, CancellationToken cancellationToken)
    {
        var people = await Describe(application, cancellationToken);
        string[] keys = [.. people.Select(p => p.Key).OfType<string>().Distinct()];
        var parameters = new
        {
            application.ContestId,
            contest.RegionCode,
            application.Track,
            keys,
            applicationId = application.Id,
            applicationRegionCode = application.RegionCode,
        };
        var others = await db.Query(entered, parameters, cancellationToken);
        var validation = new ValidationContext(reference.Current);
        EnsureOpen(contest, application.RegionCode, validation);
        if (contest.Track(application.Track) is not { } track)
            validation.Add("/track", Rules.NotOneOf, string.Join(", ", contest.Tracks.Select(t => t.Key)));
        else
            Check(application, track, people, validation);
        for (var i = 0; i < people.Count; i++)
            if (people[i].Key is { } key)
            {
                validation.Require(!people.Take(i).Any(p => p.Key == key), $"/members/{i}", Rules.Repeated);
                validation.Require(!others.Contains(key), $"/members/{i}", Rules.EnteredAlready);
            }
        if (validation.Errors.Count > 0)
            throw ApplicationErrors.Ineligible.ToException(validation.Errors);
        await db.Execute(enter, parameters, cancellationToken);
        return await db.QuerySingleOrDefault(nextNumber, parameters, cancellationToken);
    }

    /// <summary>Lets the people of an application apply again.</summary>
    public Task Leave(ContestApplication application, CancellationToken cancellationToken) =>
        db.Execute(
            leave,
            new
            {
                application.ContestId,
                regionCode = application.ContestRegionCode,
                applicationId = application.Id,
            },
            cancellationToken
        );

    // Whom the description is of is not answered, only whether the conditions are met.
    private async Task<IReadOnlyList<Person>> Describe(ContestApplication application, CancellationToken cancellationToken)
    {
        var described = await educators.Describe([.. application.Members.Select(m => m.EducatorId).OfType<Guid>()], cancellationToken);
        return
        [
            .. application.Members.Select(m =>
                m.EducatorId is not { } id ? new Person(KeyOf(m.Snils), m.BirthDate)
                : described.TryGetValue(id, out var educator) ? new(KeyOf(educator.Snils) ?? id.ToString(), educator.BirthDate)
                : new(id.ToString(), null)
            ),
        ];
    }

    private string? KeyOf(string? snils) =>
        snils is null ? null : Convert.ToBase64String(cipher.Hash("contest entrant", Snils.Canonical(snils)));

    private void EnsureOpen(Contest contest, string regionCode, ValidationContext validation)
    {
        validation.Require(contest.Invites(regionCode), "/regionCode", Rules.NotInvited);
        validation.Require(contest.State == "open", "/contestId", Rules.ContestNotOpen);
        var (stage, today) = (contest.Stages[0], reference.Current.Today(contest.RegionCode));
        if (stage.OpensOn is { } first)
            validation.Require(first <= today, "/contestId", Rules.BeforeWindow, Day(first));
        if (stage.ClosesOn is { } last)
            validation.Require(today <= last, "/contestId", Rules.AfterWindow, Day(last));
    }

    private static void Check(
        ContestApplication application,
        ContestTrack track,
        IReadOnlyList<Person> people,
        ValidationContext validation
    )
    {
        var members = application.Members;
        var (least, most) = track.TeamSize;
        validation.Require(members.Count >= least && members.Count <= most, "/members", Rules.TeamSize, least, most);
        foreach (var limit in track.Roles)
            validation.Require(
                members.Count(m => (m.Role ?? "member") == limit.Role) is var number
                    && !(number < limit.Minimum)
                    && !(number > limit.Maximum),
                "/members",
                Rules.TeamRoles,
                limit.Role,
                limit.Minimum ?? 0,
                limit.Maximum ?? 50
            );
        for (var i = 0; i < members.Count; i++)
        {
            validation.Require(
                track.Categories.Count == 0 || track.Categories.Contains(members[i].Category),
                $"/members/{i}/category",
                Rules.NotOneOf,
                string.Join(", ", track.Categories)
            );
            validation.Require(people[i].Key is not null, $"/members/{i}/snils", Rules.Required);
            if (track.AgeOn is { } on && (track.MinimumAge ?? track.MaximumAge) is not null)
                CheckAge(track, people[i].BirthDate, on, $"/members/{i}/birthDate", validation);
        }
    }

    private static void CheckAge(ContestTrack track, DateOnly? birthDate, DateOnly on, string where, ValidationContext validation)
    {
        if (birthDate is not { } born)
        {
            validation.Add(where, Rules.Required);
            return;
        }
        var age = AgeOf(born, on);
        validation.Require(
            !(age < track.MinimumAge) && !(age > track.MaximumAge),
            where,
            Rules.Age,
            Day(on),
            track.MinimumAge ?? 0,
            track.MaximumAge ?? 120
        );
    }

    /// <summary>Full years on a day. Who was born on 29 February is a year older on 1 March of a common year.</summary>
    internal static int AgeOf(DateOnly born, DateOnly on) =>
        on.Year - born.Year - ((on.Month, on.Day).CompareTo((born.Month, born.Day)) < 0 ? 1 : 0);

    private static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
