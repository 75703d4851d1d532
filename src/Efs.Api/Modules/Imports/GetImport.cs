using System.Diagnostics;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>Reads the state and progress of an import.</summary>
[Requires("exchange:read"), Waits(30)]
public sealed record GetImport : IQuery<Import>
{
    /// <summary>The import's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Seconds to wait for the end of the import.</summary>
    /// <example>0</example>
    [Between(0, 30)]
    public int Wait { get; init; }
}

internal sealed class GetImportHandler(
    Db db,
    Cipher cipher,
    LongPollLimiter waiters,
    ICallerStore callers,
    RequestContext current,
    IHostApplicationLifetime host
) : IHandle<GetImport, Import>
{
    internal static readonly Sql<StoredImport> Find = new(
        $"SELECT {StoredImport.Columns} FROM imports.import i WHERE i.id = @id AND i.region_code = ANY (@scope)"
    );

    public async Task<Import> Handle(GetImport request, CancellationToken cancellationToken)
    {
        using var waiting = request.Wait > 0 ? waiters.Wait(current) : null;
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var import =
                await db.QuerySingleOrDefault(Find, new { request.Id }, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
            if (
                request.Wait > 0
                && !(await callers.Refresh(current.Caller, [IChangeFeed.Scope], cancellationToken)).HasRegion(import.RegionCode)
            )
                throw CommonErrors.NotFound.ToException();
            var waited = Stopwatch.GetElapsedTime(began);
            if (import.IsOver || waited.TotalSeconds >= request.Wait || host.ApplicationStopping.IsCancellationRequested)
                return import.ToImport(current.Language, current.Caller, cipher);
            await Task.Delay(Pause(waited), cancellationToken);
        }
    }

    // The end of a small import is told at once; long waits ask seldom.
    private static TimeSpan Pause(TimeSpan waited) => TimeSpan.FromMilliseconds(Math.Clamp(waited.TotalMilliseconds / 8, 15, 200));
}
