using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Programs;

internal sealed class ProgramRegistry(Db db, Cipher cipher, Caller caller) : FlatRegistry<ProgramFields, Program, ListPrograms>(db, cipher, caller)
{
    private static readonly FlatTable<ProgramFields, Program, ListPrograms> table = new("programs.program", new("title", p => p.Title, p => [p.Title, p.Provider?.Name]));

    protected override FlatTable<ProgramFields, Program, ListPrograms> Table => table;

    protected override Task Verify(ProgramFields fields, Program? held, CancellationToken cancellationToken) =>
        Volume.IsEnough(fields.Kind == "upgrade", fields.Hours) ? Task.CompletedTask : throw ProgramErrors.TooShort.Refuse();
}
