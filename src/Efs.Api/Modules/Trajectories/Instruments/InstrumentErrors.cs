using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

internal static class InstrumentErrors
{
    public static readonly Error DuplicateSourceId = new(
        "instruments.duplicate-source-id",
        409,
        "Инструмент с таким sourceId в регионе уже есть",
        "The region already has an instrument with this sourceId",
        "/sourceId",
        "instrument_source_id_key"
    );
    public static readonly Error DuplicateEdition = new(
        "instruments.duplicate-edition",
        409,
        "Такая редакция этого инструмента в регионе уже есть",
        "The region already has this edition of the instrument",
        "/edition",
        "instrument_edition_key"
    );
    public static readonly Error Used = new(
        "instruments.used",
        422,
        "По этой редакции уже проведены диагностики: измените sourceId, название или срок либо заведите новую редакцию",
        "Diagnostics were taken with this edition: change its sourceId, title or term only, or make a new edition"
    );
}
