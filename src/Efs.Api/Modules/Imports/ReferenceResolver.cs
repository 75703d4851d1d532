using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>Resolves the references of a batch: records named by key and people described by the rows.</summary>
internal sealed class ReferenceResolver(IServiceProvider services, StoredImport import)
{
    private readonly Dictionary<(string Resource, string Key), Guid> byKey = [];
    private readonly Dictionary<PersonDescription, IReadOnlyList<Guid>> people = [];

    // Takes the place of an unknown id, so that the rest of the row is validated all the same.
    private static Guid Placeholder => Guid.NewGuid();

    /// <summary>The people who were created because none matched.</summary>
    public HashSet<PersonDescription> CreatedPeople { get; } = [];

    private Caller Caller => services.GetRequiredService<Caller>();

    public async Task Resolve(IEnumerable<RowReference> references, CancellationToken cancellationToken)
    {
        var all = references.ToList();
        foreach (var named in all.Where(m => m.Key is not null).GroupBy(m => m.Resource))
        foreach (
            var (key, id) in await services
                .GetRequiredKeyedService<IBulkWriter>(named.Key)
                .FindIds(import.RegionCode, named.Select(m => m.Key!).ToHashSet(), cancellationToken)
        )
            byKey[(named.Key, key)] = id;
        PersonDescription[] described = [.. all.Select(m => m.Person).OfType<PersonDescription>().Distinct()];
        if (described.Length == 0 || !Caller.SeesPersonalData)
            return; // otherwise the report would confirm a guess
        var found = await services.GetRequiredService<IEducatorDirectory>().Match(import.RegionCode, described, cancellationToken);
        for (var i = 0; i < described.Length; i++)
            people[described[i]] = found[i];
        Guid[] recognised = [.. found.SelectMany(f => f).Distinct()];
        if (recognised.Length > 0)
            await Note(recognised, cancellationToken);
    }

    /// <summary>The ids by the locations of their references; a reference without an id adds an error.</summary>
    /// <param name="references">The references of the row.</param>
    /// <param name="validation">Collects the errors of the row.</param>
    /// <param name="isGood">Whether the rest of the row is valid: a person is not created for a row that is rejected anyway.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<IReadOnlyDictionary<string, Guid>> IdsOf(
        IReadOnlyList<RowReference> references,
        ValidationContext validation,
        Func<IReadOnlyDictionary<string, Guid>, bool> isGood,
        CancellationToken cancellationToken
    )
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var reference in references)
            if (reference.Person is { } person)
                ids[reference.Location] = await IdOf(
                    person,
                    reference.Location,
                    validation,
                    () => isGood(references.DistinctBy(m => m.Location).ToDictionary(m => m.Location, _ => Placeholder)),
                    cancellationToken
                );
            else if (byKey.TryGetValue((reference.Resource, reference.Key!), out var id))
                ids[reference.Location] = id;
            else
            {
                validation.Add(reference.Location, Rules.UnknownSource, reference.Resource);
                ids[reference.Location] = Placeholder;
            }
        return ids;
    }

    private async Task<Guid> IdOf(
        PersonDescription person,
        string where,
        ValidationContext validation,
        Func<bool> isGood,
        CancellationToken cancellationToken
    )
    {
        if (!Caller.SeesPersonalData)
            validation.Add(where, Rules.PersonHidden);
        else if (people[person] is { Count: > 0 } fits)
        {
            if (fits.Count == 1)
                return fits[0];
            validation.Add(where, Rules.AmbiguousPerson);
        }
        else if (!import.CreatesEducators)
            validation.Add(where, Rules.UnknownPerson);
        else if (validation.Errors.Count == 0 && isGood())
        {
            try
            {
                var entered = await services
                    .GetRequiredService<Db>()
                    .InSavepoint(
                        () => services.GetRequiredService<IEducatorDirectory>().Create(import.RegionCode, person, cancellationToken),
                        cancellationToken
                    );
                people[person] = [entered];
                CreatedPeople.Add(person);
                return entered;
            }
            catch (ProblemException problem) when (RowResult.IsRejection(problem))
            {
                foreach (var error in RowResult.Rejected(problem).Errors)
                    validation.Add(error with { Location = where + error.Location });
            }
        }
        return Placeholder;
    }

    // Outside the transaction: the client learns who was recognised, whatever becomes of the import.
    private async Task Note(Guid[] people, CancellationToken cancellationToken)
    {
        await using var beside = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        beside.ServiceProvider.GetRequiredService<RequestContext>().Caller = Caller;
        await beside.ServiceProvider.GetRequiredService<AuditLog>().RecordReading(nameof(StartImport), people, cancellationToken);
    }
}
