using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Programs;

/// <summary>Competences, programmes of continuing education (ДПП) and documents of qualification.</summary>
[DefinesScope(50, "programs:read", "Read programmes of all regions and the certificates of one's own")]
[DefinesScope(51, "programs:write", "Write programmes and certificates")]
internal static class Programs
{
    public static void Add(IServiceCollection services)
    {
        services
            .AddSingleton<IFileTemplate, FrdoTemplate>()
            .AddScoped<FrdoExport>()
            .AddSingleton<IReencryption, CertificateReencryption>()
            .AddSingleton<IReencryption, ReplacedDocumentReencryption>()
            .AddSingleton<IRetentionRule, CertificateSealing>();
        services
            .AddRegistry<TrainingProgramFields, TrainingProgram, ProgramRegistry>()
            .AddRegistry<CertificateFields, Certificate, CertificateRegistry>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.List<ListCompetences, Competence>("/competences");
        api.MapRegistry<TrainingProgramFields, TrainingProgram, ListTrainingPrograms>("/programs");
        api.MapRegistry<CertificateFields, Certificate, ListCertificates>("/certificates");
    }
}
