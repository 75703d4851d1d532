using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Revokes a client for good: its secrets go, its tokens are refused within five seconds.</summary>
/// <remarks>Its id stays taken.</remarks>
[Requires("security:admin"), Refuses("security.yourself", "security.last-administrator")]
public sealed record RevokeClient : ICommand<Removed>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }
}

internal sealed class RevokeClientHandler(Db db, Caller caller) : IHandle<RevokeClient, Removed>
{
    private static readonly Sql revoke = new(
        """
        WITH secret AS (DELETE FROM security.client_secret WHERE client_id = @id)
        UPDATE security.client SET revoked_at = now(), version = version + 1, updated_at = now() WHERE id = @id
        """
    );

    public async Task<Removed> Handle(RevokeClient request, CancellationToken cancellationToken)
    {
        if (request.Id == caller.Client)
            throw SecurityErrors.Yourself.Refuse();
        Preconditions.Demand(request.IfMatch, await db.Find(Client.Hold, new { request.Id }, cancellationToken));
        await Administrators.Spare(request.Id, db, cancellationToken);
        await db.Run(revoke, new { request.Id }, cancellationToken);
        return new();
    }
}
