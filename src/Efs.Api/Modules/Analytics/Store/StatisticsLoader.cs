using System.Buffers.Binary;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Copies the facts from one snapshot of PostgreSQL into the store: all of them, or those of records that changed.</summary>
internal sealed class StatisticsLoader(StatisticsStore store, IndicatorVerification indicators, Db db, IChangeFeed feed, Cipher cipher)
{
    // Reading that many records again costs about as much as loading all.
    private const int MostChanged = 200_000;

    private static readonly Sql<ViewColumn> viewColumns = new(
        """
        SELECT c.relname::text AS view, a.attname::text AS name, format_type(a.atttypid, NULL) AS type
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'analytics'::regnamespace AND c.relkind = 'v'
        ORDER BY c.relname, a.attnum
        """
    );

    // The facts mean what their views and the dictionaries say.
    private static readonly Sql<string> definition = new(
        """
        SELECT md5(string_agg(d.text, '' ORDER BY d.text))
        FROM (
            SELECT c.relname || pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relnamespace = 'analytics'::regnamespace AND c.relkind = 'v'
            UNION ALL
            SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'analytics'::regnamespace
            UNION ALL
            SELECT i::text FROM regions.dictionary_item i
        ) AS d (text)
        """
    );

    private static readonly FactStatements statements = new();
    private static readonly Sql<string> asLongAsItTakes = new("SELECT set_config('statement_timeout', '0', true)");
    private static readonly Sql<long> clock = new("SELECT (extract(epoch FROM now()) * 1000000)::bigint"); // microseconds

    private (Guid Person, ulong Number) last;

    private sealed record ViewColumn
    {
        public required string View { get; init; }
        public required string Name { get; init; }
        public required string Type { get; init; }
    }

