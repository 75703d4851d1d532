using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

internal static class ProgramErrors
{
    public static readonly Error DuplicateSourceId = new(
        "programs.duplicate-source-id",
        409,
        "Программа с таким sourceId в регионе уже есть",
        "The region already has a programme with this sourceId",
        "/sourceId",
        "program_source_id_key"
    );
    public static readonly Error TooShort = new(
        "programs.too-short",
        422,
        "Объём ДПП — не меньше 16 часов для повышения квалификации и 250 часов для переподготовки",
        "A programme has at least 16 hours for an upgrade and 250 hours for a retraining",
        "/hours"
    );
    public static readonly Error UnknownProvider = new(
        "programs.unknown-provider",
        422,
        "Институт в этом регионе не найден",
        "There is no such institute in this region",
        "/providerInstituteId",
        "program_provider_institute_id_fkey"
    );
}
