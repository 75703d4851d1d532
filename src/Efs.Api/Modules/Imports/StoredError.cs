using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>A stored error of a row or of an import, in both languages.</summary>
internal sealed record StoredError(
    int Row,
    string? Key,
    string Location,
    string Code,
    string Ru,
    string En,
    string? Column = null,
    string? Sheet = null
)
{
    public LocalizedText Text => new(Ru, En);

    public static StoredError Of(ValidationError error, int row, string? key) =>
        new(row, key, error.Location, error.Code, error.Message.Ru, error.Message.En);

    /// <summary>The error of a row of a file; of a table it names the columns.</summary>
    public static StoredError Of(ValidationError error, FileRow row, string? key)
    {
        var text = row.Columns?.Message(error) ?? error.Message;
        return new(row.Number, key, error.Location, error.Code, text.Ru, text.En, row.Columns?.Heading(error.Location), row.Sheet);
    }

    /// <summary>A problem without its detail, which may repeat what a file said.</summary>
    public static StoredError WithoutDetail(ProblemException problem) =>
        new(0, null, "", problem.Error.Code, problem.Error.Title.Ru, problem.Error.Title.En);

    public static StoredError Of(ProblemException problem)
    {
        var text = problem.Detail is { } detail
            ? new LocalizedText($"{problem.Error.Title.Ru}: {detail.Ru}", $"{problem.Error.Title.En}: {detail.En}")
            : problem.Error.Title;
        return new(0, null, "", problem.Error.Code, text.Ru, text.En);
    }

    public ImportRowError ToRowError(Language language) =>
        new()
        {
            Row = Row,
            Sheet = Sheet,
            Column = Column,
            Key = Key,
            Pointer = Location,
            Code = Code,
            Message = Text.In(language),
        };
}
