using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>The schools' own development: centres «Точка роста», twin schools (школы-побратимы), self-diagnosis
/// «Школа Минпросвещения России».</summary>
[DefinesScope(80, "school-development:read", "Read frameworks of self-diagnosis of all regions; the schools' development of one's own")]
[DefinesScope(81, "school-development:write", "Write it")]
internal static class SchoolDevelopment
{
    public static void Add(IServiceCollection services)
    {
        services
            .AddRegistry<GrowthPointFields, GrowthPoint, GrowthPointRegistry>()
            .AddRegistry<PartnershipFields, Partnership, PartnershipRegistry>()
            .AddRegistry<AssessmentFrameworkFields, AssessmentFramework, AssessmentFrameworkRegistry>()
            .AddRegistry<AssessmentCampaignFields, AssessmentCampaign, AssessmentCampaignRegistry>()
            .AddRegistry<SelfAssessmentFields, SelfAssessment, SelfAssessmentRegistry>()
            .AddRegistry<DevelopmentProgramFields, DevelopmentProgram, DevelopmentProgramRegistry>()
            .AddScoped<PartnershipRegistry>()
            .AddScoped<SelfAssessmentRegistry>()
            .AddScoped<DevelopmentProgramRegistry>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapRegistry<GrowthPointFields, GrowthPoint, ListGrowthPoints>("/growth-points");

        var partnerships = api.MapRegistry<PartnershipFields, Partnership, ListPartnerships>("/partnerships");
        partnerships.Put<ReplacePartnerSide, Partnership>("/{id}/partner");
        partnerships.Post<SignPartnership, Partnership>("/{id}/signatures", SuccessStatus.Ok);
        partnerships.Post<TransitionPartnership, Partnership>("/{id}/transitions", SuccessStatus.Ok);

        api.MapRegistry<AssessmentFrameworkFields, AssessmentFramework, ListAssessmentFrameworks>("/assessment-frameworks");
        api.MapRegistry<AssessmentCampaignFields, AssessmentCampaign, ListAssessmentCampaigns>("/assessment-campaigns");
        var assessments = api.MapRegistry<SelfAssessmentFields, SelfAssessment, ListSelfAssessments>("/self-assessments");
        assessments.Post<TransitionSelfAssessment, SelfAssessment>("/{id}/transitions", SuccessStatus.Ok);
        assessments.Get<GetAssessmentDeficits, Page<AssessmentDeficit>>("/{id}/deficits");
        assessments.Get<GetAssessmentComparison, AssessmentComparison>("/{id}/comparison");
        assessments.Get<PrintSelfAssessment, PrintedPage>("/{id}/document");

        var programs = api.MapRegistry<DevelopmentProgramFields, DevelopmentProgram, ListDevelopmentPrograms>("/development-programs");
        programs.Get<PrintDevelopmentProgram, PrintedPage>("/{id}/document");
    }
}
