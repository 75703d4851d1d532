using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Security;

/// <summary>A client.</summary>
public sealed record ApiClient : ApiClientFields, IVersioned
{
    /// <summary>Id, as in the token request.</summary>
    /// <example>region-74</example>
    [Length(63), JsonPropertyOrder(-10)]
    public required string Id { get; init; }

    /// <summary>Version, from 1; the ETag is this number in quotes.</summary>
    /// <example>1</example>
    public required int Version { get; init; }

    /// <summary>When the client was created, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When the client was last changed, UTC.</summary>
    public required DateTime UpdatedAt { get; init; }

    /// <summary>When the client was revoked; absent while it is active.</summary>
    public DateTime? RevokedAt { get; init; }

    /// <summary>Active secrets, without their values.</summary>
    [Items(2)]
    public IReadOnlyList<SecretSummary> Secrets { get; init; } = [];

    internal const string Columns = """
        c.id, c.name, c.scopes, c.regions, c.is_federal, c.version, c.created_at, c.updated_at, c.revoked_at,
        (SELECT json_agg(json_build_object('id', s.id, 'createdAt', s.created_at) ORDER BY s.created_at)
            FROM security.client_secret s WHERE s.client_id = c.id) AS secrets
        """;

    internal static readonly Sql<ApiClient> Find = new($"SELECT {Columns} FROM security.client c WHERE c.id = @id");

    /// <summary>The version of an active client, locked until the transaction ends.</summary>
    internal static readonly Sql<int> Hold = new(
        "SELECT version FROM security.client WHERE id = @id AND revoked_at IS NULL FOR NO KEY UPDATE"
    );
}

/// <summary>Writable fields of a client: a program that calls the service.</summary>
public record ApiClientFields
{
    /// <summary>All scopes.</summary>
    public static readonly IReadOnlyList<string> KnownScopes = [.. ScopeCatalogue.All.Select(s => s.Name)];

    /// <summary>Display name.</summary>
    /// <example>Информационная система Челябинской области</example>
    [Length(200)]
    public required string Name { get; init; }

    /// <summary>Scopes of the client.</summary>
    [Scope, Items(50)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Codes of the client's regions; empty for a federal client.</summary>
    [Region, Items(100)]
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Whether the client is federal: it acts in every region.</summary>
    /// <example>false</example>
    public bool IsFederal { get; init; }

    internal void Check(ValidationContext validation)
    {
        validation.Require(IsFederal || Regions.Count > 0, "/regions", Rules.Required);
        validation.Require(!IsFederal || Regions.Count == 0, "/regions", Rules.NotWith, "isFederal = true");
        // An administrator creates clients of any region.
        validation.Require(IsFederal || !Scopes.Contains("security:admin"), "/scopes", Rules.TogetherOnly, "isFederal = true");
    }
}

/// <summary>A new client.</summary>
public sealed record NewApiClient : ApiClientFields
{
    /// <summary>Id, as in the token request: small Latin letters, digits, hyphens.</summary>
    [Form("^[a-z0-9][a-z0-9-]{2,62}$", "region-74-nightly", 63), JsonPropertyOrder(-10)]
    public required string Id { get; init; }
}

/// <summary>A new client and its first secret, which is stored as a hash only and can't be shown again.</summary>
public sealed record ApiClientWithSecret
{
    /// <summary>The client.</summary>
    public required ApiClient Client { get; init; }

    /// <summary>First secret of the client.</summary>
    public required NewSecret Secret { get; init; }
}
