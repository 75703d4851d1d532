using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Analytics;

internal sealed class IndicatorRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<IndicatorFields, Indicator, ListIndicators>(db, cipher, caller)
{
    private static readonly DocumentTable<IndicatorFields, Indicator, ListIndicators> table = new(
        projected: [("is_used", "t.is_used")],
        sorts: [new("code", "code", i => i.Code)],
        locksBeforeWrite: true
    );

    /// <summary>All columns of an indicator <c>t</c>.</summary>
    public static string Columns => table.Columns;

    protected override DocumentTable<IndicatorFields, Indicator, ListIndicators> Table => table;

    public override void EnsureMutable(Indicator current) => EnsureMayWrite(current);

    public override Task Delete(Indicator current, CancellationToken cancellationToken)
    {
        EnsureMayWrite(current);
        return base.Delete(current, cancellationToken);
    }

    protected override Task ValidateReferences(IndicatorFields fields, Indicator? current, CancellationToken cancellationToken)
    {
        EnsureMayWrite(fields);
        if (current is { IsUsed: true } && !IsSame(WithChangeable(fields, current), current))
            throw IndicatorErrors.Used.ToException();
        return Task.CompletedTask;
    }

    private void EnsureMayWrite(IndicatorFields indicator)
    {
        if (indicator.Level == "federal" && !Caller.IsFederal)
            throw IndicatorErrors.Federal.ToException();
        if (!Caller.Scopes.Contains(FigureAccess.Exact))
            throw IndicatorErrors.ExactOnly.ToException();
    }

    // Figures of closed periods follow from the rest.
    private static IndicatorFields WithChangeable(IndicatorFields fields, Indicator current) =>
        fields with
        {
            SourceId = current.SourceId,
            Title = current.Title,
            TitleEn = current.TitleEn,
            ValidTo = current.ValidTo,
        };
}
