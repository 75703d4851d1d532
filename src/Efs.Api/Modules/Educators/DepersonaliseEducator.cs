using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Educators;

/// <summary>Removes an educator's personal data for good, as when a consent is withdrawn: names, СНИЛС, contacts and the exact date of birth go; the year and the professional facts stay for statistics.</summary>
[Requires("educators:write"), Refuses("educators.depersonalised")]
public sealed record DepersonaliseEducator : ICommand<Removed>
{
    /// <summary>The educator's id.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }
}

internal sealed class DepersonaliseEducatorHandler(Db db, EducatorRegistry registry, Once once) : IHandle<DepersonaliseEducator, Removed>
{
    // The numbers of documents name a person too; the fingerprint is made one that no document has.
    private static readonly Sql remove = new(
        """
        UPDATE educators.educator
        SET last_name = NULL, first_name = NULL, middle_name = NULL, personal = NULL, birth_hash = NULL, contact_hash = NULL, person_id = NULL, search = '', sort_name = '',
            legal_basis = legal_basis - ARRAY['documentNumber', 'documentVersion', 'documentDate'], fingerprint = uuid_send(id), depersonalised_at = now(), version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = ANY (@scope)
        """
    );

    public async Task<Removed> Handle(DepersonaliseEducator request, CancellationToken cancellationToken)
    {
        var held = await registry.HoldVersion<EducatorFields, Educator>(request.Id, request.IfMatch, cancellationToken);
        registry.MustBeOpen(held);
        await db.Run(remove, new { request.Id }, cancellationToken);
        await registry.Forget(held, cancellationToken);
        await once.Forget(request.Id, cancellationToken);
        return new();
    }
}
