using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

internal sealed class InstrumentRegistry(Db db, Cipher cipher, Caller caller)
    : FlatRegistry<InstrumentFields, Instrument, ListInstruments>(db, cipher, caller)
{
    private static readonly FlatTable<InstrumentFields, Instrument, ListInstruments> table = new(
        "trajectories.instrument",
        new("title", i => i.Title, i => [i.Title, i.Code]),
        shown: [("is_used", "t.is_used")]
    );

    protected override FlatTable<InstrumentFields, Instrument, ListInstruments> Table => table;

    protected override bool LooksBack => true;

    // What was measured with an edition must stay what it was: it may be closed, and its title mended.
    protected override Task Verify(InstrumentFields fields, Instrument? held, CancellationToken cancellationToken) =>
        held is not { IsUsed: true }
        || IsSame(fields with { SourceId = held.SourceId, Title = held.Title, ValidFrom = held.ValidFrom, ValidTo = held.ValidTo }, held)
            ? Task.CompletedTask
            : throw InstrumentErrors.Used.Refuse();
}
