namespace Efs.Api.Kernel;

/// <summary>A resource whose changes are in the feed, as in its path.</summary>
public sealed class FeedResourceAttribute()
    : OneOfAttribute(
        "institutes",
        "schools",
        "educators",
        "programs",
        "certificates",
        "instruments",
        "diagnostics",
        "methodists",
        "mentorships",
        "trajectories"
    )
{
    internal static readonly IReadOnlyList<string> All = new FeedResourceAttribute().Values!;

    internal static string ScopeOf(string resource, string right = "read") =>
        resource switch
        {
            "institutes" or "schools" or "educators" => $"{resource}:{right}",
            "programs" or "certificates" => $"programs:{right}",
            _ => $"trajectories:{right}",
        };
}
