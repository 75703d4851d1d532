using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Security;

/// <summary>
/// Lists readings and changes of personal data, changes of rights, failed logins and starts of the service, the newest first.
/// </summary>
[Requires("security:admin")]
public sealed record ListAudit : PagedList<AuditEntry>
{
    /// <summary>Only entries about this record.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>Only entries of this client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public string? Client { get; init; }

    /// <summary>Only entries about this client, or this key by its id: who gave it which right, and who failed to log in as it.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public string? Subject { get; init; }

    /// <summary>Only entries of this kind.</summary>
    [AuditAction]
    public string? Action { get; init; }

    /// <summary>Only from this instant on (RFC 3339).</summary>
    public DateTime? Since { get; init; }

    /// <summary>Only before this instant (RFC 3339).</summary>
    public DateTime? Until { get; init; }
}

/// <summary>An entry of the audit log.</summary>
public sealed record AuditEntry
{
    /// <summary>Number of the entry.</summary>
    /// <example>1</example>
    public required long Position { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Client that did it, or the login of the database when the service did it by itself.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>
    /// Kind of action. <c>rights</c>: a change of clients, secrets, subscriptions or keys. <c>refuse</c>: failed logins.
    /// <c>start</c>: a start of the service. <c>prune</c>: the deletion of old entries, by a role of the database.
    /// </summary>
    [AuditAction]
    public required string Action { get; init; }

    /// <summary>The operation of this contract for a reading; the resource for a change.</summary>
    /// <example>FindEducator</example>
    [Length(100)]
    public required string Operation { get; init; }

    /// <summary>Ids of the records.</summary>
    [Items(1000)]
    public required IReadOnlyList<Guid> Records { get; init; }

    /// <summary>Names of the members seen or changed.</summary>
    /// <example>["snils"]</example>
    [Length(50), Items(50)]
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>Trace id of the request.</summary>
    /// <example>4bf92f3577b34da6a3ce929d0e0e4736</example>
    [Length(32)]
    public required string TraceId { get; init; }

    /// <summary>The client or key that the entry is about, by its id.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public string? Subject { get; init; }

    /// <summary>What was changed, except in the data of people.</summary>
    [Items(100)]
    public required IReadOnlyList<AuditChange> Changes { get; init; }

    /// <summary>The login of the database that wrote the entry; of entries older than this member it is not known.</summary>
    /// <example>efs_login</example>
    [Length(63)]
    public string? Login { get; init; }
}

/// <summary>A member whose values were changed. A secret value is left out, or is the beginning of its hash.</summary>
public sealed record AuditChange
{
    /// <summary>Name of the member or setting.</summary>
    /// <example>scopes</example>
    [Length(50)]
    public required string Member { get; init; }

    /// <summary>Values that it has since.</summary>
    /// <example>["educators:personal-data"]</example>
    [Length(4000), Items(1000)]
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>Values that it had before.</summary>
    /// <example>[]</example>
    [Length(4000), Items(1000)]
    public required IReadOnlyList<string> Removed { get; init; }
}

internal sealed class ListAuditHandler(Db db, Cipher cipher, Caller caller) : IHandle<ListAudit, Page<AuditEntry>>
{
    private const string Columns = "position, at, client, action, operation, records, members, trace_id, subject, changes, login";

    // Positions and times ascend together, but for transactions that overlap and clocks that are set: with some slack the walk by
    // position begins and ends where the time does.
    private const string Before = """
        CASE WHEN @until::timestamptz = 'infinity' THEN @before::bigint ELSE least(@before::bigint, (
            SELECT max(f.position) + 1
            FROM (
                SELECT l.position
                FROM platform.audit l
                WHERE l.at < @until::timestamptz + interval '1 hour'
                ORDER BY l.at DESC
                LIMIT 1000
            ) f
        )) END
        """;
    private const string From = """
        CASE WHEN @since::timestamptz = '-infinity' THEN 0 ELSE (
            SELECT min(f.position)
            FROM (
                SELECT l.position
                FROM platform.audit l
                WHERE l.at >= @since::timestamptz - interval '1 hour'
                ORDER BY l.at
                LIMIT 1000
            ) f
        ) END
        """;

    // One walk for each action, back in an index. Rows are compared as a whole and ordered by all their members: for an action that
    // equals something PostgreSQL would walk the primary key, through all entries of other actions.
    private const string Walk = $"""
        SELECT {Columns}
        FROM unnest(@actions::text[]) AS one (name)
        CROSS JOIN LATERAL (
            SELECT {Columns}
            FROM platform.audit
        """;
    private const string NewestFirst = """
            LIMIT @limit
        ) entry
        ORDER BY position DESC
        LIMIT @limit
        """;

    // By the index of records, which knows no order: PostgreSQL would else walk all entries in theirs.
    private static readonly Sql<AuditEntry> ofRecord = new(
        $"""
        WITH found AS MATERIALIZED (SELECT {Columns} FROM platform.audit WHERE records @> ARRAY[@recordId::uuid])
        SELECT {Columns}
        FROM found
        WHERE action = ANY (@actions::text[])
          AND (@client::text IS NULL OR client = @client) AND (@subject::text IS NULL OR subject = @subject)
          AND position < @before::bigint AND at >= @since::timestamptz AND at < @until::timestamptz
        ORDER BY position DESC
        LIMIT @limit
        """
    );

    private static readonly Sql<AuditEntry> ofClient = new(
        $"""
        {Walk}
            WHERE (client, action, position) < (@client::text, one.name, {Before})
              AND (client, action, position) >= (@client::text, one.name, {From})
              AND at >= @since::timestamptz AND at < @until::timestamptz
            ORDER BY client DESC, action DESC, position DESC
        {NewestFirst}
        """
    );

    private static readonly Sql<AuditEntry> ofSubject = new(
        $"""
        {Walk}
            WHERE subject IS NOT NULL AND (subject, action, position) < (@subject::text, one.name, {Before})
              AND (subject, action, position) >= (@subject::text, one.name, {From})
              AND at >= @since::timestamptz AND at < @until::timestamptz AND (@client::text IS NULL OR client = @client)
            ORDER BY subject DESC, action DESC, position DESC
        {NewestFirst}
        """
    );

    private static readonly Sql<AuditEntry> ofAll = new(
        $"""
        {Walk}
            WHERE (action, position) < (one.name, {Before}) AND (action, position) >= (one.name, {From})
              AND at >= @since::timestamptz AND at < @until::timestamptz
            ORDER BY action DESC, position DESC
        {NewestFirst}
        """
    );

    public Task<Page<AuditEntry>> Handle(ListAudit request, CancellationToken cancellationToken) =>
        request.ReadPage(
            cipher,
            caller,
            (before, limit) =>
                db.Query(
                    request switch
                    {
                        { RecordId: not null } => ofRecord,
                        { Subject: not null } => ofSubject,
                        { Client: not null } => ofClient,
                        _ => ofAll,
                    },
                    new
                    {
                        before = before ?? long.MaxValue,
                        request.RecordId,
                        request.Client,
                        request.Subject,
                        actions = request.Action is { } action ? [action] : AuditActionAttribute.All,
                        since = request.Since ?? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), // -infinity
                        until = request.Until ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
                        limit,
                    },
                    cancellationToken
                ),
            e => e.Position
        );
}

/// <summary>Kind of action on a record.</summary>
public sealed class AuditActionAttribute() : OneOfAttribute(All)
{
    internal static readonly string[] All = ["read", "create", "update", "delete", "depersonalise", "prune", "rights", "refuse", "start"];
}
