using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the applications of the caller's regions, and those submitted for their contests.</summary>
[Requires("contests:read")]
public sealed record ListContestApplications : ListOf<ContestApplication>
{
    private const string HasEducator = """
        EXISTS (SELECT FROM contests.applicant m
            WHERE m.application_id = t.id AND m.region_code = t.region_code AND m.educator_id = @educatorId)
        """;

    /// <summary>Contest.</summary>
    public Guid? ContestId { get; init; }

    /// <summary>Key of the track.</summary>
    [Form("^[^/\\\\]{1,50}$", "teachers", 50)]
    public string? Track { get; init; }

    /// <summary>State.</summary>
    [ApplicationState]
    public string? State { get; init; }

    /// <summary>Educator who takes part.</summary>
    [Where(HasEducator)]
    public Guid? EducatorId { get; init; }
}
