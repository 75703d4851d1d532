using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

/// <summary>Lists certificates of the caller's regions.</summary>
/// <remarks>As a workbook they come in the form of ФИС ФРДО, with the names and dates of birth of the people.</remarks>
[Requires("programs:read"), ExportTemplate(typeof(FrdoExport), Caller.PersonalData)]
public sealed record ListCertificates : ListOf<Certificate>
{
    /// <summary>Educator whom they were given to.</summary>
    public Guid? EducatorId { get; init; }

    /// <summary>Programme of the register.</summary>
    public Guid? ProgramId { get; init; }

    /// <summary>Institute that issued them.</summary>
    public Guid? ProviderInstituteId { get; init; }

    /// <summary>Kind of document.</summary>
    [DocumentKind]
    public string? Kind { get; init; }

    /// <summary>Number of the document.</summary>
    /// <example>000001</example>
    [Length(30)]
    public string? Number { get; init; }

    /// <summary>Only those issued on this day or later.</summary>
    [Where("t.issued_on >= @issuedFrom")]
    public DateOnly? IssuedFrom { get; init; }

    /// <summary>Only those issued on this day or before.</summary>
    [Where("t.issued_on <= @issuedTo")]
    public DateOnly? IssuedTo { get; init; }

    /// <summary>Whether they count: nothing replaces them.</summary>
    /// <example>true</example>
    [Where(
        "@counts = NOT EXISTS (SELECT FROM programs.certificate newer WHERE newer.replaces_id = t.id AND newer.region_code = t.region_code)"
    )]
    public bool? Counts { get; init; }
}