    /// <summary>Identifies the database and what the facts mean.</summary>
    public async Task<string> Identity(CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(cipher.Hash("statistics", (await db.QuerySingleOrDefault(definition, new { }, cancellationToken))!));

    /// <summary>Loads all facts anew. Readers see the previous content until all is there.</summary>
    public Task Load(string identity, CancellationToken cancellationToken) =>
        InSnapshot(
            async () =>
            {
                await db.QuerySingleOrDefault(asLongAsItTakes, new { }, cancellationToken);
                var views = await Views(cancellationToken);
                var facts = Facts(views);
                var reached = await Reached(cancellationToken);
                await store.Write(async writer =>
                {
                    writer.Begin(identity);
                    var categories = ColumnsOf(views[EducatorStates.Categories], _ => false);
                    writer.Create(EducatorStates.Categories, categories, isTemporary: true);
                    await Append(writer, EducatorStates.Categories, categories, statements.Categories, new { }, cancellationToken);
                    foreach (var (fact, columns) in facts.Where(f => !f.Fact.IsJoined))
                    {
                        await Stream(fact.Name, columns, statements.Whole(fact));
                        Arrange(writer, fact, columns);
                    }
                    var joined = facts.Where(f => f.Fact.IsJoined).ToList();
                    foreach (var (fact, _) in joined)
                    {
                        var own = ColumnsOf(views[fact.Unjoined], name => name != Fact.Educator && fact.IsKey(name));
                        await Stream(fact.Name, own, statements.Unjoined(fact));
                    }
                    writer.Fill(joined, areUnjoined: true);
                    return reached with { Version = (store.State?.Version ?? 0) + 1 };

                    async Task Stream(string table, IReadOnlyList<FactColumn> columns, Sql statement)
                    {
                        writer.Create(table, columns);
                        await Append(writer, table, columns, statement, new { }, cancellationToken);
                        store.Progress += 1.0 / (facts.Count + 1); // the last part is the join
                    }
                });
            },
            cancellationToken
        );

    /// <summary>Brings the store to the present.</summary>
    /// <returns>Whether it could; if not, it has to be loaded anew.</returns>
    public async Task<bool> Refresh(CancellationToken cancellationToken)
    {
        var isRefreshed = true;
        await InSnapshot(async () => isRefreshed = await CatchUp(cancellationToken), cancellationToken);
        return isRefreshed;
    }

    /// <summary>
    /// Counts every fact and every indicator anew in PostgreSQL and compares the store with them, facts row by row, all at one commit of
    /// each region.
    /// </summary>
    public async Task<IReadOnlyList<StatisticsDifference>> Verify(CancellationToken cancellationToken)
    {
        var differences = new List<StatisticsDifference>();
        await InSnapshot(
            async () =>
            {
                await db.QuerySingleOrDefault(asLongAsItTakes, new { }, cancellationToken);
                if (!await CatchUp(cancellationToken))
                    throw AnalyticsErrors.Behind.ToException();
                var facts = Facts(await Views(cancellationToken));
                await store.Inspect(async writer =>
                {
                    foreach (var (fact, columns) in facts)
                    {
                        var counted = writer.CreateCopy(fact.Name);
                        await Append(writer, counted, columns, statements.Whole(fact), new { }, cancellationToken);
                        writer.CompleteCopy(fact, counted);
                        var (lacking, beyond) = (writer.CountMissing(fact.Name, counted), writer.CountMissing(counted, fact.Name));
                        if (lacking + beyond > 0)
                            differences.Add(new(fact.Name, lacking, beyond));
                    }
                });
                differences.AddRange(await indicators.Compare(cancellationToken));
            },
            cancellationToken
        );
        return differences;
    }

    private Task InSnapshot(Func<Task> work, CancellationToken cancellationToken) =>
        store.InTurn(() => db.InSnapshot(work, cancellationToken), cancellationToken);

    private async Task<bool> CatchUp(CancellationToken cancellationToken)
    {
        var (from, reached) = (store.State!, await Reached(cancellationToken));
        if (await Changed(from.Position, reached.Position, cancellationToken) is not { } changed)
            return false;
        if (changed.Count == 0 && from.Position.ToJson() == reached.Position.ToJson())
            store.Confirm(reached.AsOf);
        else
        {
            var facts = Facts(await Views(cancellationToken));
            // Another version of the service may have changed the views.
            if (!store.Has(facts))
                return false;
            await Apply(facts, changed, reached with { Version = from.Version + 1 }, cancellationToken);
        }
        return true;
    }

    /// <summary>Sorts the facts anew, and gives back the space of deleted rows.</summary>
    public async Task Compact(CancellationToken cancellationToken)
    {
        await InSnapshot(
            async () =>
            {
                var facts = Facts(await Views(cancellationToken));
                await store.Write(writer =>
                {
                    foreach (var (fact, columns) in facts)
                        Arrange(writer, fact, columns);
                    return Task.FromResult(store.State!);
                });
            },
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<ChangedRecord>?> Changed(FeedPosition from, FeedPosition through, CancellationToken cancellationToken)
    {
        try
        {
            return await feed.ChangedRecords(from, through, Fact.Resources, MostChanged, cancellationToken);
        }
        catch (ProblemException gone) when (gone.Error == ChangeErrors.TooOld)
        {
            return null;
        }
    }

    private async Task Apply(
        IReadOnlyList<(Fact Fact, IReadOnlyList<FactColumn> Columns)> facts,
        IReadOnlyList<ChangedRecord> changed,
        StatisticsState reached,
        CancellationToken cancellationToken
    )
    {
        var byResource = changed.ToLookup(c => c.Resource, c => c.Id);
        await store.Write(async writer =>
        {
            foreach (var (fact, columns) in facts)
            {
                var records = new HashSet<Guid>();
                foreach (var source in fact.Sources.Where(s => byResource.Contains(s.Resource)))
                    records.UnionWith(await Records(fact, source, [.. byResource[source.Resource]], cancellationToken));
                if (records.Count == 0)
                    continue;
                var ids = records.ToArray();
                await writer.Replace(
                    fact,
                    records,
                    () => Append(writer, fact.Name, columns, statements.Some(fact), new { ids }, cancellationToken)
                );
            }
            return reached;
        });
    }

    // A record that was deleted has no rows any more; those that named it were changed with it.
    private async Task<IEnumerable<Guid>> Records(Fact fact, FactSource source, Guid[] ids, CancellationToken cancellationToken) =>
        source.Column == Fact.Record ? ids : await db.Query(statements.Records(fact, source), new { ids }, cancellationToken);

    private async Task Append(
        StatisticsWriter writer,
        string table,
        IReadOnlyList<FactColumn> columns,
        Sql statement,
        object parameters,
        CancellationToken cancellationToken
    )
    {
        using var rows = writer.Append(table, columns);
        await db.Stream(statement, parameters, rows.Add, cancellationToken);
    }

    private static void Arrange(StatisticsWriter writer, Fact fact, IReadOnlyList<FactColumn> columns)
    {
        if (LoneRows.AreIn(fact))
            writer.Fill([(fact, columns)], areUnjoined: false);
        else
            writer.Sort(fact.Name);
    }

    private async Task<ILookup<string, ViewColumn>> Views(CancellationToken cancellationToken) =>
        (await db.Query(viewColumns, new { }, cancellationToken)).ToLookup(c => c.View);

    private IReadOnlyList<(Fact Fact, IReadOnlyList<FactColumn> Columns)> Facts(ILookup<string, ViewColumn> views) =>
        [
            .. Fact.All.Select(fact =>
                (
                    fact,
                    (IReadOnlyList<FactColumn>)
                        [.. ColumnsOf(views[fact.Name], fact.IsKey), .. LoneRows.AreIn(fact) ? FactColumn.OfLoneRows : []]
                )
            ),
        ];

    private IReadOnlyList<FactColumn> ColumnsOf(IEnumerable<ViewColumn> view, Func<string, bool> isLeftOut) =>
        [
            .. view.Select((column, index) => (column, index))
                .Where(c => !isLeftOut(c.column.Name))
                .Select(c => FactColumn.Of(c.index, c.column.Name, c.column.Type, store.Codes, NumberOf)),
        ];

    private async Task<StatisticsState> Reached(CancellationToken cancellationToken) =>
        new(
            0,
            await feed.Head(cancellationToken),
            DateTime.UnixEpoch.AddMicroseconds(await db.QuerySingleOrDefault(clock, new { }, cancellationToken))
        );

    // The same on every instance, in every region and for ever; the key of the database is needed to compute it. Its last 32 bits are
    // the record key of the person: see CellKeys.
    private ulong NumberOf(Guid person)
    {
        if (person != last.Person) // rows of one person come one after another
            last = (person, BinaryPrimitives.ReadUInt64LittleEndian(cipher.Hash("analytics.person", person.ToByteArray())));
        return last.Number;
    }
}
