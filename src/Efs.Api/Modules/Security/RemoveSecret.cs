using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Removes one of a client's two secrets; tokens already issued live on until they expire.</summary>
[Requires("security:admin"), Refuses("security.last-secret")]
public sealed record RemoveSecret : ICommand<Removed>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }

    /// <summary>Id of the secret.</summary>
    public required Guid SecretId { get; init; }
}

internal sealed class RemoveSecretHandler(Db db) : IHandle<RemoveSecret, Removed>
{
    private static readonly Sql<string> hold = new("SELECT id FROM security.client WHERE id = @id FOR NO KEY UPDATE");
    private static readonly Sql<Guid> live = new("SELECT id FROM security.client_secret WHERE client_id = @id");
    private static readonly Sql remove = new("DELETE FROM security.client_secret WHERE client_id = @id AND id = @secretId");

    public async Task<Removed> Handle(RemoveSecret request, CancellationToken cancellationToken)
    {
        await db.Find(hold, request, cancellationToken);
        var ids = await db.List(live, request, cancellationToken);
        if (!ids.Contains(request.SecretId))
            throw CommonErrors.NotFound.Refuse();
        if (ids.Count == 1)
            throw SecurityErrors.LastSecret.Refuse();
        await db.Run(remove, request, cancellationToken);
        return new();
    }
}
