using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

internal static class FederalProjectErrors
{
    public static readonly Error DuplicateSourceId = new(
        "federal-projects.duplicate-source-id",
        409,
        "Проект с таким sourceId в регионе уже есть",
        "The region already has a project with this sourceId",
        "/sourceId",
        "federal_project_source_id_key"
    );
    public static readonly Error DuplicateCode = new(
        "federal-projects.duplicate-code",
        409,
        "Проект с таким кодом в регионе уже есть",
        "The region already has a project with this code",
        "/code",
        "federal_project_code_key"
    );
    public static readonly Error UnknownParent = new(
        "federal-projects.unknown-parent",
        422,
        "Вышестоящий проект не найден",
        "There is no such parent project",
        "/parentId",
        "federal_project_parent_id_fkey"
    );
    public static readonly Error WrongParent = new(
        "federal-projects.wrong-parent",
        422,
        "Федеральный проект входит в национальный, инициатива — в проект любого уровня",
        "A federal project is part of a national one, an initiative of a project of any level",
        "/parentId"
    );
    public static readonly Error Cycle = new(
        "federal-projects.cycle",
        422,
        "Проект не может входить в самого себя, даже через другие",
        "A project can't be inside itself, not even through others",
        "/parentId"
    );
}
