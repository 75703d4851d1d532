namespace Efs.Api.Kernel;

/// <summary>The client that sends the request, its scopes and its regions.</summary>
/// <param name="Client">The client's identifier.</param>
/// <param name="Scopes">Its scopes, such as <c>educators:write</c>.</param>
/// <param name="Regions">Codes of its regions; for a federal client, of all.</param>
/// <param name="IsFederal">It acts in every region, future ones included.</param>
public sealed record Caller(string Client, IReadOnlySet<string> Scopes, IReadOnlyList<string> Regions, bool IsFederal)
{
    public const string PersonalData = "educators:personal-data";

    public static readonly Caller Nobody = new("", new HashSet<string>(), [], false);

    public bool SeesPersonalData => Scopes.Contains(PersonalData);

    public bool HasRegion(string regionCode) => IsFederal || Regions.Contains(regionCode);

    /// <exception cref="ProblemException">The caller lacks the scope: <c>access.scope</c>, or the given error.</exception>
    public void EnsureScope(string scope, Error? error = null)
    {
        if (!Scopes.Contains(scope))
            throw (error ?? CommonErrors.NoScope).ToException(new LocalizedText($"Нужно право {scope}", $"The scope {scope} is needed"));
    }
}
