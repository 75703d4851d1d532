using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Security;

/// <summary>Changes a client's name, scopes and regions, effective within five seconds.</summary>
[Requires("security:admin"), ProducesErrors("security.yourself", "security.last-administrator")]
public sealed record ReplaceClient : ICommand<ApiClient>, IValidatable
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required ApiClientFields Fields { get; init; }

    public void Validate(ValidationContext validation) => Fields.Check(validation);
}

internal sealed class ReplaceClientHandler(Db db, Caller caller) : IHandle<ReplaceClient, ApiClient>
{
    private static readonly Sql update = new(
        """
        UPDATE security.client SET name = @name, scopes = @scopes, regions = @regions, is_federal = @isFederal,
            version = version + 1, updated_at = now() WHERE id = @id
        """
    );

    public async Task<ApiClient> Handle(ReplaceClient request, CancellationToken cancellationToken)
    {
        if (request.Id == caller.Client && !request.Fields.Scopes.Contains("security:admin"))
            throw SecurityErrors.Yourself.ToException();
        Preconditions.EnsureVersion(request.IfMatch, await db.QuerySingleOrDefault(ApiClient.Hold, new { request.Id }, cancellationToken));
        if (!request.Fields.Scopes.Contains("security:admin"))
            await Administrators.EnsureAnotherAdministrator(request.Id, db, cancellationToken);
        await db.Execute(
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
        return (await db.QuerySingleOrDefault(ApiClient.Find, new { request.Id }, cancellationToken))!;
    }
}
