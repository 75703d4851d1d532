using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Deletes one of a client's two secrets; tokens already issued stay valid until they expire.</summary>
[Requires("security:admin"), ProducesErrors("security.last-secret")]
public sealed record DeleteClientSecret : ICommand<NoContent>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }

    /// <summary>Id of the secret.</summary>
    public required Guid SecretId { get; init; }
}

internal sealed class DeleteClientSecretHandler(Db db) : IHandle<DeleteClientSecret, NoContent>
{
    private static readonly Sql<string> hold = new("SELECT id FROM security.client WHERE id = @id FOR NO KEY UPDATE");
    private static readonly Sql<Guid> live = new("SELECT id FROM security.client_secret WHERE client_id = @id");
    private static readonly Sql remove = new("DELETE FROM security.client_secret WHERE client_id = @id AND id = @secretId");

    public async Task<NoContent> Handle(DeleteClientSecret request, CancellationToken cancellationToken)
    {
        await db.QuerySingleOrDefault(hold, request, cancellationToken);
        var ids = await db.Query(live, request, cancellationToken);
        if (!ids.Contains(request.SecretId))
            throw CommonErrors.NotFound.ToException();
        if (ids.Count == 1)
            throw SecurityErrors.LastSecret.ToException();
        await db.Execute(remove, request, cancellationToken);
        return new();
    }
}
