using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Programs;

internal sealed class ProgramRegistry(Db db, Cipher cipher, Caller caller)
    : FlatRegistry<ProgramFields, Program, ListPrograms>(db, cipher, caller)
{
    private static readonly FlatTable<ProgramFields, Program, ListPrograms> table = new(
        "programs.program",
        new("title", p => p.Title, p => [p.Title, p.Provider?.Name]),
        open: "t.valid_to IS NULL"
    );

    protected override FlatTable<ProgramFields, Program, ListPrograms> Table => table;

    protected override ProgramFields Closed(Program held, DateOnly on) => held with { ValidTo = on };

    protected override Task Verify(ProgramFields fields, Program? held, CancellationToken cancellationToken) =>
        Volume.IsEnough(fields.Kind == "upgrade", fields.Hours) ? Task.CompletedTask : throw ProgramErrors.TooShort.Refuse();
}
