using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

internal static class AssessmentFrameworkErrors
{
    public static readonly Error DuplicateSourceId = new(
        "assessment-frameworks.duplicate-source-id",
        409,
        "Методика самодиагностики с таким sourceId в регионе уже есть",
        "The region already has a framework with this sourceId",
        "/sourceId",
        "assessment_framework_source_id_key"
    );
    public static readonly Error DuplicateEdition = new(
        "assessment-frameworks.duplicate-edition",
        409,
        "Такая редакция этой методики в регионе уже есть",
        "The region already has this edition of the framework",
        "/edition",
        "assessment_framework_edition_key"
    );
    public static readonly Error Used = new(
        "assessment-frameworks.used",
        422,
        "По этой редакции уже проводится самодиагностика: измените sourceId или название либо заведите новую редакцию",
        "A campaign uses this edition: change its sourceId or title only, or make a new edition"
    );
}
