using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

internal static class MethodistErrors
{
    public static readonly Error DuplicateSourceId = new(
        "methodists.duplicate-source-id",
        409,
        "Методист с таким sourceId в регионе уже есть",
        "The region already has a methodist with this sourceId",
        "/sourceId",
        "methodist_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "methodists.duplicate",
        409,
        "Этот педагог уже методист по этому предмету или направлению с этого дня",
        "This educator is a methodist of this subject or direction from this day already",
        "/since",
        "methodist_since_key"
    );
    public static readonly Error UnknownEducator = new(
        "methodists.unknown-educator",
        422,
        "Педагог в этом регионе не найден",
        "There is no such educator in this region",
        "/educatorId",
        "methodist_educator_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "methodists.unknown-institute",
        422,
        "Институт в этом регионе не найден",
        "There is no such institute in this region",
        "/instituteId",
        "methodist_institute_id_fkey"
    );
}
