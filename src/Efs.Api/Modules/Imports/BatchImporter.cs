using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Imports a batch of rows: resolves references, validates the documents, writes the valid ones in the current transaction.
/// </summary>
internal sealed class BatchImporter(IServiceProvider services, StoredImport import, Schema schema)
{
    private readonly Db db = services.GetRequiredService<Db>();
    private readonly IBulkWriter intake = services.GetRequiredKeyedService<IBulkWriter>(import.Resource);

    public async Task<IReadOnlyList<RowResult>> Import(IReadOnlyList<ParsedRow> rows, CancellationToken cancellationToken)
    {
        var rejected = new Dictionary<int, RowResult>();
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
                return results;
            foreach (var index in inVain)
                rejected[index] = results[index];
        }
    }

    private async Task<(IReadOnlyList<RowResult> Results, IReadOnlyList<int> InVain)> Attempt(
        IReadOnlyList<ParsedRow> rows,
        Dictionary<int, RowResult> rejected,
        CancellationToken cancellationToken
    )
    {
        var lookup = new ReferenceResolver(services, import);
        await lookup.Resolve(rows.SelectMany(r => r.References), cancellationToken);
        var results = new RowResult[rows.Count];
        var (documents, indexes) = (new List<RegistryFields>(), new List<int>());
        foreach (var (index, row) in rows.Index())
        {
            if (rejected.TryGetValue(index, out var known))
                results[index] = known;
            else
            {
                var (document, errors) = await Read(row, lookup, cancellationToken);
                if (document is null)
                    results[index] = new(RowOutcome.Rejected, null, errors);
                else
                {
                    documents.Add(document);
                    indexes.Add(index);
                }
            }
        }
        if (documents.Count > 0)
            foreach (var (index, one) in (await intake.Write(documents, cancellationToken)).Index())
                results[indexes[index]] = one;
        var unused = lookup
            .CreatedPeople.Except(rows.Where((_, index) => results[index].Outcome != RowOutcome.Rejected).SelectMany(PeopleOf))
            .ToHashSet();
        return (
            results,
            [.. Enumerable.Range(0, unused.Count == 0 ? 0 : rows.Count).Where(index => PeopleOf(rows[index]).Any(unused.Contains))]
        );
    }

    private async Task<(RegistryFields? Document, IReadOnlyList<ValidationError> Faults)> Read(
        ParsedRow row,
        ReferenceResolver lookup,
        CancellationToken cancellationToken
    )
    {
        var validation = NewChecks();
        foreach (var error in row.Errors)
            validation.Add(error);
        var ids = await lookup.IdsOf(
            row.References,
            validation,
            places => Validate(row, places, NewChecks()) is not null,
            cancellationToken
        );
        var known = validation.Errors.ToList();
        if (row.Document.ValueKind == JsonValueKind.Object && Validate(row, ids, validation) is { } document)
            return (document, []);
        // A value that can't be read is missing for validation as well: one error is enough.
        return (
            null,
            [
                .. known,
                .. validation
                    .Errors.Skip(known.Count)
                    .Where(f => !known.Any(k => k.Location.Length > 0 && (f.Location == k.Location || f.Location == $"{k.Location}Id"))),
            ]
        );
    }

    private RegistryFields? Validate(ParsedRow row, IReadOnlyDictionary<string, Guid> ids, ValidationContext validation) =>
        RowParser.ReplaceReferences(row, ids, import, schema, validation) is { } document ? intake.Read(document, validation) : null;

    private static IEnumerable<PersonDescription> PeopleOf(ParsedRow row) =>
        row.References.Select(m => m.Person).OfType<PersonDescription>();

    private ValidationContext NewChecks() => new(services.GetRequiredService<ReferenceStore>().Current);
}
