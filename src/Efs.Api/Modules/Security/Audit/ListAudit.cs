using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Security;

/// <summary>Lists readings and changes of personal data, the newest first.</summary>
[Requires("security:admin")]
public sealed record ListAudit : PagedList<AuditEntry>
{
    /// <summary>Only entries about this record.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>Only entries of this client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public string? Client { get; init; }

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

    /// <summary>Client that did it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Kind of action.</summary>
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
}

internal sealed class ListAuditHandler(Db db, Cipher cipher) : IHandle<ListAudit, Page<AuditEntry>>
{
    private static readonly Sql<AuditEntry> page = new(
        """
        SELECT position, at, client, action, operation, records, members, trace_id
        FROM platform.audit
        WHERE (@before::bigint IS NULL OR position < @before)
          AND (@recordId::uuid IS NULL OR records @> ARRAY[@recordId::uuid])
          AND (@client::text IS NULL OR client = @client)
          AND (@action::text IS NULL OR action = @action)
          AND (@since::timestamptz IS NULL OR at >= @since)
          AND (@until::timestamptz IS NULL OR at < @until)
        ORDER BY position DESC
        LIMIT @limit
        """
    );

    public Task<Page<AuditEntry>> Handle(ListAudit request, CancellationToken cancellationToken) =>
        request.ReadPage(
            cipher,
            (before, limit) =>
                db.Query(
                    page,
                    new
                    {
                        before,
                        request.RecordId,
                        request.Client,
                        request.Action,
                        request.Since,
                        request.Until,
                        limit,
                    },
                    cancellationToken
                ),
            e => e.Position
        );
}

/// <summary>Kind of action on a record.</summary>
public sealed class AuditActionAttribute() : OneOfAttribute("read", "create", "update", "delete", "depersonalise");
