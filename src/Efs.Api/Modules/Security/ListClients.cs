using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Lists the clients by id, all at once.</summary>
[Requires("security:admin")]
public sealed record ListClients : IQuery<Page<Client>>;

internal sealed class ListClientsHandler(Db db) : IHandle<ListClients, Page<Client>>
{
    private static readonly Sql<Client> list = new($"SELECT {Client.Columns} FROM security.client c ORDER BY c.id LIMIT 5000");

    public async Task<Page<Client>> Handle(ListClients request, CancellationToken cancellationToken) =>
        new() { Items = await db.List(list, request, cancellationToken) };
}
