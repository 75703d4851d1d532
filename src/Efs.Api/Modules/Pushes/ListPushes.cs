using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Pushes;

/// <summary>
/// Lists when each client last wrote each resource of the caller's regions successfully, unchanged documents included.
/// </summary>
/// <remarks>
/// A push is a committed write of a record, also one that changed nothing; an import that stored or confirmed at least one row; a
/// reconciliation without a difference by a client with the resource's write scope. Pushes through another instance of the service
/// appear within half a minute.
/// </remarks>
[Requires("exchange:read")]
public sealed record ListPushes : PagedList<LastPush>
{
    /// <summary>Only pushes of this resource.</summary>
    [FeedResource]
    public string? Resource { get; init; }

    /// <summary>Only pushes into this region.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>Only pushes of this client.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public string? Client { get; init; }
}

/// <summary>The last push of a client into a resource of a region.</summary>
public sealed record LastPush
{
    /// <summary>Client that sent the records.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Region that owns the records.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Resource, as in the path.</summary>
    [FeedResource]
    public required string Resource { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime LastPushedAt { get; init; }

    /// <summary>Way in which the records were sent.</summary>
    [PushMethod]
    public required string Method { get; init; }
}

internal sealed class ListPushesHandler(Db db, Cipher cipher, Caller caller, PushWriter pushes) : IHandle<ListPushes, Page<LastPush>>
{
    private static readonly Sql<Row> page = new(
        """
        SELECT p.position, p.client, p.region_code, p.resource, p.last_pushed_at, p.method
        FROM platform.push p
        WHERE p.region_code = ANY (@scope)
          AND (@after::bigint IS NULL OR p.position > @after)
          AND (@resource::text IS NULL OR p.resource = @resource)
          AND (@regionCode::text IS NULL OR p.region_code = @regionCode)
          AND (@client::text IS NULL OR p.client = @client)
        ORDER BY p.position
        LIMIT @limit
        """
    );

    private sealed record Row
    {
        public required long Position { get; init; }
        public required string Client { get; init; }
        public required string RegionCode { get; init; }
        public required string Resource { get; init; }
        public required DateTime LastPushedAt { get; init; }
        public required string Method { get; init; }
    }

    public async Task<Page<LastPush>> Handle(ListPushes request, CancellationToken cancellationToken)
    {
        await pushes.Store(db, cancellationToken);
        var (rows, next) = await request.ReadRows<LastPush, Row>(
            cipher,
            caller,
            async (after, limit) => (await Read(after, limit), false),
            r => r.Position
        );
        return new()
        {
            Items =
            [
                .. rows.Select(r => new LastPush
                {
                    Client = r.Client,
                    RegionCode = r.RegionCode,
                    Resource = r.Resource,
                    LastPushedAt = r.LastPushedAt,
                    Method = r.Method,
                }),
            ],
            Next = next,
        };

        Task<IReadOnlyList<Row>> Read(long? after, int limit) =>
            db.Query(
                page,
                new
                {
                    after,
                    request.Resource,
                    request.RegionCode,
                    request.Client,
                    limit,
                },
                cancellationToken
            );
    }
}
