using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Security;

/// <summary>Creates a second secret of a client, so that the first can be replaced without interruption.</summary>
/// <remarks>The secret is shown only in this response and in its replay by Idempotency-Key.</remarks>
[Requires("security:admin"), ProducesErrors("security.two-secrets")]
public sealed record CreateClientSecret : ICommand<NewSecret>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }
}

internal sealed class CreateClientSecretHandler(Db db, Cipher cipher) : IHandle<CreateClientSecret, NewSecret>
{
    public Task<NewSecret> Handle(CreateClientSecret request, CancellationToken cancellationToken) =>
        db.CreateSecret(
            Secrets.Statements,
            request,
            NewSecret.Make(),
            secret => Secrets.HashOf(cipher, secret),
            SecurityErrors.TwoSecrets,
            cancellationToken
        );
}
