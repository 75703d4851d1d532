using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Observability;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Who saw or changed whose personal data, and who may do what. Append-only: the service's role may insert and read, nothing else.
/// Changes are written by the database itself, by triggers on the tables of people and of rights.
/// </summary>
internal sealed class AuditLog(Db db, Caller caller, IServiceScopeFactory scopes)
{
    private static readonly Sql add = new(
        """
        INSERT INTO platform.audit (client, action, operation, records, members, trace_id)
        VALUES (@client, 'read', @operation, @people, @members, @traceId)
        """
    );
    private const int MostPeople = 1000; // of an entry

    private static readonly Sql addOfService = new(
        """
        INSERT INTO platform.audit (client, action, operation, records, members, trace_id, subject, changes)
        VALUES (session_user, @action, @operation, '{}', @members, repeat('0', 32), @subject, @changes::jsonb)
        """
    );
    private static readonly Sql ensureMonths = new("SELECT platform.ensure_audit_months()");

    private static readonly string[] members =
    [
        .. Schema.For(ResourceCatalogue.People.Record).Properties.Where(m => m.IsPersonal).Select(m => m.Name),
    ];

    /// <summary>Records a reading in the current transaction.</summary>
    public Task RecordReading(string operation, Guid[] people, CancellationToken cancellationToken) =>
        Add(db, operation, people, cancellationToken);

    /// <summary>
    /// Records a reading apart from the current transaction: the client learns who was recognised, whatever becomes of what it sent.
    /// </summary>
    public async Task RecordReadingApart(string operation, Guid[] people, CancellationToken cancellationToken)
    {
        if (people.Length == 0)
            return;
        await using var apart = scopes.CreateAsyncScope();
        await Add(apart.ServiceProvider.GetRequiredService<Db>(), operation, people, cancellationToken);
    }

    private async Task Add(Db database, string operation, Guid[] people, CancellationToken cancellationToken)
    {
        IEnumerable<Guid[]> entries = people.Length == 0 ? [people] : people.Chunk(MostPeople);
        foreach (var some in entries)
            await database.Execute(
                add,
                new
                {
                    client = caller.Client,
                    operation,
                    people = some,
                    members,
                    traceId = CurrentTrace.Id,
                },
                cancellationToken
            );
    }

    /// <summary>Records what the service did by itself, with the values that belong to it; a secret one is null.</summary>
    public Task RecordService(
        string action,
        string operation,
        string? subject,
        IReadOnlyList<(string Member, string? Value)> values,
        CancellationToken cancellationToken
    ) =>
        db.Execute(
            addOfService,
            new
            {
                action,
                operation,
                subject,
                members = values.Select(v => v.Member).ToArray(),
                changes = JsonSerializer.Serialize(
                    values.Select(v => new
                    {
                        member = v.Member,
                        added = v.Value is null ? [] : new[] { v.Value },
                        removed = Array.Empty<string>(),
                    })
                ),
            },
            cancellationToken
        );

    /// <summary>Creates the months of the log that are to come.</summary>
    public Task EnsureMonths(CancellationToken cancellationToken) => db.Execute(ensureMonths, new { }, cancellationToken);
}
