using Efs.Api.Kernel;
using Efs.Api.Platform.Observability;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Who saw or changed whose personal data. Append-only: the service's role may insert and read, nothing else. Changes
/// are written by the database itself, by triggers on the tables of people.
/// </summary>
internal sealed class AuditLog(Db db, Caller caller)
{
    private static readonly Sql add = new(
        """
        INSERT INTO platform.audit (client, action, operation, records, members, trace_id)
        VALUES (@client, 'read', @operation, @people, @members, @traceId)
        """
    );

    private static readonly string[] members =
    [
        .. Schema.For(ResourceCatalogue.People.Record).Properties.Where(m => m.IsPersonal).Select(m => m.Name),
    ];

    public Task RecordReading(string operation, Guid[] people, CancellationToken cancellationToken) =>
        db.Execute(
            add,
            new
            {
                client = caller.Client,
                operation,
                people,
                members,
                traceId = CurrentTrace.Id,
            },
            cancellationToken
        );
}
