using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Projects;

/// <summary>
/// National and federal projects, initiatives, who carries them out in the regions, road maps, and portfolios of projects.
/// </summary>
[DefinesScope(70, "projects:read", "Read federal projects of all regions; roles, road maps and projects of one's own")]
[DefinesScope(71, "projects:write", "Write them and move projects on")]
internal static class Projects
{
    public static void Add(IServiceCollection services)
    {
        services
            .AddRegistry<FederalProjectFields, FederalProject, FederalProjectRegistry>()
            .AddRegistry<ProjectRoleFields, ProjectRole, ProjectRoleRegistry>()
            .AddRegistry<RoadMapFields, RoadMap, RoadMapRegistry>()
            .AddRegistry<PortfolioProjectFields, PortfolioProject, PortfolioProjectRegistry>()
            .AddScoped<PortfolioProjectRegistry>()
            .AddSingleton<IReencryption, TeamReencryption>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapRegistry<FederalProjectFields, FederalProject, ListFederalProjects>("/federal-projects");
        api.MapRegistry<ProjectRoleFields, ProjectRole, ListProjectRoles>("/project-roles");
        api.MapRegistry<RoadMapFields, RoadMap, ListRoadMaps>("/road-maps");

        var projects = api.MapRegistry<PortfolioProjectFields, PortfolioProject, ListPortfolioProjects>("/projects");
        projects.Post<TransitionProject, ProjectTransition>("/{id}/transitions");
        projects.List<ListProjectTransitions, ProjectTransition>("/{id}/transitions");
    }
}
