using System.Reflection;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>The dimensions of all cubes as parameters.</summary>
public abstract record CubeDimensionFilters
{
    private static readonly PropertyInfo[] dimensions = typeof(CubeDimensionFilters).GetProperties();

    /// <summary>The dimensions that are narrowed.</summary>
    private protected IEnumerable<(string Dimension, string Members)> Selected =>
        from dimension in dimensions
        let members = (string?)dimension.GetValue(this)
        where members is not null
        select (JsonNamingPolicy.CamelCase.ConvertName(dimension.Name), members);

    /// <summary>Federal district.</summary>
    [Length(2000)]
    public string? District { get; init; }

    /// <summary>Region.</summary>
    [Length(2000)]
    public string? Region { get; init; }

    /// <summary>Municipality.</summary>
    [Length(2000)]
    public string? Municipality { get; init; }

    /// <summary>School.</summary>
    [Length(2000)]
    public string? School { get; init; }

    /// <summary>Kind of school.</summary>
    [Length(2000)]
    public string? SchoolKind { get; init; }

    /// <summary>Rural school.</summary>
    [Length(2000)]
    public string? IsRural { get; init; }

    /// <summary>Institute.</summary>
    [Length(2000)]
    public string? Institute { get; init; }

    /// <summary>Kind of institute.</summary>
    [Length(2000)]
    public string? InstituteKind { get; init; }

    /// <summary>Position.</summary>
    [Length(2000)]
    public string? Position { get; init; }

    /// <summary>Group of positions.</summary>
    [Length(2000)]
    public string? PositionGroup { get; init; }

    /// <summary>Category.</summary>
    [Length(2000)]
    public string? Category { get; init; }

    /// <summary>Gender.</summary>
    [Length(2000)]
    public string? Gender { get; init; }

    /// <summary>Age.</summary>
    [Length(2000)]
    public string? AgeBand { get; init; }

    /// <summary>Teaching experience.</summary>
    [Length(2000)]
    public string? ExperienceBand { get; init; }

    /// <summary>Place of work.</summary>
    [Length(2000)]
    public string? Workplace { get; init; }

    /// <summary>Kind of the institute of work.</summary>
    [Length(2000)]
    public string? WorkplaceKind { get; init; }

    /// <summary>Subject.</summary>
    [Length(2000)]
    public string? Subject { get; init; }

    /// <summary>Main place of work.</summary>
    [Length(2000)]
    public string? IsMain { get; init; }

    /// <summary>Stage.</summary>
    [Length(2000)]
    public string? Stage { get; init; }

    /// <summary>Method.</summary>
    [Length(2000)]
    public string? InstrumentKind { get; init; }

    /// <summary>Has deficits.</summary>
    [Length(2000)]
    public string? HasDeficits { get; init; }

    /// <summary>Competence.</summary>
    [Length(2000)]
    public string? Competence { get; init; }

    /// <summary>Level.</summary>
    [Length(2000)]
    public string? Level { get; init; }

    /// <summary>Deficit.</summary>
    [Length(2000)]
    public string? IsDeficit { get; init; }

    /// <summary>State.</summary>
    [Length(2000)]
    public string? State { get; init; }

    /// <summary>Based on a diagnostic.</summary>
    [Length(2000)]
    public string? OnDiagnostic { get; init; }

    /// <summary>Has fewer deficits.</summary>
    [Length(2000)]
    public string? IsImproved { get; init; }

    /// <summary>Reason of termination.</summary>
    [Length(2000)]
    public string? TerminationReason { get; init; }

    /// <summary>Kind.</summary>
    [Length(2000)]
    public string? Kind { get; init; }

    /// <summary>Mandatory.</summary>
    [Length(2000)]
    public string? IsMandatory { get; init; }

    /// <summary>Kind of document.</summary>
    [Length(2000)]
    public string? DocumentKind { get; init; }

    /// <summary>Kind of programme.</summary>
    [Length(2000)]
    public string? ProgramKind { get; init; }

    /// <summary>Programme in the federal register.</summary>
    [Length(2000)]
    public string? InFederalRegister { get; init; }

    /// <summary>Funding.</summary>
    [Length(2000)]
    public string? Funding { get; init; }

    /// <summary>Form of study.</summary>
    [Length(2000)]
    public string? StudyForm { get; init; }

    /// <summary>Hours.</summary>
    [Length(2000)]
    public string? HoursBand { get; init; }

    /// <summary>Issued first.</summary>
    [Length(2000)]
    public string? IsFirst { get; init; }

    /// <summary>Form.</summary>
    [Length(2000)]
    public string? Form { get; init; }

    /// <summary>Municipality with a methodist.</summary>
    [Length(2000)]
    public string? HasMethodist { get; init; }

    /// <summary>Branch.</summary>
    [Length(2000)]
    public string? IsBranch { get; init; }

    /// <summary>Networked.</summary>
    [Length(2000)]
    public string? IsNetworked { get; init; }

    /// <summary>Format.</summary>
    [Length(2000)]
    public string? Format { get; init; }

    /// <summary>Interregional.</summary>
    [Length(2000)]
    public string? IsInterregional { get; init; }

    /// <summary>Kind of event.</summary>
    [Length(2000)]
    public string? EventKind { get; init; }

    /// <summary>Role.</summary>
    [Length(2000)]
    public string? Role { get; init; }

    /// <summary>Category of applicant.</summary>
    [Length(2000)]
    public string? ApplicantCategory { get; init; }

    /// <summary>Outcome.</summary>
    [Length(2000)]
    public string? Outcome { get; init; }

    /// <summary>Absent.</summary>
    [Length(2000)]
    public string? IsAbsent { get; init; }

    /// <summary>Direction.</summary>
    [Length(2000)]
    public string? Direction { get; init; }

    /// <summary>Partner's region.</summary>
    [Length(2000)]
    public string? PartnerRegion { get; init; }

    /// <summary>Federal project.</summary>
    [Length(2000)]
    public string? Project { get; init; }

    /// <summary>Theme.</summary>
    [Length(2000)]
    public string? Theme { get; init; }

    /// <summary>Contest.</summary>
    [Length(2000)]
    public string? Contest { get; init; }

    /// <summary>Track.</summary>
    [Length(2000)]
    public string? Track { get; init; }

    /// <summary>Individual route.</summary>
    [Length(2000)]
    public string? Trajectory { get; init; }

    /// <summary>Diagnostic.</summary>
    [Length(2000)]
    public string? Diagnostic { get; init; }

    /// <summary>Training.</summary>
    [Length(2000)]
    public string? Training { get; init; }

    /// <summary>Agreed.</summary>
    [Length(2000)]
    public string? IsAgreed { get; init; }

    /// <summary>Duration.</summary>
    [Length(2000)]
    public string? DurationBand { get; init; }
}
