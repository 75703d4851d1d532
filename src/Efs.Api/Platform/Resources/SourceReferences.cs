using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Finds the records that documents name by their owner's key.</summary>
internal sealed class SourceReferences(IServiceProvider services, ValidationContext validation)
{
    /// <summary>The references of the document of this request.</summary>
    public List<RecordReference> OfRequest { get; } = [];

    /// <summary>Binds the references of the document of this request to records of the region.</summary>
    /// <exception cref="ProblemException">The region has no such record.</exception>
    public Task Bind(string regionCode, CancellationToken cancellationToken) => Bind(OfRequest, regionCode, cancellationToken);

    /// <summary>Binds references to records of the region.</summary>
    /// <exception cref="ProblemException">The region has no such record.</exception>
    public async Task Bind(IReadOnlyList<RecordReference> references, string regionCode, CancellationToken cancellationToken)
    {
        if (references.Count == 0)
            return;
        var ids = await FindIds(regionCode, references, cancellationToken);
        foreach (var reference in references)
            if (ids.TryGetValue((reference.Resource, reference.SourceId!), out var id))
                reference.Bind(id);
            else
                validation.Add(reference.Location, Rules.UnknownSource, reference.Resource);
        if (validation.Errors.Count > 0)
            throw CommonErrors.Invalid.ToException(validation.Errors);
    }

    /// <summary>The ids of the region's records that are named by key; those without a record are left out.</summary>
    public async Task<IReadOnlyDictionary<(string Resource, string SourceId), Guid>> FindIds(
        string regionCode,
        IEnumerable<RecordReference> references,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<(string, string), Guid>();
        foreach (var named in references.Where(r => r.SourceId is not null).GroupBy(r => r.Resource))
        foreach (
            var (sourceId, id) in await services
                .GetRequiredKeyedService<IBulkWriter>(named.Key)
                .FindIds(regionCode, named.Select(r => r.SourceId!).ToHashSet(), cancellationToken)
        )
            found[(named.Key, sourceId)] = id;
        return found;
    }
}
