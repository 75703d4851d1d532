using Efs.Api.Kernel;
using Efs.Api.Platform.Pages;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>
/// Prints the list of participants of an event (список участников): a page in Russian for A4 with those who have a place.
/// </summary>
/// <remarks>
/// The event's owner sees those of all regions, another region its own. Educators of other regions have no name in it. Of more than 2,000
/// people the first are printed; whole is the list of registrations.
/// </remarks>
[Requires("events:read", "educators:read", Caller.PersonalData), Cost(4)]
public sealed record PrintEventParticipants : IQuery<PrintedPage>
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class PrintEventParticipantsHandler(
    EventRegistry events,
    RegistrationRegistry registrations,
    IEducatorDirectory educators,
    ReferenceStore reference,
    PageRenderer renderer
) : IHandle<PrintEventParticipants, PrintedPage>
{
    private const int MostPrinted = 2_000;

    public async Task<PrintedPage> Handle(PrintEventParticipants request, CancellationToken cancellationToken)
    {
        var hosted = await events.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var confirmed = await Confirmed(request.Id, cancellationToken);
        Guid[] ids = [.. confirmed.SelectMany(r => r.Members).Select(m => m.EducatorId).OfType<Guid>().Distinct()];
        var known = await educators.Describe(ids, cancellationToken);
        var printed = confirmed
            .SelectMany(r => r.Members.Select(m => (Member: m, Row: Row(hosted, r, m, known))))
            .OrderBy(p => p.Row.Region)
            .ThenBy(p => p.Row.Name)
            .Take(MostPrinted)
            .ToList();
        var html = await renderer.Render<EventParticipantsPage>(
            new()
            {
                [nameof(EventParticipantsPage.Event)] = hosted,
                [nameof(EventParticipantsPage.Participants)] = printed.ConvertAll(p => p.Row),
                [nameof(EventParticipantsPage.IsCut)] = confirmed.Sum(r => r.Members.Count) > MostPrinted,
                [nameof(EventParticipantsPage.PrintedOn)] = reference.Current.Today(hosted.RegionCode),
            }
        );
        var members = printed.ConvertAll(p => p.Member);
        var seen = members.Select(m => m.EducatorId).OfType<Guid>().Where(known.ContainsKey).Distinct();
        return new(html, [.. seen, .. members.Where(m => m.LastName is not null).Select(m => m.Id)]);
    }

    private async Task<List<EventRegistration>> Confirmed(Guid eventId, CancellationToken cancellationToken)
    {
        var confirmed = new List<EventRegistration>();
        for (string? cursor = null; ; )
        {
            var page = await registrations.Handle(
                new ListEventRegistrations
                {
                    EventId = eventId,
                    Limit = 100,
                    Cursor = cursor,
                },
                cancellationToken
            );
            confirmed.AddRange(page.Items.Where(r => RegistrationStateAttribute.HasPlaces(r.State)));
            if ((cursor = page.Next) is null || confirmed.Sum(r => r.Members.Count) > MostPrinted)
                return confirmed;
        }
    }

    private PrintedParticipant Row(
        EducationEvent hosted,
        EventRegistration registration,
        RegistrationMember member,
        IReadOnlyDictionary<Guid, PersonDescription> known
    )
    {
        var educator = member.EducatorId is { } id ? known.GetValueOrDefault(id) : null;
        return new()
        {
            Name =
                educator is not null ? FullName(educator.LastName, educator.FirstName, educator.MiddleName)
                : member.EducatorId is not null ? "педагог региона"
                : FullName(member.LastName, member.FirstName, member.MiddleName),
            Role = EventTexts.MemberRoles[member.Role ?? "member"],
            Work = string.Join(", ", new[] { member.Position, member.Organisation ?? registration.Title }.OfType<string>()),
            Region = reference.Current.ByRegion[member.HomeRegionCode ?? registration.RegionCode].ShortName,
            Sites = string.Join("; ", registration.Choices.Select(c => hosted.Sites.FirstOrDefault(s => s.Key == c.SiteKey)?.Title ?? "")),
        };
    }

    private static string FullName(params string?[] names) => string.Join(' ', names.OfType<string>());
}
