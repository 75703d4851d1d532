using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Lists the clients by id, all at once.</summary>
[Requires("security:admin")]
public sealed record ListClients : IQuery<Page<ApiClient>>;

internal sealed class ListClientsHandler(Db db) : IHandle<ListClients, Page<ApiClient>>
{
    private static readonly Sql<ApiClient> list = new($"SELECT {ApiClient.Columns} FROM security.client c ORDER BY c.id LIMIT 5000");

    public async Task<Page<ApiClient>> Handle(ListClients request, CancellationToken cancellationToken) =>
        new() { Items = await db.Query(list, request, cancellationToken) };
}
