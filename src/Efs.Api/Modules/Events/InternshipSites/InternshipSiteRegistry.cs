using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

internal sealed class InternshipSiteRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<InternshipSiteFields, InternshipSite, ListInternshipSites>(db, cipher, caller)
{
    private const string SessionsHeld = """
        (jsonb_array_length(t.sessions) + (
            SELECT count(DISTINCT e.id)
            FROM events.event_site s
            JOIN events.event e ON e.id = s.event_id AND e.region_code = s.region_code
            WHERE s.internship_site_id = t.id AND s.region_code = t.region_code AND e.state = 'finished'))::integer
        """;

    private static readonly DocumentTable<InternshipSiteFields, InternshipSite, ListInternshipSites> table = new(
        new("title", s => s.Title, s => [s.Title, s.Theme, s.Organisation]),
        projected: [("sessions_held", SessionsHeld)],
        open: "t.valid_to IS NULL"
    );

    protected override DocumentTable<InternshipSiteFields, InternshipSite, InternshipSite, ListInternshipSites> Table => table;

    protected override InternshipSiteFields Close(InternshipSite current, DateOnly on) => current with { ValidTo = on };
}
