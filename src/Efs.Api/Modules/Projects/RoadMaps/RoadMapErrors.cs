using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

internal static class RoadMapErrors
{
    public static readonly Error DuplicateSourceId = new(
        "road-maps.duplicate-source-id",
        409,
        "Дорожная карта с таким sourceId в регионе уже есть",
        "The region already has a road map with this sourceId",
        "/sourceId",
        "road_map_source_id_key"
    );
    public static readonly Error UnknownProject = new(
        "road-maps.unknown-project",
        422,
        "Такого проекта нет",
        "There is no such project",
        "/projectId",
        "road_map_project_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "road-maps.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/measures",
        "measure_institute_id_fkey"
    );
}
