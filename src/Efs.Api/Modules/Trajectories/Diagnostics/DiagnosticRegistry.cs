using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

internal sealed class DiagnosticRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<DiagnosticFields, Diagnostic, ListDiagnostics>(db, cipher, caller)
{
    private const string Columns = "id, region_code, source_id, code, edition, title, method, competences, levels, valid_from, valid_to";

    private static readonly DocumentTable<DiagnosticFields, Diagnostic, ListDiagnostics> table = new(
        computed: ["results"],
        sorts: [new("takenOn", "taken_on", d => d.TakenOn)],
        naturalKey: "t.educator_id = x.educator_id AND t.instrument_id = x.instrument_id AND t.taken_on = x.taken_on"
    );

    private const string Find = $"SELECT {Columns} FROM trajectories.instrument WHERE id = ANY (@ids) ORDER BY id";

    // An edition can't be changed while there are diagnostics by it, and it doesn't change while one is written.
    private static readonly Sql<Edition> find = new($"{Find} FOR SHARE");
    private static readonly Sql<Edition> findUnlocked = new(Find);

    private static readonly Sql keep = new(
        """
        INSERT INTO trajectories.diagnostic_version (diagnostic_id, region_code, version, institute_id, stage, taken_on, scores,
            results, replaced_by)
        SELECT d.id, d.region_code, d.version, d.institute_id, d.stage, d.taken_on, d.scores, d.results, @client
        FROM trajectories.diagnostic d
        WHERE d.id = @id AND d.region_code = @regionCode
        """
    );

    // The conditions checked when a trajectory was linked to the diagnostic must still hold.
    private static readonly Sql<bool> contradicts = new(
        """
        SELECT EXISTS (
            SELECT FROM trajectories.trajectory t
            LEFT JOIN trajectories.diagnostic b ON b.id = t.diagnostic_id AND b.region_code = t.region_code
            LEFT JOIN trajectories.diagnostic a ON a.id = t.repeated_diagnostic_id AND a.region_code = t.region_code
            WHERE t.region_code = @regionCode
              AND ((t.repeated_diagnostic_id = @id AND (@stage <> 'repeated' OR b.taken_on > @takenOn))
                 OR (t.diagnostic_id = @id AND (t.planned_to < @takenOn OR a.taken_on < @takenOn))))
        """
    );

    private readonly Dictionary<Guid, Edition> editions = [];

    private sealed record Edition : InstrumentFields
    {
        public required Guid Id { get; init; }
    }

    /// <summary>A diagnostic with its results.</summary>
    [method: SetsRequiredMembers]
    private sealed record Judged(DiagnosticFields Fields, IReadOnlyList<CompetenceResult> Results) : DiagnosticFields(Fields);

    protected override DocumentTable<DiagnosticFields, Diagnostic, ListDiagnostics> Table => table;

    protected override bool HasIdentity(DiagnosticFields fields) => true;

    protected override async Task Preload(IReadOnlyList<DiagnosticFields> documents, CancellationToken cancellationToken)
    {
        var found = await Db.Query(
            Db.IsUndone ? findUnlocked : find,
            new { ids = documents.Select(d => d.InstrumentId).Distinct().ToArray() },
            cancellationToken
        );
        foreach (var edition in found)
            editions[edition.Id] = edition;
    }

    protected override async Task<DiagnosticFields> Prepare(
        DiagnosticFields fields,
        Diagnostic? current,
        CancellationToken cancellationToken
    )
    {
        if (current is not null && Changed(fields, current) is { Count: > 0 } changed)
            throw CommonErrors.Invalid.ToException(changed);
        if (!editions.TryGetValue(fields.InstrumentId, out var edition))
            throw DiagnosticErrors.UnknownInstrument.ToException();
        var errors = new List<ValidationError>();
        var results = Scale.Judge(edition, fields.Scores, errors);
        if (fields.TakenOn < edition.ValidFrom || fields.TakenOn > edition.ValidTo)
            errors.Add(Rules.ClosedEdition.At("/takenOn"));
        if (errors.Count > 0)
            throw DiagnosticErrors.Scores.ToException([.. errors.Take(ValidationContext.MaxErrors)]);
        if (
            current is not null
            && (fields.Stage != current.Stage || fields.TakenOn != current.TakenOn)
            && await Db.QuerySingleOrDefault(
                contradicts,
                new
                {
                    current.Id,
                    current.RegionCode,
                    fields.Stage,
                    fields.TakenOn,
                },
                cancellationToken
            )
        )
            throw DiagnosticErrors.Linked.ToException([Rules.Contradicts.At(fields.Stage != current.Stage ? "/stage" : "/takenOn")]);
        if (current is not null)
            await Db.Execute(
                keep,
                new
                {
                    current.Id,
                    current.RegionCode,
                    client = Caller.Client,
                },
                cancellationToken
            ); // the former version is kept
        return new Judged(fields, results);
    }

    protected override SqlParameters ToParameters(Guid id, DiagnosticFields fields) =>
        base.ToParameters(id, fields).AddDocument("results", JsonSerializer.Serialize(((Judged)fields).Results, Json.Options));

    // The educator and the edition identify a diagnostic and can't be changed.
    private static List<ValidationError> Changed(DiagnosticFields fields, Diagnostic current) =>
        [
            .. fields.EducatorId == current.EducatorId ? Array.Empty<ValidationError>() : [Rules.Immutable.At("/educatorId")],
            .. fields.InstrumentId == current.InstrumentId ? Array.Empty<ValidationError>() : [Rules.Immutable.At("/instrumentId")],
        ];
}
