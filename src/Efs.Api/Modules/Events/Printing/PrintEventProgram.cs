using Efs.Api.Kernel;
using Efs.Api.Platform.Pages;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>Prints the programme of an event (программа мероприятия): a page in Russian for A4 with days, sites and organisers.</summary>
[Requires("events:read")]
public sealed record PrintEventProgram : IQuery<PrintedPage>
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class PrintEventProgramHandler(Db db, EventRegistry registry, ReferenceStore reference, PageRenderer renderer)
    : IHandle<PrintEventProgram, PrintedPage>
{
    private static readonly Sql<NamedInstitute> institutes = new(
        "SELECT i.id, i.full_name AS name FROM institutes.institute i WHERE i.id = ANY (@ids) AND i.region_code = @regionCode"
    );

    private sealed record NamedInstitute
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
    }

    public async Task<PrintedPage> Handle(PrintEventProgram request, CancellationToken cancellationToken)
    {
        var hosted = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        Guid[] ids =
        [
            .. hosted.Organisations.Select(o => o.InstituteId).Concat(hosted.Sites.Select(s => s.InstituteId)).OfType<Guid>().Distinct(),
        ];
        var names = await db.Query(institutes, new { ids, hosted.RegionCode }, cancellationToken);
        var html = await renderer.Render<EventProgramPage>(
            new()
            {
                [nameof(EventProgramPage.Event)] = hosted,
                [nameof(EventProgramPage.Institutes)] = names.ToDictionary(n => n.Id, n => n.Name),
                [nameof(EventProgramPage.PrintedOn)] = reference.Current.Today(hosted.RegionCode),
            }
        );
        return new(html, []);
    }
}
