using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>An answer to a request for an expert.</summary>
public sealed record ExpertAnswer : IHistoryEntry
{
    /// <summary>Ordinal number among the request's answers, from 1.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Member of the community who is proposed.</summary>
    public Guid? MemberId { get; init; }

    /// <summary>Answer.</summary>
    [Length(4000), PersonalData]
    public string? Text { get; init; }

    /// <summary>When it was given, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Client that gave it.</summary>
    /// <example>region-77</example>
    [Length(100)]
    public required string Client { get; init; }

    [JsonIgnore]
    public Guid RequestId { get; init; }

    [JsonIgnore]
    public string RegionCode { get; init; } = "";

    [JsonIgnore]
    Guid IConcernsRecord.RecordId => RequestId;

    internal const string Columns = "request_id, region_code, ordinal, member_id, text, at, client";
}
