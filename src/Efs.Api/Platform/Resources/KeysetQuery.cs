using System.Reflection;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// Lists one table with filters, sorts and pages. The statement is assembled from fixed parts, only those that the request
/// uses, so that PostgreSQL plans for them; values are always parameters. A page starts at the cursor's key (keyset
/// pagination), so that every page costs the same.
/// </summary>
/// <remarks>
/// One region is one range of an index. Several regions are read side by side (LATERAL) and merged: each is again a range of
/// the same index, while one condition on all of them would need a sort.
/// </remarks>
internal sealed class KeysetQuery<TList, TRow, TRecord>(
    string table,
    string columns,
    Func<TRow, (string RegionCode, Guid Id)> key,
    params IReadOnlyList<SortKey<TRow>> sorts
) : IStatements
    where TList : ListOf<TRecord>
{
    private static readonly HashSet<string> paging =
    [
        nameof(ListOf<>.Limit),
        nameof(ListOf<>.Cursor),
        nameof(ListOf<>.Sort),
        nameof(ListOf<>.Count),
        nameof(ListOf<>.RegionCode),
        nameof(SearchedListOf<>.Q),
    ];
    private static readonly Filter[] filters =
    [
        .. typeof(TList).GetProperties().Where(p => p.CanWrite && !paging.Contains(p.Name)).Select(p => new Filter(p)),
    ];

    private readonly SortKey<TRow> region = new("regionCode", "region_code", row => key(row).RegionCode),
        id = new("id", "id", row => key(row).Id);

    private readonly bool namesPeople = sorts.Any(s => IsPersonal(s.Property));

    private static readonly bool isShared = typeof(TRecord).IsAssignableTo(typeof(IShared)),
        isJoint = typeof(TRecord).IsAssignableTo(typeof(ISharedWithParticipants));

    /// <summary>The maximum number of records of a page, whatever the request's limit is: records can be large.</summary>
    public int MaxPage { get; init; } = 500;

    /// <summary>The names of the members by which the list can be sorted.</summary>
    public IReadOnlyList<string> Sorts { get; } = [.. sorts.Select(s => s.Property)];

    // Where a list looks for its records. In turn means region by region, each with its own index.
    private enum RegionScope
    {
        One,
        Several,
        AllAtOnce,
        AllInTurn,
    }

    private sealed record Order(SortKey<TRow> Key, bool Descending);

    private sealed record Filter(PropertyInfo Property)
    {
        public string Name { get; } = Json.Name(Property.Name);
        public WhereAttribute Where { get; } =
            Property.GetCustomAttribute<WhereAttribute>() ?? new($"t.{Json.Name(Property.Name).ToColumn()} = @{Json.Name(Property.Name)}");
    }

    public async Task<(IReadOnlyList<TRow> Rows, string? Next, long? Total)> Page(
        TList list,
        Db db,
        Cipher cipher,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var validation = new ValidationContext(new Reference([], [], TimeProvider.System));
        var order = OrderOf(list.Sort, validation);
        var q = (list as SearchedListOf<TRecord>)?.Q;
        string[] words = q is null ? [] : TextNormalizer.Words(q);
        if (q is not null)
            validation.Require(words.Length > 0, "q", Rules.Blank);
        if (validation.Errors.Count > 0)
            throw CommonErrors.Invalid.ToException(validation.Errors);
        // Whoever sees no names learns none from the order or from what is found.
        if (namesPeople && (q is not null || order.Any(o => IsPersonal(o.Key.Property))))
            caller.EnsureScope(Caller.PersonalData);
        var associatedData = Paging.AssociatedData(list, caller);
        var after = list.Cursor is null ? null : After(list.Cursor, associatedData, order, cipher);

        string[] regions =
            list.RegionCode is null ? [.. caller.Regions]
            : isShared || isJoint || caller.HasRegion(list.RegionCode) ? [list.RegionCode]
            : [];
        if (regions.Length == 0 && !isShared && !isJoint)
            return ([], null, list.Count ? 0 : null);
        var isPlain = order is [{ Key.Column: "region_code" }, _] && words.Length == 0;
        var reach = ScopeOf(list, caller, regions.Length, isPlain);

        var limit = Math.Min(list.Limit, MaxPage);
        var used = filters.Where(f => f.Property.GetValue(list) is not null).ToList();
        var parameters = new SqlParameters().Add("limit", limit + 1);
        if (reach == RegionScope.One)
            parameters.Add("region", regions[0]);
        if (reach == RegionScope.Several)
            parameters.Add("regions", regions);
        if (words.Length > 0)
            parameters.Add("words", words);
        foreach (var filter in used)
            parameters.Add(filter.Name, filter.Property.GetValue(list));

        var conditions = Conditions(used);
        var total = list.Count ? await Count(reach, conditions, words.Length > 0, parameters, db, cancellationToken) : (long?)null;
        for (var i = 0; i < after?.Length; i++)
            parameters.Add($"after{i}", after[i]);
        var text = PageText(reach, order, conditions, words.Length > 0, after is not null);
        var rows = await db.Query(new Sql<TRow>(text), parameters, cancellationToken);
        if (rows.Count <= limit)
            return (rows, null, total);
        rows = [.. rows.Take(limit)];
        return (rows, Next(rows[^1], associatedData, order, cipher), total);
    }

    IEnumerable<(string, Type?)> IStatements.All
    {
        get
        {
            var all = Conditions(filters);
            var orders = sorts
                .SelectMany(s => new[] { s.Property, $"-{s.Property}" })
                .Append(null)
                .Append(string.Join(',', sorts.Select((s, i) => i % 2 == 0 ? s.Property : $"-{s.Property}")));
            foreach (var sort in orders)
            foreach (var reach in RegionScopes)
            foreach (var searched in Searches)
                if (reach != RegionScope.AllAtOnce || (sort is null && !searched))
                    yield return (
                        PageText(
                            reach,
                            OrderOf(sort, new ValidationContext(new Reference([], [], TimeProvider.System))),
                            all,
                            searched,
                            true
                        ),
                        typeof(TRow)
                    );
            foreach (var reach in RegionScopes)
                yield return (CountText(reach, all, reach != RegionScope.AllAtOnce && Searches.Length > 1), typeof(long));
        }
    }

    private static bool IsPersonal(string property) => Schema.For(typeof(TRecord)).Find(property)?.IsPersonal == true;

    private static IEnumerable<RegionScope> RegionScopes =>
        Enum.GetValues<RegionScope>().Where(r => isJoint || (isShared ? r != RegionScope.Several : r != RegionScope.AllInTurn));

    private static bool[] Searches => typeof(TList).IsAssignableTo(typeof(SearchedListOf<TRecord>)) ? [false, true] : [false];

    private static string[] Conditions(IEnumerable<Filter> used) =>
        [
            .. used.GroupBy(f => f.Where.Within)
                .SelectMany(g =>
                    g.Key == "{0}"
                        ? g.Select(f => f.Where.Condition)
                        : [g.Key.Replace("{0}", string.Join(" AND ", g.Select(f => f.Where.Condition)), StringComparison.Ordinal)]
                ),
        ];

    private List<Order> OrderOf(string? sort, ValidationContext validation)
    {
        if (sort is null)
            return [new(region, false), new(id, false)];
        var order = sort.Split(',')
            .Select(s => s.StartsWith('-') ? (Name: s[1..], Descending: true) : (Name: s, Descending: false))
            .Select(s => (Key: sorts.FirstOrDefault(k => k.Property == s.Name), s.Descending))
            .ToList();
        if (
            validation.Require(
                order.All(o => o.Key is not null) && order.DistinctBy(o => o.Key).Count() == order.Count,
                "sort",
                Rules.WrongSort,
                string.Join(", ", Sorts)
            )
        )
            return [.. order.Select(o => new Order(o.Key!, o.Descending)), new(id, order[^1].Descending)];
        return [];
    }

    private string PageText(RegionScope reach, List<Order> order, string[] conditions, bool searched, bool after)
    {
        var where = Where(reach, conditions, searched);
        if (after)
            where.Add(AfterText(reach, order));
        var inner = $"SELECT {columns}\nFROM {table} t{WhereClause(where)}\nORDER BY {OrderBy(order, "t")}\nLIMIT @limit";
        return reach is RegionScope.One or RegionScope.AllAtOnce
            ? inner
            : $"SELECT x.*\nFROM {Regions(reach)}\nCROSS JOIN LATERAL (\n{inner}\n) x\nORDER BY {OrderBy(order, "x")}\nLIMIT @limit";
    }

    private string CountText(RegionScope reach, string[] conditions, bool searched)
    {
        var inner = $"SELECT count(*) FROM {table} t{WhereClause(Where(reach, conditions, searched))}";
        return reach is RegionScope.One or RegionScope.AllAtOnce
            ? inner
            : $"SELECT coalesce(sum(x.count), 0)::bigint FROM {Regions(reach)} CROSS JOIN LATERAL ({inner}) x";
    }

    private static string Regions(RegionScope reach) => reach == RegionScope.Several ? "unnest(@regions) AS r (code)" : "regions.region r";

    private async Task<long> Count(
        RegionScope reach,
        string[] conditions,
        bool searched,
        SqlParameters parameters,
        Db db,
        CancellationToken cancellationToken
    ) => await db.QuerySingleOrDefault(new Sql<long>(CountText(reach, conditions, searched)), parameters, cancellationToken);

    private static RegionScope ScopeOf(TList list, Caller caller, int regions, bool isPlain)
    {
        var isOfAll = list.RegionCode is null && (isShared || caller.IsFederal);
        if (isOfAll && isPlain)
            return RegionScope.AllAtOnce; // the primary order has an index over all regions
        if (isOfAll)
            return isShared ? RegionScope.AllInTurn : RegionScope.Several;
        if (isJoint && list.RegionCode is null)
            return RegionScope.AllInTurn; // the caller takes part in records of any region
        return regions == 1 ? RegionScope.One : RegionScope.Several;
    }

    // The words of a record are stored with its region's code as a prefix: one index serves the search of one region.
    private static List<string> Where(RegionScope reach, string[] conditions, bool searched)
    {
        var where = conditions.ToList();
        var code = reach == RegionScope.One ? "@region" : "r.code";
        if (reach != RegionScope.AllAtOnce)
            where.Insert(0, $"t.region_code = {code}");
        // Regions that are not the caller's own are read as far as the caller takes part.
        if (isJoint && reach is (RegionScope.One or RegionScope.AllInTurn))
            where.Add(Participation.IsVisible);
        if (searched)
            where.Add($"t.search @@ (SELECT string_agg('''' || {code} || w || ''':*', ' & ') FROM unnest(@words) w)::tsquery");
        return where;
    }

    private static string WhereClause(List<string> where) => where.Count == 0 ? "" : $"\nWHERE {string.Join("\n  AND ", where)}";

    private static string OrderBy(List<Order> order, string alias) =>
        string.Join(", ", order.Select(o => $"{alias}.{o.Key.Column}{(o.Descending ? " DESC" : "")}"));

    // Keys of one direction are compared as a row, which an index supports. Mixed directions are written out, with a condition on
    // the first key that an index can use.
    private string AfterText(RegionScope reach, List<Order> order)
    {
        if (order[0].Key == region && reach != RegionScope.AllAtOnce)
            return AfterInRegion(reach == RegionScope.One ? "@region" : "r.code");
        if (order.All(o => o.Descending == order[0].Descending))
        {
            var keys = string.Join(", ", order.Select(o => $"t.{o.Key.Column}"));
            var values = string.Join(", ", order.Select((_, i) => $"@after{i}"));
            return $"({keys}) {(order[0].Descending ? '<' : '>')} ({values})";
        }
        var steps = order.Select(
            (_, depth) =>
                string.Join(
                    " AND ",
                    order
                        .Take(depth + 1)
                        .Select((o, i) => $"t.{o.Key.Column} {(i < depth ? "=" : o.Descending ? "<" : ">")} @after{i}")
                )
        );
        var anyStep = string.Join(" OR ", steps.Select(s => $"({s})"));
        return $"t.{order[0].Key.Column} {(order[0].Descending ? "<=" : ">=")} @after0 AND ({anyStep})";
    }

    // The region is fixed by another condition. In a row comparison with it the id would not limit the index range: PostgreSQL
    // would start every page at the region's first record.
    private static string AfterInRegion(string code) =>
        $"{code} >= @after0 AND t.id > CASE {code} WHEN @after0 THEN @after1::uuid ELSE '{Guid.Empty}'::uuid END";

    private static string Next(TRow last, byte[] associatedData, List<Order> order, Cipher cipher) =>
        cipher.EncodeCursor(JsonSerializer.SerializeToUtf8Bytes(order.Select(o => o.Key.Value(last)), Json.Options), associatedData);

    private static object[] After(string cursor, byte[] associatedData, List<Order> order, Cipher cipher) =>
        [
            .. order.Zip(
                JsonSerializer.Deserialize<JsonElement[]>(cipher.DecodeCursor(cursor, associatedData))!,
                (o, v) => ParseKey(o.Key.Column, v)
            ),
        ];

    // The type of a column follows from its name: id, _at for an instant, _on for a date; all others are text.
    private static object ParseKey(string column, JsonElement value) =>
        column switch
        {
            "id" => value.GetGuid(),
            [.., '_', 'a', 't'] => value.GetDateTime(),
            [.., '_', 'o', 'n'] => value.Deserialize<DateOnly>(),
            _ => value.GetString()!,
        };
}

/// <summary>A property by which a list can be sorted: its column, never null, and its value in a row.</summary>
internal sealed record SortKey<TRow>(string Property, string Column, Func<TRow, object> Value);
