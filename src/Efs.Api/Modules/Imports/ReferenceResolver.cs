using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Imports;

/// <summary>Resolves the references of a batch: records named by key and people described by the rows.</summary>
internal sealed class ReferenceResolver(IServiceProvider services, StoredImport import)
{
    private IReadOnlyDictionary<(string Resource, string SourceId), Guid> byKey = new Dictionary<(string, string), Guid>();
    private readonly Dictionary<PersonDescription, PersonMatch> people = [];

    /// <summary>The people who were created because none matched.</summary>
    public HashSet<PersonDescription> CreatedPeople { get; } = [];

    private Caller Caller => services.GetRequiredService<Caller>();

    public async Task Resolve(IEnumerable<RecordReference> references, CancellationToken cancellationToken)
    {
        var all = references.ToList();
        byKey = await services.GetRequiredService<SourceReferences>().FindIds(import.RegionCode, all, cancellationToken);
        PersonDescription[] described = [.. all.Select(m => m.Person).OfType<PersonDescription>().Distinct()];
        if (described.Length == 0 || !Caller.SeesPersonalData)
            return; // otherwise the report would confirm a guess
        var found = await services.GetRequiredService<IEducatorDirectory>().Match(import.RegionCode, described, cancellationToken);
        for (var i = 0; i < described.Length; i++)
            people[described[i]] = found[i];
        await services
            .GetRequiredService<AuditLog>()
            .RecordReadingApart(nameof(StartImport), [.. found.SelectMany(f => f.Ids).Distinct()], cancellationToken);
    }

    /// <summary>Binds the references of a row; one that can't be resolved adds an error.</summary>
    /// <param name="references">The references of the row.</param>
    /// <param name="validation">Holds the errors of the row: a person is not created for a row that is rejected anyway.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task Bind(IReadOnlyList<RecordReference> references, ValidationContext validation, CancellationToken cancellationToken)
    {
        foreach (var reference in references.OrderBy(r => r.Person is not null)) // a person is created last
            if (reference.Person is { } person)
            {
                if (await IdOf(person, reference.Location, validation, cancellationToken) is { } educator)
                    reference.Bind(educator);
            }
            else if (byKey.TryGetValue((reference.Resource, reference.SourceId!), out var id))
                reference.Bind(id);
            else
                validation.Add(reference.Location, Rules.UnknownSource, reference.Resource);
    }

    private async Task<Guid?> IdOf(
        PersonDescription person,
        string where,
        ValidationContext validation,
        CancellationToken cancellationToken
    )
    {
        if (!Caller.SeesPersonalData)
            validation.Add(where, Rules.PersonHidden);
        else if (people[person] is { Ids: { Count: > 0 } ids, IsContradicted: var isContradicted })
        {
            if (ids.Count == 1 && !isContradicted)
                return ids[0];
            if (isContradicted)
                validation.Add(person.Snils is null ? where : $"{where}/snils", Rules.OtherPerson, string.Join(", ", ids));
            else
                validation.Add(where, Rules.AmbiguousPerson);
        }
        else if (!import.CreatesEducators)
            validation.Add(where, Rules.UnknownPerson);
        else if (validation.Errors.Count == 0)
            return await Create(person, where, validation, cancellationToken);
        return null;
    }

    private async Task<Guid?> Create(
        PersonDescription person,
        string where,
        ValidationContext validation,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var id = await services
                .GetRequiredService<Db>()
                .InSavepoint(
                    () => services.GetRequiredService<IEducatorDirectory>().Create(import.RegionCode, person, cancellationToken),
                    cancellationToken
                );
            people[person] = new([id], IsContradicted: false);
            CreatedPeople.Add(person);
            return id;
        }
        catch (ProblemException problem) when (BulkRowResult.IsRejection(problem))
        {
            foreach (var error in BulkRowResult.Rejected(problem).Errors)
                validation.Add(error with { Location = where + error.Location });
            return null;
        }
    }
}
