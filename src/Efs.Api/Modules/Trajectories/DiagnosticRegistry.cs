using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

internal sealed class DiagnosticRegistry(Db db, Cipher cipher, Caller caller)
    : FlatRegistry<DiagnosticFields, Diagnostic, ListDiagnostics>(db, cipher, caller)
{
    private const string Columns =
        "id, region_code, source_id, code, edition, title, method, competences, levels, valid_from, valid_to, is_used";

    private static readonly FlatTable<DiagnosticFields, Diagnostic, ListDiagnostics> table = new(
        "trajectories.diagnostic",
        worked: ["results"],
        sorts: [new("takenOn", "taken_on", d => d.TakenOn)],
        twin: "t.educator_id = x.educator_id AND t.instrument_id = x.instrument_id AND t.taken_on = x.taken_on"
    );

    private static readonly Sql<Edition> find = new($"SELECT {Columns} FROM trajectories.instrument WHERE id = ANY (@ids)");

    // From the first diagnostic on, an edition can't be changed, so that later ones need not lock it. What this one goes by is
    // what stands when the mark is set.
    private static readonly Sql<Edition> use = new(
        $"UPDATE trajectories.instrument SET is_used = true WHERE id = ANY (@ids) RETURNING {Columns}"
    );

    private static readonly Sql keep = new(
        """
        INSERT INTO trajectories.diagnostic_version (diagnostic_id, region_code, version, institute_id, stage, taken_on, scores, results, replaced_by)
        SELECT d.id, d.region_code, d.version, d.institute_id, d.stage, d.taken_on, d.scores, d.results, @client
        FROM trajectories.diagnostic d
        WHERE d.id = @id AND d.region_code = @regionCode
        """
    );

    // What was asked when a trajectory came to rest on the diagnostic, or to be judged by it, must stay true.
    private static readonly Sql<bool> contradicts = new(
        """
        SELECT EXISTS (
            SELECT FROM trajectories.trajectory t
            LEFT JOIN trajectories.diagnostic b ON b.id = t.diagnostic_id AND b.region_code = t.region_code
            LEFT JOIN trajectories.diagnostic a ON a.id = t.repeated_diagnostic_id AND a.region_code = t.region_code
            WHERE t.region_code = @regionCode
              AND ((t.repeated_diagnostic_id = @id AND (@stage <> 'repeated' OR b.taken_on > @takenOn)) OR (t.diagnostic_id = @id AND (t.planned_to < @takenOn OR a.taken_on < @takenOn))))
        """
    );

    private readonly Dictionary<Guid, Edition> editions = [];

    private sealed record Edition : InstrumentFields
    {
        public required Guid Id { get; init; }
        public required bool IsUsed { get; init; }
    }

    /// <summary>A diagnostic with what its scores mean.</summary>
    [method: SetsRequiredMembers]
    private sealed record Judged(DiagnosticFields Fields, IReadOnlyList<Result> Results) : DiagnosticFields(Fields);

    protected override FlatTable<DiagnosticFields, Diagnostic, ListDiagnostics> Table => table;

    protected override bool LooksBack => true;

    protected override bool IsKnowable(DiagnosticFields fields) => true;

    protected override async Task Surround(IReadOnlyList<DiagnosticFields> documents, CancellationToken cancellationToken)
    {
        var found = await Db.List(find, new { ids = documents.Select(d => d.InstrumentId).Distinct().ToArray() }, cancellationToken);
        foreach (var edition in found)
            editions[edition.Id] = edition;
        Guid[] unused = [.. found.Where(e => !e.IsUsed).Select(e => e.Id)];
        if (unused.Length > 0)
            foreach (var edition in await Db.List(use, new { ids = unused }, cancellationToken))
                editions[edition.Id] = edition;
    }

    protected override async Task<DiagnosticFields> Prepared(DiagnosticFields fields, Diagnostic? held, CancellationToken cancellationToken)
    {
        if (held is not null && Changed(fields, held) is { Count: > 0 } changed)
            throw CommonErrors.Invalid.Refuse(changed);
        if (!editions.TryGetValue(fields.InstrumentId, out var edition))
            throw DiagnosticErrors.UnknownInstrument.Refuse();
        var faults = new List<Fault>();
        var results = Scale.Judge(edition, fields.Scores, faults);
        if (fields.TakenOn < edition.ValidFrom || fields.TakenOn > edition.ValidTo)
            faults.Add(Rules.ClosedEdition.At("/takenOn"));
        if (faults.Count > 0)
            throw DiagnosticErrors.Scores.Refuse([.. faults.Take(Checks.Most)]);
        if (
            held is not null
            && (fields.Stage != held.Stage || fields.TakenOn != held.TakenOn)
            && await Db.Find(
                contradicts,
                new
                {
                    held.Id,
                    held.RegionCode,
                    fields.Stage,
                    fields.TakenOn,
                },
                cancellationToken
            )
        )
            throw DiagnosticErrors.Linked.Refuse([Rules.Contradicts.At(fields.Stage != held.Stage ? "/stage" : "/takenOn")]);
        if (held is not null)
            await Db.Run(
                keep,
                new
                {
                    held.Id,
                    held.RegionCode,
                    client = Caller.Client,
                },
                cancellationToken
            ); // a correction keeps what it corrects
        return new Judged(fields, results);
    }

    protected override Args Store(Guid id, DiagnosticFields fields) =>
        base.Store(id, fields).AddDocument("results", JsonSerializer.Serialize(((Judged)fields).Results, Json.Options));

    // Whose diagnostic it is, and by which edition: another one is another diagnostic.
    private static List<Fault> Changed(DiagnosticFields fields, Diagnostic held) =>
        [
            .. fields.EducatorId == held.EducatorId ? Array.Empty<Fault>() : [Rules.Immutable.At("/educatorId")],
            .. fields.InstrumentId == held.InstrumentId ? Array.Empty<Fault>() : [Rules.Immutable.At("/instrumentId")],
        ];
}
