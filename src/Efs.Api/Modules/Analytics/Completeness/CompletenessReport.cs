using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>How complete the registers are.</summary>
public sealed record CompletenessReport
{
    /// <summary>The instant whose state of the registers is told.</summary>
    public required DateTime AsOf { get; init; }

    /// <summary>How counts of people are protected.</summary>
    [FigureProtection]
    public required string Protection { get; init; }

    /// <summary>A row for each place that has records.</summary>
    [Items(100)]
    public required IReadOnlyList<PlaceCompleteness> Items { get; init; }
}

/// <summary>How complete the registers of a place are.</summary>
public sealed record PlaceCompleteness
{
    /// <summary>Code of the region or of the federal district; null for the federation.</summary>
    /// <example>74</example>
    [Length(50)]
    public string? Place { get; init; }

    /// <summary>Its name.</summary>
    /// <example>Челябинская область</example>
    [Length(200)]
    public required string Title { get; init; }

    /// <summary>The registers.</summary>
    [Items(50)]
    public required IReadOnlyList<RegistryCompleteness> Registers { get; init; }

    /// <summary>What is lacking or contradicts itself.</summary>
    [Items(20)]
    public required IReadOnlyList<QualityFinding> Findings { get; init; }
}

/// <summary>How complete a register is.</summary>
public sealed record RegistryCompleteness
{
    /// <summary>Resource, as in the path.</summary>
    /// <example>educators</example>
    [Length(50)]
    public required string Resource { get; init; }

    /// <summary>Number of records.</summary>
    /// <example>1240</example>
    public required long Records { get; init; }

    /// <summary>When a client last wrote successfully, UTC.</summary>
    public DateTime? LastPushedAt { get; init; }

    /// <summary>Whole days since then.</summary>
    /// <example>3</example>
    [Between(0, 100000)]
    public int? DaysSince { get; init; }

    /// <summary>Rows that the last import of each region rejected.</summary>
    /// <example>0</example>
    [Between(0, 2147483647)]
    public int? RejectedRows { get; init; }
}

/// <summary>What is lacking or contradicts itself.</summary>
public sealed record QualityFinding
{
    /// <summary>Kind of finding.</summary>
    [QualityFindingKind]
    public required string Kind { get; init; }

    /// <summary>Number of records.</summary>
    /// <example>12</example>
    public required long Records { get; init; }

    /// <summary>Percent of all records of the register; null where it is withheld or there are none.</summary>
    /// <example>1.5</example>
    [Between(0, 100)]
    public decimal? Percent { get; init; }

    /// <summary>Resource of the records.</summary>
    /// <example>educators</example>
    [Length(50)]
    public required string Resource { get; init; }

    /// <summary>Ids of the first hundred records, for a client of the region itself.</summary>
    [Items(100)]
    public required IReadOnlyList<Guid> Ids { get; init; }
}

/// <summary>
/// Finding: an educator without a СНИЛС, without a main place of work or without a category; a school without educators or one that no
/// educator was ever employed at; an educator employed at a closed school; a certificate older than its programme.
/// </summary>
public sealed class QualityFindingKindAttribute()
    : OneOfAttribute(
        "without_snils",
        "without_main_employment",
        "without_category",
        "school_without_educators",
        "school_never_seen",
        "employment_at_closed_school",
        "certificate_older_than_program"
    );
