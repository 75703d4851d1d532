using System.Reflection;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Data;

/// <summary>A member that a list can be sorted by: its column, never null, and its value in a row.</summary>
internal sealed record SortKey<TRow>(string Member, string Column, Func<TRow, object> Value);

/// <summary>
/// A list of one table: its filters, its sorts, its pages. The text of the statement is put together from fixed parts,
/// only those that the request uses, so that PostgreSQL plans for what is asked; values are always parameters.
/// A page starts where the cursor says (keyset), so that each costs the same.
/// </summary>
/// <remarks>
/// One region is one range of an index. Several regions are walked side by side (LATERAL) and merged: each is again a
/// range of the same index, where one condition on all of them would be a sort.
/// </remarks>
internal sealed class Listing<TList, TRow, TRecord>(
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

    private static readonly bool isShared = typeof(TRecord).IsAssignableTo(typeof(IShared));

    /// <summary>How many records a page holds at most, whatever is asked for: records can be heavy.</summary>
    public int Most { get; init; } = 500;

    // Every is All, walked region by region.
    private enum Reach
    {
        One,
        Several,
        All,
        Every,
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
        var checks = new Checks(new Reference([], []));
        var order = OrderOf(list.Sort, checks);
        var q = (list as SearchedListOf<TRecord>)?.Q;
        string[] words = q is null ? [] : Clean.Words(q);
        if (q is not null)
            checks.That(words.Length > 0, "q", Rules.Blank);
        if (checks.Found.Count > 0)
            throw CommonErrors.Invalid.Refuse(checks.Found);
        var bond = Paging.Bond(list);
        var after = list.Cursor is null ? null : After(list.Cursor, bond, order, cipher);

        string[] regions =
            list.RegionCode is null ? [.. caller.Regions]
            : isShared || caller.Reaches(list.RegionCode) ? [list.RegionCode]
            : [];
        if (regions.Length == 0 && !isShared)
            return ([], null, list.Count ? 0 : null);
        var isPlain = order is [{ Key.Column: "region_code" }, _] && words.Length == 0;
        var reach = (IsOfAll: list.RegionCode is null && (isShared || caller.IsFederal), isPlain) switch
        {
            (true, true) => Reach.All,
            (true, false) => isShared ? Reach.Every : Reach.Several,
            _ => regions.Length == 1 ? Reach.One : Reach.Several,
        };

        var limit = Math.Min(list.Limit, Most);
        var used = filters.Where(f => f.Property.GetValue(list) is not null).ToList();
        var args = new Args().Add("limit", limit + 1);
        if (reach == Reach.One)
            args.Add("region", regions[0]);
        if (reach == Reach.Several)
            args.Add("regions", regions);
        if (words.Length > 0)
            args.Add("words", words);
        foreach (var filter in used)
            args.Add(filter.Name, filter.Property.GetValue(list));

        var conditions = Conditions(used);
        var total = list.Count ? await Count(reach, conditions, words.Length > 0, args, db, cancellationToken) : (long?)null;
        for (var i = 0; i < after?.Length; i++)
            args.Add($"after{i}", after[i]);
        var text = PageText(reach, order, conditions, words.Length > 0, after is not null);
        var rows = await db.List(new Sql<TRow>(text), args, cancellationToken);
        if (rows.Count <= limit)
            return (rows, null, total);
        rows = [.. rows.Take(limit)];
        return (rows, Next(rows[^1], bond, order, cipher), total);
    }

    IEnumerable<(string, Type?)> IStatements.All
    {
        get
        {
            var all = Conditions(filters);
            var orders = sorts
                .SelectMany(s => new[] { s.Member, $"-{s.Member}" })
                .Append(null)
                .Append(string.Join(',', sorts.Select((s, i) => i % 2 == 0 ? s.Member : $"-{s.Member}")));
            foreach (var sort in orders)
            foreach (var reach in Reaches)
            foreach (var searched in Searches)
                if (reach != Reach.All || (sort is null && !searched))
                    yield return (PageText(reach, OrderOf(sort, new Checks(new Reference([], []))), all, searched, true), typeof(TRow));
            foreach (var reach in Reaches)
                yield return (CountText(reach, all, reach != Reach.All && Searches.Length > 1), typeof(long));
        }
    }

    private static IEnumerable<Reach> Reaches => Enum.GetValues<Reach>().Where(r => isShared ? r != Reach.Several : r != Reach.Every);

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

    private List<Order> OrderOf(string? sort, Checks checks)
    {
        if (sort is null)
            return [new(region, false), new(id, false)];
        var order = sort.Split(',')
            .Select(s => s.StartsWith('-') ? (Name: s[1..], Descending: true) : (Name: s, Descending: false))
            .Select(s => (Key: sorts.FirstOrDefault(k => k.Member == s.Name), s.Descending))
            .ToList();
        if (
            checks.That(
                order.All(o => o.Key is not null) && order.DistinctBy(o => o.Key).Count() == order.Count,
                "sort",
                Rules.WrongSort,
                string.Join(", ", sorts.Select(s => s.Member))
            )
        )
            return [.. order.Select(o => new Order(o.Key!, o.Descending)), new(id, order[^1].Descending)];
        return [];
    }

    private string PageText(Reach reach, List<Order> order, string[] conditions, bool searched, bool after)
    {
        var where = Where(reach, conditions, searched);
        if (after)
            where.Add(AfterText(reach, order));
        var inner = $"SELECT {columns}\nFROM {table} t{Given(where)}\nORDER BY {By(order, "t")}\nLIMIT @limit";
        return reach is Reach.One or Reach.All
            ? inner
            : $"SELECT x.*\nFROM {Walked(reach)}\nCROSS JOIN LATERAL (\n{inner}\n) x\nORDER BY {By(order, "x")}\nLIMIT @limit";
    }

    private string CountText(Reach reach, string[] conditions, bool searched)
    {
        var inner = $"SELECT count(*) FROM {table} t{Given(Where(reach, conditions, searched))}";
        return reach is Reach.One or Reach.All
            ? inner
            : $"SELECT coalesce(sum(x.count), 0)::bigint FROM {Walked(reach)} CROSS JOIN LATERAL ({inner}) x";
    }

    private static string Walked(Reach reach) => reach == Reach.Several ? "unnest(@regions) AS r (code)" : "regions.region r";

    private async Task<long> Count(
        Reach reach,
        string[] conditions,
        bool searched,
        Args args,
        Db db,
        CancellationToken cancellationToken
    ) => await db.Find(new Sql<long>(CountText(reach, conditions, searched)), args, cancellationToken);

    // The words of a record are kept with its region in front, so that one index serves the search of one region.
    private static List<string> Where(Reach reach, string[] conditions, bool searched)
    {
        var where = conditions.ToList();
        var code = reach == Reach.One ? "@region" : "r.code";
        if (reach != Reach.All)
            where.Insert(0, $"t.region_code = {code}");
        if (searched)
            where.Add($"t.search @@ (SELECT string_agg('''' || {code} || w || ''':*', ' & ') FROM unnest(@words) w)::tsquery");
        return where;
    }

    private static string Given(List<string> where) => where.Count == 0 ? "" : $"\nWHERE {string.Join("\n  AND ", where)}";

    private static string By(List<Order> order, string alias) =>
        string.Join(", ", order.Select(o => $"{alias}.{o.Key.Column}{(o.Descending ? " DESC" : "")}"));

    // Same direction: one row comparison, which an index answers. Mixed: spelled out, with the first key as a bound.
    private string AfterText(Reach reach, List<Order> order)
    {
        if (order[0].Key == region && reach != Reach.All)
            return AfterInRegion(reach == Reach.One ? "@region" : "r.code");
        if (order.All(o => o.Descending == order[0].Descending))
            return $"({string.Join(", ", order.Select(o => $"t.{o.Key.Column}"))}) {(order[0].Descending ? '<' : '>')} ({string.Join(", ", order.Select((_, i) => $"@after{i}"))})";
        var steps = order.Select(
            (_, depth) =>
                string.Join(
                    " AND ",
                    order
                        .Take(depth + 1)
                        .Select((o, i) => $"t.{o.Key.Column} {(i < depth ? "=" : o.Descending ? "<" : ">")} @after{i}")
                )
        );
        return $"t.{order[0].Key.Column} {(order[0].Descending ? "<=" : ">=")} @after0 AND ({string.Join(" OR ", steps.Select(s => $"({s})"))})";
    }

    // Compared as a row with its region, which stands fixed beside it, the id is no bound: PostgreSQL would begin at the region's first record again on every page.
    private static string AfterInRegion(string code) =>
        $"{code} >= @after0 AND t.id > CASE {code} WHEN @after0 THEN @after1::uuid ELSE '{Guid.Empty}'::uuid END";

    private static string Next(TRow last, byte[] bond, List<Order> order, Cipher cipher) =>
        cipher.ToCursor(JsonSerializer.SerializeToUtf8Bytes(order.Select(o => o.Key.Value(last)), Json.Options), bond);

    private static object[] After(string cursor, byte[] bond, List<Order> order, Cipher cipher) =>
        [.. order.Zip(JsonSerializer.Deserialize<JsonElement[]>(cipher.OfCursor(cursor, bond))!, (o, v) => Place(o.Key.Column, v))];

    // The type of a column follows from its name: id, an instant that ends with _at, a day that ends with _on; all others are texts.
    private static object Place(string column, JsonElement value) =>
        column switch
        {
            "id" => value.GetGuid(),
            [.., '_', 'a', 't'] => value.GetDateTime(),
            [.., '_', 'o', 'n'] => value.Deserialize<DateOnly>(),
            _ => value.GetString()!,
        };
}
