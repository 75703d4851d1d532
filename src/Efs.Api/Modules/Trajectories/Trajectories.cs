using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>
/// Professional growth: diagnostics of deficits, individual trajectories (ИОМ) with their steps, and the people who support
/// them.
/// </summary>
[DefinesScope(60, "trajectories:read", "Read instruments of all regions; diagnostics, trajectories, methodists, mentorships of one's own")]
[DefinesScope(61, "trajectories:write", "Write them and move trajectories on")]
internal static class Trajectories
{
    public static void Add(IServiceCollection services)
    {
        services
            .AddRegistry<InstrumentFields, Instrument, InstrumentRegistry>()
            .AddRegistry<DiagnosticFields, Diagnostic, DiagnosticRegistry>()
            .AddRegistry<MethodistFields, Methodist, MethodistRegistry>()
            .AddRegistry<MentorshipFields, Mentorship, MentorshipRegistry>()
            .AddRegistry<TrajectoryFields, Trajectory, TrajectoryRegistry>()
            .AddScoped<TrajectoryRegistry>()
            .AddScoped<TransitionLog>()
            .AddScoped<TrajectorySteps>()
            .AddScoped<ITrajectorySteps, TrajectorySteps>()
            .AddScoped<DiagnosticComparability>()
            .AddScoped<EducatorHistory>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapRegistry<InstrumentFields, Instrument, ListInstruments>("/instruments");
        api.MapRegistry<DiagnosticFields, Diagnostic, ListDiagnostics>("/diagnostics")
            .List<ListDiagnosticVersions, DiagnosticVersion>("/{id}/versions");
        api.MapRegistry<MethodistFields, Methodist, ListMethodists>("/methodists");
        api.MapRegistry<MentorshipFields, Mentorship, ListMentorships>("/mentorships");

        var trajectories = api.MapRegistry<TrajectoryFields, Trajectory, ListTrajectories>("/trajectories");
        trajectories.Post<TransitionTrajectory, TrajectoryTransition>("/{id}/transitions");
        trajectories.List<ListTrajectoryTransitions, TrajectoryTransition>("/{id}/transitions");
        trajectories.Post<TransitionTrajectoryStep, TrajectoryTransition>("/{id}/steps/{stepId}/transitions");
        trajectories.List<ListTrajectoryStepTransitions, TrajectoryTransition>("/{id}/steps/{stepId}/transitions");
        trajectories.Get<PrintTrajectory, PrintedPage>("/{id}/document");
        trajectories.Put<LinkRepeatedDiagnostic, Trajectory>("/{id}/repeated-diagnostic");

        api.Get<GetDeficits, Page<Deficit>>("/educators/{id}/deficits");
        api.Get<GetRecommendations, Recommendations>("/educators/{id}/recommendations");
        api.Get<GetGrowth, ProfessionalGrowth>("/educators/{id}/growth");
    }
}
