using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Projects;

/// <summary>National and federal projects, initiatives, and who carries them out in the regions.</summary>
[DefinesScope(70, "projects:read", "Read federal projects of all regions and the roles of one's own")]
[DefinesScope(71, "projects:write", "Write federal projects and roles")]
internal static class Projects
{
    public static void Add(IServiceCollection services) =>
        services
            .AddRegistry<FederalProjectFields, FederalProject, FederalProjectRegistry>()
            .AddRegistry<ProjectRoleFields, ProjectRole, ProjectRoleRegistry>();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapRegistry<FederalProjectFields, FederalProject, ListFederalProjects>("/federal-projects");
        api.MapRegistry<ProjectRoleFields, ProjectRole, ListProjectRoles>("/project-roles");
    }
}
