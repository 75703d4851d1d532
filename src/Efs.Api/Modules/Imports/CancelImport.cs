using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>Cancels an import: committed batches stay, no further rows are processed.</summary>
[Requires("exchange:write"), ProducesErrors("imports.over")]
public sealed record CancelImport : ICommand<NoContent>
{
    /// <summary>The import's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class CancelImportHandler(Db db, Uploads uploads) : IHandle<CancelImport, NoContent>
{
    private static readonly Sql cancel = new(
        """
        UPDATE imports.import SET state = 'cancelled', finished_at = now()
        WHERE id = @id AND region_code = ANY (@scope) AND state IN ('queued', 'running')
        """
    );

    public async Task<NoContent> Handle(CancelImport request, CancellationToken cancellationToken)
    {
        if (await db.Execute(cancel, new { request.Id }, cancellationToken) == 0)
            throw (
                await db.QuerySingleOrDefault(GetImportHandler.Find, new { request.Id }, cancellationToken) is null
                    ? CommonErrors.NotFound
                    : ImportErrors.Over
            ).ToException();
        await uploads.Remove(request.Id, cancellationToken);
        return new();
    }
}
