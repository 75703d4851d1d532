using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Cancels an import: what its batches have committed stays, nothing more is done.</summary>
[Requires("exchange:write"), Refuses("imports.over")]
public sealed record CancelImport : ICommand<Removed>
{
    /// <summary>The import's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class CancelImportHandler(Db db, Uploads uploads) : IHandle<CancelImport, Removed>
{
    private static readonly Sql cancel = new(
        "UPDATE exchange.import SET state = 'cancelled', finished_at = now() WHERE id = @id AND region_code = ANY (@scope) AND state IN ('queued', 'running')"
    );

    public async Task<Removed> Handle(CancelImport request, CancellationToken cancellationToken)
    {
        if (await db.Run(cancel, new { request.Id }, cancellationToken) == 0)
            throw (
                await db.Find(FindImportHandler.Find, new { request.Id }, cancellationToken) is null
                    ? CommonErrors.NotFound
                    : ImportErrors.Over
            ).Refuse();
        await uploads.Remove(request.Id, cancellationToken);
        return new();
    }
}
