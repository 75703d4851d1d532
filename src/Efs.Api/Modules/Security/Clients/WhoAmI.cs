using Efs.Api.Kernel;

namespace Efs.Api.Modules.Security;

/// <summary>Reads the caller's own client, scopes and regions.</summary>
[Requires("")]
public sealed record WhoAmI : IQuery<CurrentClient>;

/// <summary>The caller as the service knows it.</summary>
public sealed record CurrentClient
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Client { get; init; }

    /// <summary>Scopes of this token.</summary>
    /// <example>["educators:read"]</example>
    [Scope, Items(50)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Codes of the client's regions; all of them for a federal client.</summary>
    [Region, Items(100)]
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Whether the client is federal.</summary>
    /// <example>false</example>
    public required bool IsFederal { get; init; }
}

internal sealed class WhoAmIHandler(Caller caller) : IHandle<WhoAmI, CurrentClient>
{
    public Task<CurrentClient> Handle(WhoAmI request, CancellationToken cancellationToken) =>
        Task.FromResult(
            new CurrentClient
            {
                Client = caller.Client,
                Scopes = [.. caller.Scopes.Order(StringComparer.Ordinal)],
                Regions = caller.Regions,
                IsFederal = caller.IsFederal,
            }
        );
}
