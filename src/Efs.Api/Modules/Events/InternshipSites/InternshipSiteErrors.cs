using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

internal static class InternshipSiteErrors
{
    public static readonly Error DuplicateSourceId = new(
        "internship-sites.duplicate-source-id",
        409,
        "Стажировочная площадка с таким sourceId в регионе уже есть",
        "The region already has an internship site with this sourceId",
        "/sourceId",
        "internship_site_source_id_key"
    );
    public static readonly Error UnknownInstitute = new(
        "internship-sites.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/instituteId",
        "internship_site_institute_id_fkey"
    );
    public static readonly Error UnknownSchool = new(
        "internship-sites.unknown-school",
        422,
        "Такой школы в этом регионе нет",
        "There is no such school in this region",
        "/schoolId",
        "internship_site_school_id_fkey"
    );
}
