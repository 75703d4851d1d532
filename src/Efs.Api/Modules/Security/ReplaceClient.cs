using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Changes a client's name, scopes and regions; in force within five seconds.</summary>
[Requires("security:admin"), Refuses("security.yourself", "security.last-administrator")]
public sealed record ReplaceClient : ICommand<Client>, IChecked
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required ClientFields Fields { get; init; }

    public void Check(Checks checks) => Fields.Check(checks);
}

internal sealed class ReplaceClientHandler(Db db, Caller caller) : IHandle<ReplaceClient, Client>
{
    private static readonly Sql update = new(
        """
        UPDATE security.client SET name = @name, scopes = @scopes, regions = @regions, is_federal = @isFederal, version = version + 1, updated_at = now() WHERE id = @id
        """
    );

    public async Task<Client> Handle(ReplaceClient request, CancellationToken cancellationToken)
    {
        if (request.Id == caller.Client && !request.Fields.Scopes.Contains("security:admin"))
            throw SecurityErrors.Yourself.Refuse();
        Preconditions.Demand(request.IfMatch, await db.Find(Client.Hold, new { request.Id }, cancellationToken));
        if (!request.Fields.Scopes.Contains("security:admin"))
            await Administrators.Spare(request.Id, db, cancellationToken);
        await db.Run(
            update,
            new
            {
                request.Id,
                request.Fields.Name,
                request.Fields.Scopes,
                request.Fields.Regions,
                request.Fields.IsFederal,
            },
            cancellationToken
        );
        return (await db.Find(Client.Find, new { request.Id }, cancellationToken))!;
    }
}
