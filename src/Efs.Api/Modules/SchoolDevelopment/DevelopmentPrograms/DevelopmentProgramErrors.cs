using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

internal static class DevelopmentProgramErrors
{
    public static readonly Error DuplicateSourceId = new(
        "development-programs.duplicate-source-id",
        409,
        "Программа развития с таким sourceId в регионе уже есть",
        "The region already has a development programme with this sourceId",
        "/sourceId",
        "development_program_source_id_key"
    );
    public static readonly Error UnknownAssessment = new(
        "development-programs.unknown-assessment",
        422,
        "Самодиагностика в этом регионе не найдена",
        "There is no such self-assessment in this region",
        "/assessmentId",
        "development_program_assessment_id_fkey"
    );
    public static readonly Error NotADeficit = new(
        "development-programs.not-a-deficit",
        422,
        "Мероприятия программы относятся к дефицитам самодиагностики",
        "The measures of a programme are tied to deficits of the self-assessment"
    );
}
