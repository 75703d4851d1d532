using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

internal sealed class InstrumentRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<InstrumentFields, Instrument, ListInstruments>(db, cipher, caller)
{
    private static readonly DocumentTable<InstrumentFields, Instrument, ListInstruments> table = new(
        new("title", i => i.Title, i => [i.Title, i.Code]),
        projected: [("is_used", "trajectories.is_used(t.id)")],
        locksBeforeWrite: true
    );

    protected override DocumentTable<InstrumentFields, Instrument, ListInstruments> Table => table;

    // Results of an edition must keep their meaning: a used edition may only be closed and its title corrected.
    protected override Task ValidateReferences(InstrumentFields fields, Instrument? current, CancellationToken cancellationToken) =>
        current is not { IsUsed: true }
        || IsSame(
            fields with
            {
                SourceId = current.SourceId,
                Title = current.Title,
                ValidFrom = current.ValidFrom,
                ValidTo = current.ValidTo,
            },
            current
        )
            ? Task.CompletedTask
            : throw InstrumentErrors.Used.ToException();
}
