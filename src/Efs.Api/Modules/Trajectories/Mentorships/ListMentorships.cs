using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists mentorships of the caller's regions.</summary>
[Requires("trajectories:read")]
public sealed record ListMentorships : ListOf<Mentorship>
{
    /// <summary>Educator who mentors.</summary>
    public Guid? MentorId { get; init; }

    /// <summary>Educator who is mentored.</summary>
    public Guid? MenteeId { get; init; }

    /// <summary>Form of mentoring.</summary>
    [MentorshipForm]
    public string? Form { get; init; }

    /// <summary>Kind of mentoring.</summary>
    [MentorshipKind]
    public string? Kind { get; init; }

    /// <summary>Whether the mentorship is open: it has no last day.</summary>
    /// <example>true</example>
    [Where("(t.until IS NULL) = @isOpen")]
    public bool? IsOpen { get; init; }
}
