using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>The statements that keep the secrets of an owner, such as a client or a subscription.</summary>
/// <param name="Lock">Locks the owner; true if it may have another secret.</param>
/// <param name="Insert">Inserts <c>@secretId</c> and <c>@stored</c>, unless the owner has two secrets.</param>
/// <param name="List">The ids of the owner's secrets.</param>
/// <param name="Delete">Deletes <c>@secretId</c>.</param>
internal sealed record SecretStatements(Sql<bool> Lock, Sql Insert, Sql<Guid> List, Sql Delete) : IStatements
{
    IEnumerable<(string, Type?)> IStatements.All =>
        [(Lock.Text, typeof(bool)), (Insert.Text, null), (List.Text, typeof(Guid)), (Delete.Text, null)];
}

/// <summary>Replaces a secret without an interruption: a second one is made, both are valid, and one of the two is removed.</summary>
internal static class SecretPair
{
    /// <param name="db">The database.</param>
    /// <param name="sql">The owner's statements.</param>
    /// <param name="owner">The parameters that identify the owner.</param>
    /// <param name="secret">The new secret.</param>
    /// <param name="store">The secret as it is stored: hashed or encrypted.</param>
    /// <param name="twoSecrets">The error if the owner has two secrets.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public static async Task<NewSecret> CreateSecret(
        this Db db,
        SecretStatements sql,
        object owner,
        NewSecret secret,
        Func<string, byte[]> store,
        Error twoSecrets,
        CancellationToken cancellationToken
    )
    {
        if (!await db.QuerySingleOrDefault(sql.Lock, owner, cancellationToken))
            throw CommonErrors.NotFound.ToException();
        var parameters = SqlParameters.From(owner).Add("secretId", secret.SecretId).Add("stored", store(secret.Secret));
        var inserted = await db.Execute(sql.Insert, parameters, cancellationToken);
        return inserted == 1 ? secret : throw twoSecrets.ToException();
    }

    public static async Task<NoContent> DeleteSecret(
        this Db db,
        SecretStatements sql,
        object owner,
        Guid secretId,
        Error lastSecret,
        CancellationToken cancellationToken
    )
    {
        await db.QuerySingleOrDefault(sql.Lock, owner, cancellationToken);
        var ids = await db.Query(sql.List, owner, cancellationToken);
        if (!ids.Contains(secretId))
            throw CommonErrors.NotFound.ToException();
        if (ids.Count == 1)
            throw lastSecret.ToException();
        await db.Execute(sql.Delete, SqlParameters.From(owner).Add("secretId", secretId), cancellationToken);
        return new();
    }
}
