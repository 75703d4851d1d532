namespace Efs.Api.Kernel;

/// <summary>A list as a workbook of one sheet in the form of another system. All cells are texts, so that leading zeros are kept.</summary>
public interface IExportTemplate
{
    /// <summary>Maximum number of records under the header: the limit of a sheet.</summary>
    const int MaxRows = 1_048_575;

    /// <summary>Name of the sheet.</summary>
    string Name { get; }

    /// <summary>The header row.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The rows of these records, each with a cell for every column.</summary>
    Task<ExportRows> Rows(IReadOnlyList<object> records, CancellationToken cancellationToken);
}

/// <summary>Rows of a sheet and the people whose data they hold: the reading is audited.</summary>
public sealed record ExportRows(IReadOnlyList<IReadOnlyList<string?>> Cells, IReadOnlyList<Guid> DataSubjects);

/// <summary>The list is available in this form to callers with the scope.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExportTemplateAttribute(Type sheet, string scope) : Attribute
{
    public Type Template { get; } = sheet;
    public string Scope { get; } = scope;
}
