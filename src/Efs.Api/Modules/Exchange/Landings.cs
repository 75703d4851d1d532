using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Brings the rows of a batch in: finds what they mention, reads them, and writes what is good in the transaction at hand.</summary>
internal sealed class Landings(IServiceProvider services, StoredImport import, Shape shape)
{
    private readonly Db db = services.GetRequiredService<Db>();
    private readonly IIntake intake = services.GetRequiredKeyedService<IIntake>(import.Resource);

    public async Task<IReadOnlyList<Landed>> Of(IReadOnlyList<Arrival> rows, CancellationToken cancellationToken)
    {
        var rejected = new Dictionary<int, Landed>();
        if (!import.CreatesEducators)
            return (await Attempt(rows, rejected, cancellationToken)).Landed;
        // Nobody is entered for rows that are all rejected: where the database refuses those whose person was entered, all is done again without them.
        while (true)
        {
            var (landed, inVain) = await db.InSavepoint(
                () => Attempt(rows, rejected, cancellationToken),
                attempt => attempt.InVain.Count == 0,
                cancellationToken
            );
            if (inVain.Count == 0)
                return landed;
            foreach (var index in inVain)
                rejected[index] = landed[index];
        }
    }

    private async Task<(IReadOnlyList<Landed> Landed, IReadOnlyList<int> InVain)> Attempt(
        IReadOnlyList<Arrival> rows,
        Dictionary<int, Landed> rejected,
        CancellationToken cancellationToken
    )
    {
        var lookup = new Lookup(services, import);
        await lookup.Find(rows.SelectMany(r => r.Mentions), cancellationToken);
        var landed = new Landed[rows.Count];
        var (documents, places) = (new List<RegistryFields>(), new List<int>());
        foreach (var (index, row) in rows.Index())
        {
            if (rejected.TryGetValue(index, out var known))
                landed[index] = known;
            else
            {
                var (document, faults) = await Read(row, lookup, cancellationToken);
                if (document is null)
                    landed[index] = new(Landing.Rejected, null, faults);
                else
                {
                    documents.Add(document);
                    places.Add(index);
                }
            }
        }
        if (documents.Count > 0)
            foreach (var (index, one) in (await intake.Merge(documents, cancellationToken)).Index())
                landed[places[index]] = one;
        var vain = lookup
            .Entered.Except(rows.Where((_, index) => landed[index].Landing != Landing.Rejected).SelectMany(PeopleOf))
            .ToHashSet();
        return (
            landed,
            [.. Enumerable.Range(0, vain.Count == 0 ? 0 : rows.Count).Where(index => PeopleOf(rows[index]).Any(vain.Contains))]
        );
    }

    private async Task<(RegistryFields? Document, IReadOnlyList<Fault> Faults)> Read(
        Arrival row,
        Lookup lookup,
        CancellationToken cancellationToken
    )
    {
        var checks = NewChecks();
        foreach (var fault in row.Faults)
            checks.Add(fault);
        var ids = await lookup.IdsOf(row.Mentions, checks, places => Judged(row, places, NewChecks()) is not null, cancellationToken);
        var known = checks.Found.ToList();
        if (row.Document.ValueKind == JsonValueKind.Object && Judged(row, ids, checks) is { } document)
            return (document, []);
        // What can't be read is missing, too: that tells nobody more.
        return (
            null,
            [
                .. known,
                .. checks
                    .Found.Skip(known.Count)
                    .Where(f => !known.Any(k => k.Where.Length > 0 && (f.Where == k.Where || f.Where == $"{k.Where}Id"))),
            ]
        );
    }

    private RegistryFields? Judged(Arrival row, IReadOnlyDictionary<string, Guid> ids, Checks checks) =>
        Arrivals.Resolved(row, ids, import, shape, checks) is { } document ? intake.Read(document, checks) : null;

    private static IEnumerable<NamedPerson> PeopleOf(Arrival row) => row.Mentions.Select(m => m.Person).OfType<NamedPerson>();

    private Checks NewChecks() => new(services.GetRequiredService<ReferenceStore>().Current);
}
