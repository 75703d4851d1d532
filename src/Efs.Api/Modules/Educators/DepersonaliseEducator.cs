using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Educators;

/// <summary>
/// Removes an educator's personal data permanently, as when a consent is withdrawn: names, СНИЛС, contacts and the exact date of
/// birth are deleted; the year of birth and the professional data stay for statistics.
/// </summary>
[Requires("educators:write"), ProducesErrors("educators.depersonalised")]
public sealed record DepersonaliseEducator : ICommand<NoContent>
{
    /// <summary>The educator's id.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }
}

internal sealed class DepersonaliseEducatorHandler(Db db, EducatorRegistry registry, Idempotency idempotency)
    : IHandle<DepersonaliseEducator, NoContent>
{
    // Document numbers identify a person too. The new fingerprint is one that no document has.
    private static readonly Sql remove = new(
        """
        UPDATE educators.educator
        SET last_name = NULL, first_name = NULL, middle_name = NULL, personal = NULL, birth_hash = NULL, contact_hash = NULL,
            personal_hashes = '{}', person_id = NULL, search = '', sort_name = '',
            legal_basis = legal_basis - ARRAY['documentNumber', 'documentVersion', 'documentDate'],
            fingerprint = uuid_send(id), depersonalised_at = now(), version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = ANY (@scope)
        """
    );

    public async Task<NoContent> Handle(DepersonaliseEducator request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate<EducatorFields, Educator>(request.Id, request.IfMatch, cancellationToken);
        registry.EnsureMutable(current);
        await db.Execute(remove, new { request.Id }, cancellationToken);
        await registry.DeletePerson(current, cancellationToken);
        await idempotency.Forget(request.Id, cancellationToken);
        return new();
    }
}
