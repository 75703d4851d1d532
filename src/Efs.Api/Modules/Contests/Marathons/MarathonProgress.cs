using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>How far an application is in a marathon.</summary>
public sealed record MarathonProgress
{
    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "marathon", 50)]
    public required string Stage { get; init; }

    /// <summary>Keys of the tasks that the application has chosen, in its order; empty, all tasks of its track.</summary>
    /// <example>[]</example>
    [Length(50), Items(200)]
    public required IReadOnlyList<string> Route { get; init; }

    /// <summary>Points of the tasks that are done.</summary>
    /// <example>10</example>
    [Between(0, 2_000_000)]
    public required decimal Points { get; init; }

    /// <summary>Tasks that are done, in the order of the days.</summary>
    /// <example>[]</example>
    [Items(200)]
    public required IReadOnlyList<TaskCompletion> Completions { get; init; }

    /// <summary>The progress of the application <c>t</c> in each marathon.</summary>
    internal const string OfApplication = """
        coalesce(
            (SELECT json_agg(json_build_object('stage', stage, 'route', coalesce(m.tasks, '{}'), 'points', coalesce(d.points, 0),
                 'completions', coalesce(d.completions, '[]')) ORDER BY stage)
             FROM (
                 SELECT r.stage, r.tasks FROM contests.marathon_route r WHERE r.application_id = t.id AND r.region_code = t.region_code
             ) m
             FULL JOIN (
                 SELECT c.stage, sum(c.points) AS points,
                     json_agg(json_build_object('task', c.task, 'completedOn', c.completed_on, 'points', c.points)
                         ORDER BY c.completed_on, c.task) AS completions
                 FROM contests.task_completion c
                 WHERE c.application_id = t.id AND c.region_code = t.region_code
                 GROUP BY c.stage
             ) d USING (stage)),
            '[]')
        """;
}

/// <summary>A task that is done.</summary>
public sealed record TaskCompletion
{
    /// <summary>Key of the task.</summary>
    [Form("^[^/\\\\]{1,50}$", "museum-lesson", 50)]
    public required string Task { get; init; }

    /// <summary>Day on which it was done.</summary>
    public required DateOnly CompletedOn { get; init; }

    /// <summary>Points that it brought.</summary>
    /// <example>10</example>
    [Between(0, 10_000)]
    public required decimal Points { get; init; }
}
