using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

internal sealed class InternshipSiteRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<InternshipSiteFields, InternshipSite, ListInternshipSites>(db, cipher, caller)
{
    private static readonly DocumentTable<InternshipSiteFields, InternshipSite, ListInternshipSites> table = new(
        new("title", s => s.Title, s => [s.Title, s.Theme, s.Organisation]),
        open: "t.valid_to IS NULL"
    );

    protected override DocumentTable<InternshipSiteFields, InternshipSite, InternshipSite, ListInternshipSites> Table => table;

    protected override InternshipSiteFields Close(InternshipSite current, DateOnly on) => current with { ValidTo = on };
}
