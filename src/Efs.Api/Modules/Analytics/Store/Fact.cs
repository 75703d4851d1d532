namespace Efs.Api.Modules.Analytics;

/// <summary>A fact that figures are counted from: the view <c>analytics.{Name}</c>, kept as a table of the statistics store.</summary>
/// <param name="Name">The name of the view.</param>
/// <param name="Sources">The resources of which the view is made. A change of a record changes the rows that name it.</param>
internal sealed record Fact(string Name, params IReadOnlyList<FactSource> Sources)
{
    /// <summary>The column of the record that a row belongs to: its rows are replaced together.</summary>
    public const string Record = "record_id";

    /// <summary>The column of the person; the store keeps a number that is known nowhere else.</summary>
    public const string Person = "person_id";

    /// <summary>The column of the region.</summary>
    public const string Region = "region_code";

    /// <summary>The column of the educator in the views of facts that tell of one; the store does not keep it.</summary>
    public const string Educator = "educator_id";

    /// <summary>Who works where.</summary>
    public static readonly Fact Employments = new("employments", new FactSource("educators"));

    /// <summary>The column of the day on which the fact tells what its educator was; null for a fact that does not tell it.</summary>
    public string? EducatorOn { get; init; }

    /// <summary>Whether it tells what has to be looked up for an educator and a day: the store joins it itself.</summary>
    public bool IsJoined => this == Employments || EducatorOn is not null;

    /// <summary>The view of the same rows without that.</summary>
    public string Unjoined => $"{Name}_unjoined";

    /// <summary>Whether a column of the view names a record of a source, which the store does not keep.</summary>
    public bool IsKey(string column) => column != Record && Sources.Any(s => s.Column == column);

    public static readonly IReadOnlyList<Fact> All =
    [
        new("regions"),
        Employments,
        new("diagnostics", new FactSource("diagnostics"), new FactSource("educators", Educator)) { EducatorOn = "day" },
        new("diagnostic_results", new FactSource("diagnostics"), new FactSource("educators", Educator)) { EducatorOn = "day" },
        new(
            "trajectories",
            new FactSource("trajectories"),
            new FactSource("educators", Educator),
            new FactSource("diagnostics", "diagnostic_id"),
            new FactSource("diagnostics", "repeated_diagnostic_id")
        )
        {
            EducatorOn = "day",
        },
        new("trajectory_steps", new FactSource("trajectories"), new FactSource("educators", Educator)) { EducatorOn = "day" },
        new("certificates", new FactSource("certificates"), new FactSource("educators", Educator)) { EducatorOn = "day" },
        new("methodists", new FactSource("methodists"), new FactSource("educators", Educator)) { EducatorOn = "since" },
        new("mentorships", new FactSource("mentorships"), new FactSource("educators", Educator)) { EducatorOn = "since" },
        new("institutes", new FactSource("institutes")),
        new("schools", new FactSource("schools")),
        new("programs", new FactSource("programs")),
        new("events", new FactSource("events")),
        new("participations", new FactSource("registrations"), new FactSource("events", "event_id"), new FactSource("educators", Educator)),
        new(
            "contest_applications",
            new FactSource("contest-applications"),
            new FactSource("contests", "contest_id"),
            new FactSource("educators", Educator)
        ),
        new(
            "contest_results",
            new FactSource("contest-applications"),
            new FactSource("contests", "contest_id"),
            new FactSource("educators", Educator)
        ),
        new("self_assessments", new FactSource("self-assessments"), new FactSource("assessment-campaigns", "campaign_id")),
        new("assessment_directions", new FactSource("self-assessments"), new FactSource("assessment-campaigns", "campaign_id")),
        new("partnerships", new FactSource("partnerships")),
        new("road_map_measures", new FactSource("road-maps"), new FactSource("federal-projects", "project_id")),
        new("projects", new FactSource("projects")),
    ];

    /// <summary>The resources whose changes the store follows.</summary>
    public static readonly IReadOnlyList<string> Resources = [.. All.SelectMany(f => f.Sources).Select(s => s.Resource).Distinct()];
}

/// <summary>A resource of which a fact is made.</summary>
/// <param name="Resource">Its name in the feed of changes.</param>
/// <param name="Column">The column of the view that names its record.</param>
internal sealed record FactSource(string Resource, string Column = Fact.Record);
