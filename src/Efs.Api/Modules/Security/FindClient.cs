using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Reads one client.</summary>
[Requires("security:admin")]
public sealed record FindClient : IQuery<Client>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }
}

internal sealed class FindClientHandler(Db db) : IHandle<FindClient, Client>
{
    public async Task<Client> Handle(FindClient request, CancellationToken cancellationToken) =>
        await db.Find(Client.Find, request, cancellationToken) ?? throw CommonErrors.NotFound.Refuse();
}
