using Efs.Api.Kernel;

namespace Efs.Api.Modules.Institutes;

internal static class InstituteErrors
{
    public static readonly Error DuplicateSourceId = new(
        "institutes.duplicate-source-id",
        409,
        "Институт с таким sourceId в регионе уже есть",
        "The region already has an institute with this sourceId",
        "/sourceId",
        "institute_source_id_key"
    );
    public static readonly Error UnknownParent = new(
        "institutes.unknown-parent",
        422,
        "Вышестоящий институт в этом регионе не найден",
        "There is no such parent institute in this region",
        "/parentId",
        "institute_parent_id_fkey"
    );
    public static readonly Error UnknownSuccessor = new(
        "institutes.unknown-successor",
        422,
        "Институт-правопреемник в этом регионе не найден",
        "There is no such successor institute in this region",
        "/successorId",
        "institute_successor_id_fkey"
    );
    public static readonly Error OwnSuccessor = new(
        "institutes.own-successor",
        422,
        "Институт не может быть собственным правопреемником",
        "An institute can't be its own successor",
        "/successorId"
    );
    public static readonly Error Cycle = new(
        "institutes.cycle",
        422,
        "Институт не может входить в самого себя, даже через другие",
        "An institute can't be inside itself, not even through others",
        "/parentId"
    );
}
