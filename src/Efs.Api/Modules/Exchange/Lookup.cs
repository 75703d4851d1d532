using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>Finds, for a batch of rows, the ids of the records that they name by keys and of the people whom they describe.</summary>
internal sealed class Lookup(IServiceProvider services, StoredImport import)
{
    private readonly Dictionary<(string Resource, string Key), Guid> byKey = [];
    private readonly Dictionary<NamedPerson, IReadOnlyList<Guid>> people = [];

    // Stands in the place of an id that is not known, so that the rest of the row is judged all the same.
    private static Guid Stranger => Guid.NewGuid();

    /// <summary>Who was entered since they were not there.</summary>
    public HashSet<NamedPerson> Entered { get; } = [];

    private Caller Caller => services.GetRequiredService<Caller>();

    public async Task Find(IEnumerable<Mention> mentions, CancellationToken cancellationToken)
    {
        var all = mentions.ToList();
        foreach (var named in all.Where(m => m.Key is not null).GroupBy(m => m.Resource))
        foreach (
            var (key, id) in await services
                .GetRequiredKeyedService<IIntake>(named.Key)
                .IdsOf(import.RegionCode, named.Select(m => m.Key!).ToHashSet(), cancellationToken)
        )
            byKey[(named.Key, key)] = id;
        NamedPerson[] described = [.. all.Select(m => m.Person).OfType<NamedPerson>().Distinct()];
        if (described.Length == 0 || !Caller.SeesPersonalData)
            return; // otherwise the answers would confirm a guess
        var found = await services.GetRequiredService<IPeople>().Find(import.RegionCode, described, cancellationToken);
        for (var i = 0; i < described.Length; i++)
            people[described[i]] = found[i];
        Guid[] recognised = [.. found.SelectMany(f => f).Distinct()];
        if (recognised.Length > 0)
            await Note(recognised, cancellationToken);
    }

    /// <summary>The ids by the places where they are mentioned; what has none is a fault.</summary>
    /// <param name="mentions">What the row mentions.</param>
    /// <param name="checks">What is wrong with the row.</param>
    /// <param name="isGood">Whether the rest of the row is: nobody is entered for one that is rejected anyway.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<IReadOnlyDictionary<string, Guid>> IdsOf(
        IReadOnlyList<Mention> mentions,
        Checks checks,
        Func<IReadOnlyDictionary<string, Guid>, bool> isGood,
        CancellationToken cancellationToken
    )
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var mention in mentions)
            if (mention.Person is { } person)
                ids[mention.Where] = await IdOf(
                    person,
                    mention.Where,
                    checks,
                    () => isGood(mentions.DistinctBy(m => m.Where).ToDictionary(m => m.Where, _ => Stranger)),
                    cancellationToken
                );
            else if (byKey.TryGetValue((mention.Resource, mention.Key!), out var id))
                ids[mention.Where] = id;
            else
            {
                checks.Add(mention.Where, Rules.UnknownSource, mention.Resource);
                ids[mention.Where] = Stranger;
            }
        return ids;
    }

    private async Task<Guid> IdOf(NamedPerson person, string where, Checks checks, Func<bool> isGood, CancellationToken cancellationToken)
    {
        if (!Caller.SeesPersonalData)
            checks.Add(where, Rules.PersonHidden);
        else if (people[person] is { Count: > 0 } fits)
        {
            if (fits.Count == 1)
                return fits[0];
            checks.Add(where, Rules.AmbiguousPerson);
        }
        else if (!import.CreatesEducators)
            checks.Add(where, Rules.UnknownPerson);
        else if (checks.Found.Count == 0 && isGood())
        {
            try
            {
                var entered = await services
                    .GetRequiredService<Db>()
                    .InSavepoint(
                        () => services.GetRequiredService<IPeople>().Register(import.RegionCode, person, cancellationToken),
                        cancellationToken
                    );
                people[person] = [entered];
                Entered.Add(person);
                return entered;
            }
            catch (RefusalException refusal) when (Landed.IsRejection(refusal))
            {
                foreach (var fault in Landed.Rejected(refusal).Faults)
                    checks.Add(fault with { Where = where + fault.Where });
            }
        }
        return Stranger;
    }

    // Beside the transaction: who was recognised is known to the client, whatever becomes of the import.
    private async Task Note(Guid[] people, CancellationToken cancellationToken)
    {
        await using var beside = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        beside.ServiceProvider.GetRequiredService<Current>().Caller = Caller;
        await beside.ServiceProvider.GetRequiredService<AuditLog>().Read(nameof(StartImport), people, cancellationToken);
    }
}
