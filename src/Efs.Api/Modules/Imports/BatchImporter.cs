using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Saves the rows of an import: binds the references of a batch of documents and writes the valid ones in the current transaction.
/// </summary>
internal sealed class BatchImporter(IServiceProvider services, StoredImport import)
{
    private readonly Db db = services.GetRequiredService<Db>();
    private readonly IBulkWriter writer = services.GetRequiredKeyedService<IBulkWriter>(import.Resource);

    public async Task<IReadOnlyList<BulkRowResult>> Import(IReadOnlyList<ParsedRow> rows, CancellationToken cancellationToken)
    {
        var rejected = new Dictionary<int, BulkRowResult>();
        if (!import.CreatesEducators)
            return (await Attempt(rows, rejected, cancellationToken)).Results;
        // A person is not created for rows that are all rejected. Where the database rejects every row that names a created
        // person, the batch is rolled back and written again without those rows.
        while (true)
        {
            var (results, inVain) = await db.InSavepoint(
                () => Attempt(rows, rejected, cancellationToken),
                attempt => attempt.InVain.Count == 0,
                cancellationToken
            );
            if (inVain.Count == 0)
                return await Judge(rejected, rows, results, cancellationToken);
            foreach (var index in inVain)
                rejected[index] = results[index];
        }
    }

    // The errors of the rows left out may name a record of an attempt that was rolled back, so the rows are judged by what was written.
    private async Task<IReadOnlyList<BulkRowResult>> Judge(
        Dictionary<int, BulkRowResult> leftOut,
        IReadOnlyList<ParsedRow> rows,
        IReadOnlyList<BulkRowResult> results,
        CancellationToken cancellationToken
    )
    {
        if (leftOut.Count == 0)
            return results;
        int[] indexes = [.. leftOut.Keys.Order()];
        var (judged, _) = await db.InSavepoint(
            () => Attempt([.. indexes.Select(index => rows[index])], [], cancellationToken),
            _ => false,
            cancellationToken
        );
        var judgedAgain = results.ToArray();
        foreach (var (index, result) in indexes.Zip(judged))
            if (result.Outcome == RowOutcome.Rejected)
                judgedAgain[index] = result;
        return judgedAgain;
    }

    private async Task<(IReadOnlyList<BulkRowResult> Results, IReadOnlyList<int> InVain)> Attempt(
        IReadOnlyList<ParsedRow> rows,
        Dictionary<int, BulkRowResult> rejected,
        CancellationToken cancellationToken
    )
    {
        var resolver = new ReferenceResolver(services, import);
        await resolver.Resolve(rows.SelectMany(r => r.References), cancellationToken);
        var results = new BulkRowResult[rows.Count];
        var (documents, indexes) = (new List<RegistryFields>(), new List<int>());
        foreach (var (index, row) in rows.Index())
            if (rejected.TryGetValue(index, out var known))
                results[index] = known;
            else if (await Bind(row, resolver, cancellationToken) is { Count: > 0 } errors)
                results[index] = new(RowOutcome.Rejected, null, errors);
            else
            {
                documents.Add(row.Document!);
                indexes.Add(index);
            }
        if (documents.Count > 0)
            foreach (var (index, one) in (await writer.Write(documents, import.Template is not null, cancellationToken)).Index())
                results[indexes[index]] = one;
        if (ResourceCatalogue.Get(import.Resource).IsKnownByPersonalData)
            await RecordRecognised(results, cancellationToken);
        var unused = resolver
            .CreatedPeople.Except(rows.Where((_, index) => results[index].Outcome != RowOutcome.Rejected).SelectMany(PeopleOf))
            .ToHashSet();
        return (
            results,
            [.. Enumerable.Range(0, unused.Count == 0 ? 0 : rows.Count).Where(index => PeopleOf(rows[index]).Any(unused.Contains))]
        );
    }

    private Task RecordRecognised(IEnumerable<BulkRowResult?> results, CancellationToken cancellationToken) =>
        services
            .GetRequiredService<AuditLog>()
            .RecordReadingApart(
                nameof(StartImport),
                [.. results.Where(r => r is { IsRecognised: true }).Select(r => r!.Id!.Value).Distinct()],
                cancellationToken
            );

    // The errors of the row with its references bound; none where it can be written.
    private async Task<IReadOnlyList<ValidationError>> Bind(ParsedRow row, ReferenceResolver resolver, CancellationToken cancellationToken)
    {
        if (row.References.Count == 0)
            return row.Errors;
        var validation = new ValidationContext(services.GetRequiredService<ReferenceStore>().Current);
        foreach (var error in row.Errors)
            validation.Add(error);
        await resolver.Bind(row.References, validation, cancellationToken);
        if (validation.Errors.Count == 0)
            row.Document!.Validate(validation);
        return validation.Errors;
    }

    private static IEnumerable<PersonDescription> PeopleOf(ParsedRow row) =>
        row.References.Select(m => m.Person).OfType<PersonDescription>();
}
