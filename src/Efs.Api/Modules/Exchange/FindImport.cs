using System.Diagnostics;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>Reads how far an import is.</summary>
[Requires("exchange:read")]
public sealed record FindImport : IQuery<Import>
{
    /// <summary>The import's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>For how many seconds to wait for its end.</summary>
    /// <example>0</example>
    [Between(0, 30)]
    public int Wait { get; init; }
}

internal sealed class FindImportHandler(Db db, Waiters waiters, Caller caller, Current current) : IHandle<FindImport, Import>
{
    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(200);

    internal static readonly Sql<StoredImport> Find = new(
        $"SELECT {StoredImport.Columns} FROM exchange.import i WHERE i.id = @id AND i.region_code = ANY (@scope)"
    );

    public async Task<Import> Handle(FindImport request, CancellationToken cancellationToken)
    {
        using var waiting = request.Wait > 0 ? waiters.Take(caller.Client) : null;
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(betweenLooks, cancellationToken))
        {
            var import = await db.Find(Find, new { request.Id }, cancellationToken) ?? throw CommonErrors.NotFound.Refuse();
            if (import.IsOver || Stopwatch.GetElapsedTime(began).TotalSeconds >= request.Wait)
                return import.Shown(current.Language);
        }
    }
}
