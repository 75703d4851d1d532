using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Security;

/// <summary>Revokes a client permanently: its secrets are deleted and its tokens are refused within five seconds.</summary>
/// <remarks>The id can't be used again.</remarks>
[Requires("security:admin"), ProducesErrors("security.yourself", "security.last-administrator")]
public sealed record RevokeClient : ICommand<NoContent>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }
}

internal sealed class RevokeClientHandler(Db db, Caller caller) : IHandle<RevokeClient, NoContent>
{
    private static readonly Sql revoke = new(
        """
        WITH secret AS (DELETE FROM security.client_secret WHERE client_id = @id)
        UPDATE security.client SET revoked_at = now(), version = version + 1, updated_at = now() WHERE id = @id
        """
    );

    public async Task<NoContent> Handle(RevokeClient request, CancellationToken cancellationToken)
    {
        if (request.Id == caller.Client)
            throw SecurityErrors.Yourself.ToException();
        Preconditions.EnsureVersion(request.IfMatch, await db.QuerySingleOrDefault(ApiClient.Hold, new { request.Id }, cancellationToken));
        await Administrators.EnsureAnotherAdministrator(request.Id, db, cancellationToken);
        await db.Execute(revoke, new { request.Id }, cancellationToken);
        return new();
    }
}
