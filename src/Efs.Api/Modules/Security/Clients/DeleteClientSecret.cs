using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

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
    public Task<NoContent> Handle(DeleteClientSecret request, CancellationToken cancellationToken) =>
        db.DeleteSecret(Secrets.Statements, new { request.Id }, request.SecretId, SecurityErrors.LastSecret, cancellationToken);
}
