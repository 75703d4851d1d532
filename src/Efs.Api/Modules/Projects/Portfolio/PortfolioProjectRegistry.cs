using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Projects;

internal sealed class PortfolioProjectRegistry(Db db, Cipher cipher, Caller caller)
    : Registry<PortfolioProjectFields, PortfolioProject, PortfolioProject, ListPortfolioProjects>(db, cipher, caller)
{
    private static readonly DocumentTable<PortfolioProjectFields, PortfolioProject, PortfolioProject, ListPortfolioProjects> table = new(
        row => row.Id,
        row => row.UpdatedAt,
        new("title", p => p.Title, p => [p.Title, p.Theme]),
        computed: ["participant_regions"],
        projected: [("state", "t.state")],
        most: 100
    );

    protected override DocumentTable<PortfolioProjectFields, PortfolioProject, PortfolioProject, ListPortfolioProjects> Table => table;

    public override PortfolioProject Read(PortfolioProject row) => row with { Team = Cipher.OpenParticipants(row.Team, row.RegionCode) };

    protected override Task ValidateReferences(
        PortfolioProjectFields fields,
        PortfolioProject? current,
        CancellationToken cancellationToken
    ) =>
        current is not null && ProjectStateAttribute.Machine.Next(current.State).Count == 0
            ? throw PortfolioProjectErrors.Closed.ToException()
            : Task.CompletedTask;

    protected override SqlParameters ToParameters(Guid id, PortfolioProjectFields fields)
    {
        var regions = fields.Team.Select(m => m.HomeRegionCode).Concat(fields.Organisations.Select(o => o.HomeRegionCode));
        return Table
            .ToParameters(id, fields, Cipher, stored: fields with { Team = Cipher.SealParticipants(fields.Team, fields.RegionCode) })
            .Add("participantRegions", regions.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray());
    }

    public override Task Delete(PortfolioProject current, CancellationToken cancellationToken) =>
        current.State == ProjectStateAttribute.Machine.States[0]
            ? base.Delete(current, cancellationToken)
            : throw CommonErrors.InUse.ToException(
                new LocalizedText(
                    "Защищённый проект не удаляют, а останавливают: у него есть история",
                    "A project that was defended can't be deleted, only stopped: it has a history"
                )
            );
}
