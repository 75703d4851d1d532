using Efs.Api.Kernel;

namespace Efs.Api.Modules.Schools;

internal static class SchoolErrors
{
    public static readonly Error DuplicateSourceId = new(
        "schools.duplicate-source-id",
        409,
        "Школа с таким sourceId в регионе уже есть",
        "The region already has a school with this sourceId",
        "/sourceId",
        "school_source_id_key"
    );
    public static readonly Error UnknownHead = new(
        "schools.unknown-head",
        422,
        "Головная школа в этом регионе не найдена",
        "There is no such head school in this region",
        "/branchOfId",
        "school_branch_of_id_fkey"
    );
    public static readonly Error NotAHead = new(
        "schools.not-a-head",
        422,
        "Филиал не может быть головной школой филиала",
        "A branch can't be the head of a branch",
        "/branchOfId"
    );
}
