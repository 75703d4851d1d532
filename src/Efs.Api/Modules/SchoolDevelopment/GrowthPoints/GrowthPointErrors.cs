using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

internal static class GrowthPointErrors
{
    public static readonly Error DuplicateSourceId = new(
        "growth-points.duplicate-source-id",
        409,
        "Центр «Точка роста» с таким sourceId в регионе уже есть",
        "The region already has a centre with this sourceId",
        "/sourceId",
        "growth_point_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "growth-points.duplicate",
        409,
        "У этой школы уже есть центр «Точка роста» этого профиля",
        "This school has a centre of this profile already",
        "/profile",
        "growth_point_profile_key"
    );
    public static readonly Error UnknownSchool = new(
        "growth-points.unknown-school",
        422,
        "Школа в этом регионе не найдена",
        "There is no such school in this region",
        "/schoolId",
        "growth_point_school_id_fkey"
    );
    public static readonly Error UnknownHead = new(
        "growth-points.unknown-head",
        422,
        "Педагог в этом регионе не найден",
        "There is no such educator in this region",
        "/headId",
        "growth_point_head_id_fkey"
    );
}
