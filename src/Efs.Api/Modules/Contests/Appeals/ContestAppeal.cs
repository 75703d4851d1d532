using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>An appeal against the result of a stage (апелляция), and how it was decided.</summary>
public sealed record ContestAppeal : IHistoryEntry
{
    /// <summary>Ordinal number among the application's appeals, from 1.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "test", 50)]
    public required string Stage { get; init; }

    /// <summary>Grounds of the appeal.</summary>
    /// <example>Ответ на задание 7 совпадает с ключом</example>
    [Length(4000), PersonalData]
    public string? Grounds { get; init; }

    /// <summary>State.</summary>
    [AppealState]
    public required string State { get; init; }

    /// <summary>When it was filed, UTC.</summary>
    public required DateTime FiledAt { get; init; }

    /// <summary>Client that filed it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string FiledBy { get; init; }

    /// <summary>Score against which it was filed; absent of those who did not come.</summary>
    /// <example>58</example>
    [Between(0, 1_000_000)]
    public decimal? ScoreBefore { get; init; }

    /// <summary>When it was decided or withdrawn, UTC.</summary>
    public DateTime? ClosedAt { get; init; }

    /// <summary>Client that decided or withdrew it.</summary>
    /// <example>region-77</example>
    [Length(100)]
    public string? ClosedBy { get; init; }

    /// <summary>Score after the decision.</summary>
    /// <example>61</example>
    [Between(0, 1_000_000)]
    public decimal? ScoreAfter { get; init; }

    /// <summary>Why it was decided so.</summary>
    [Length(4000), PersonalData]
    public string? Comment { get; init; }

    [JsonIgnore]
    public Guid ApplicationId { get; init; }

    [JsonIgnore]
    public string RegionCode { get; init; } = "";

    [JsonIgnore]
    Guid IConcernsRecord.RecordId => ApplicationId;

    internal const string Columns = """
        application_id, region_code, ordinal, stage, grounds, state, filed_at, filed_by, score_before, closed_at, closed_by, score_after,
        comment
        """;
}
