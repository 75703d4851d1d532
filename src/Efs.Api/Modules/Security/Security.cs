using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Clients, their scopes and secrets, access tokens and the audit log.</summary>
[DefinesScope(80, "security:admin", "Clients, their rights, the audit log")]
internal static class Security
{
    public static void Add(IServiceCollection services)
    {
        DapperTypeHandlers.RegisterList<SecretSummary>();
        DapperTypeHandlers.RegisterList<AuditChange>();
        services
            .AddSingleton<SigningKeys>()
            .AddSingleton<ICallerStore, CallerStore>()
            .AddHostedService(provider => provider.GetRequiredService<SigningKeys>())
            .AddSingleton<FailedLogins>()
            .AddHostedService<ServiceAudit>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.Get<WhoAmI, CurrentClient>("/me");
        api.List<ListAudit, AuditEntry>("/audit");

        var clients = api.MapGroup("/clients");
        clients.List<ListClients, ApiClient>("");
        clients.Get<GetClient, ApiClient>("/{id}");
        clients.Post<CreateClient, ApiClientWithSecret>("");
        clients.Put<ReplaceClient, ApiClient>("/{id}");
        clients.Delete<RevokeClient>("/{id}");
        clients.Post<CreateClientSecret, NewSecret>("/{id}/secrets");
        clients.Delete<DeleteClientSecret>("/{id}/secrets/{secretId}");
    }
}
