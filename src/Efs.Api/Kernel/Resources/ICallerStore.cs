namespace Efs.Api.Kernel;

/// <summary>Finds a client's scopes and regions; the answer is never older than a few seconds.</summary>
internal interface ICallerStore
{
    ValueTask<Caller?> Get(string client, CancellationToken cancellationToken);

    /// <summary>The caller of a request that began earlier, with the rights that the client still has of those that it had.</summary>
    /// <exception cref="ProblemException">The client was revoked, or has lost one of the scopes.</exception>
    async ValueTask<Caller> Refresh(Caller began, IEnumerable<string> scopes, CancellationToken cancellationToken)
    {
        var now = await Get(began.Client, cancellationToken) ?? throw CommonErrors.Unauthenticated.ToException();
        var caller = now with { Scopes = now.Scopes.Intersect(began.Scopes).ToHashSet() };
        foreach (var scope in scopes)
            caller.EnsureScope(scope);
        return caller;
    }
}
