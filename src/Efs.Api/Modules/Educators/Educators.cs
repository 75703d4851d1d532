using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Educators;

/// <summary>
/// Educators (педагогические работники и управленческие кадры), their employments and their qualification categories.
/// </summary>
[DefinesScope(40, "educators:read", "Read educators, without personal data")]
[DefinesScope(41, "educators:write", "Write educators")]
[DefinesScope(42, Caller.PersonalData, "See personal data; each reading is put on record")]
internal static class Educators
{
    public static void Add(IServiceCollection services)
    {
        services
            .AddRegistry<EducatorFields, Educator, EducatorRegistry>()
            .AddScoped<EducatorRegistry>()
            .AddScoped<PeopleOfLongTransactions>()
            .AddScoped<IEducatorDirectory, EducatorDirectory>()
            .AddSingleton<IReencryption, EducatorReencryption>()
            .AddSingleton<IRetentionRule, ConsentSealing>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        var educators = api.MapRegistry<EducatorFields, Educator, ListEducators>("/educators");

        educators.Ask<SearchEducators, Page<Educator>>("/search");
        educators.Delete<DepersonaliseEducator>("/{id}/personal-data");
    }
}
