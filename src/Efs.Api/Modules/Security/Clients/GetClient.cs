using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Reads one client.</summary>
[Requires("security:admin")]
public sealed record GetClient : IQuery<ApiClient>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }
}

internal sealed class GetClientHandler(Db db) : IHandle<GetClient, ApiClient>
{
    public async Task<ApiClient> Handle(GetClient request, CancellationToken cancellationToken) =>
        await db.QuerySingleOrDefault(ApiClient.Find, request, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
}
