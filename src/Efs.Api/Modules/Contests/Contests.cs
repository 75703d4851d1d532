using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>Seasons of contests, applications for them, results by stage and who passes on.</summary>
[DefinesScope(
    90,
    "contests:read",
    "Read contests to which one's regions are invited, and applications of one's regions and for their contests"
)]
[DefinesScope(91, "contests:write", "Write contests and applications, move them on, record results")]
internal static class Contests
{
    public static void Add(IServiceCollection services)
    {
        DapperTypeHandlers.RegisterList<CriterionScore>(); // of results, which are no registry
        services
            .AddRegistry<ContestFields, Contest, ContestRegistry>()
            .AddRegistry<ContestApplicationFields, ContestApplication, ContestApplicationRegistry>()
            .AddRegistry<CommunityFields, Community, CommunityRegistry>()
            .AddRegistry<ExpertRequestFields, ExpertRequest, ExpertRequestRegistry>()
            .AddScoped<ContestRegistry>()
            .AddScoped<ContestApplicationRegistry>()
            .AddScoped<ContestLock>()
            .AddScoped<Admission>()
            .AddScoped<JudgedStages>()
            .AddScoped<StageResults>()
            .AddScoped<Marathons>()
            .AddScoped<CommunityRegistry>()
            .AddScoped<ExpertRequestRegistry>()
            .AddScoped<ExpertRequestLock>()
            .AddSingleton<IReencryption, ApplicantReencryption>()
            .AddSingleton<IReencryption, CommunityMemberReencryption>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        var contests = api.MapRegistry<ContestFields, Contest, ListContests>("/contests");
        contests.Post<TransitionContest, ContestTransition>("/{id}/transitions");
        contests.List<ListContestTransitions, ContestTransition>("/{id}/transitions");
        contests.Post<RecordStageResults, RecordedResults>("/{id}/stages/{stage}/results", SuccessStatus.Ok);
        contests.List<ListStageResults, StageResult>("/{id}/stages/{stage}/results");
        contests.Post<ComputeStagePassing, StagePassingResult>("/{id}/stages/{stage}/passing", SuccessStatus.Ok);
        contests.Post<RecordTaskCompletions, RecordedCompletions>("/{id}/stages/{stage}/completions", SuccessStatus.Ok);
        contests.Get<GetContestFunnel, ContestFunnel>("/{id}/funnel");

        var applications = api.MapRegistry<ContestApplicationFields, ContestApplication, ListContestApplications>("/contest-applications");
        applications.Post<TransitionContestApplication, ApplicationTransition>("/{id}/transitions");
        applications.List<ListApplicationTransitions, ApplicationTransition>("/{id}/transitions");
        applications.Put<ReplaceMarathonRoute, ContestApplication>("/{id}/stages/{stage}/route");
        applications.Post<CreateContestAppeal, ContestAppeal>("/{id}/appeals");
        applications.List<ListContestAppeals, ContestAppeal>("/{id}/appeals");
        applications.Post<TransitionContestAppeal, ContestAppeal>("/{id}/appeals/{ordinal}/transitions", SuccessStatus.Ok);

        api.MapRegistry<CommunityFields, Community, ListCommunities>("/communities");
        var requests = api.MapRegistry<ExpertRequestFields, ExpertRequest, ListExpertRequests>("/expert-requests");
        requests.Post<TransitionExpertRequest, ExpertRequest>("/{id}/transitions", SuccessStatus.Ok);
        requests.Post<CreateExpertAnswer, ExpertAnswer>("/{id}/answers");
        requests.List<ListExpertAnswers, ExpertAnswer>("/{id}/answers");
    }
}
