using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Programs;

internal sealed class ProgramRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<TrainingProgramFields, TrainingProgram, ListTrainingPrograms>(db, cipher, caller)
{
    private static readonly DocumentTable<TrainingProgramFields, TrainingProgram, ListTrainingPrograms> table = new(
        new("title", p => p.Title, p => [p.Title, p.Provider?.Name]),
        open: "t.valid_to IS NULL"
    );

    protected override DocumentTable<TrainingProgramFields, TrainingProgram, ListTrainingPrograms> Table => table;

    protected override TrainingProgramFields Close(TrainingProgram current, DateOnly on) => current with { ValidTo = on };

    protected override Task ValidateReferences(
        TrainingProgramFields fields,
        TrainingProgram? current,
        CancellationToken cancellationToken
    ) => ProgramHours.IsEnough(fields.Kind == "upgrade", fields.Hours) ? Task.CompletedTask : throw ProgramErrors.TooShort.ToException();
}
