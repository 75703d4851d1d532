using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Tasks of a marathon that are done.</summary>
public sealed record CompletionList
{
    /// <summary>Completions, one of an application and a task.</summary>
    /// <example>[]</example>
    [Items(1000)]
    public required IReadOnlyList<ReportedCompletion> Completions { get; init; }
}

/// <summary>A task that an application has done.</summary>
public sealed record ReportedCompletion
{
    /// <summary>The application.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>Key of the task.</summary>
    [Form("^[^/\\\\]{1,50}$", "museum-lesson", 50)]
    public required string Task { get; init; }

    /// <summary>Day on which it was done, by the time of the contest's region.</summary>
    /// <example>2023-09-04</example>
    [NotInFuture]
    public required DateOnly CompletedOn { get; init; }

    /// <summary>Whether the task does not count after all.</summary>
    /// <example>false</example>
    public bool IsAnnulled { get; init; }
}
