using System.Data;
using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;
using Efs.Api.Kernel;
using Efs.Api.Modules.Analytics;
using Efs.Api.Modules.Contests;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Events;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Programs;
using Efs.Api.Modules.Projects;
using Efs.Api.Modules.Regions;
using Efs.Api.Modules.Trajectories;
using Efs.Api.Modules.Webhooks;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Mono.Cecil;
using Npgsql;
using NpgsqlTypes;

namespace Efs.Api.Tests.Architecture;

/// <summary>
/// Every statement of the program against the migrated schema: PostgreSQL describes it, the service's role may run it,
/// and its columns are what its row takes, each of them and no other.
/// </summary>
public sealed partial class StatementTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly Dictionary<string, Type> arrayTypes = new()
    {
        ["text[]"] = typeof(string[]),
        ["uuid[]"] = typeof(Guid[]),
        ["integer[]"] = typeof(int[]),
        ["bytea[]"] = typeof(byte[][]),
    };

    // unnest takes any array, so PostgreSQL can't tell by the place what these are.
    private static readonly Dictionary<string, NpgsqlDbType> arrays = new()
    {
        ["schools"] = NpgsqlDbType.Uuid,
        ["institutes"] = NpgsqlDbType.Uuid,
        ["ids"] = NpgsqlDbType.Uuid,
        ["since"] = NpgsqlDbType.Date,
        ["until"] = NpgsqlDbType.Date,
        ["regions"] = NpgsqlDbType.Text,
        ["actions"] = NpgsqlDbType.Text,
        ["floors"] = NpgsqlDbType.Bigint,
        ["words"] = NpgsqlDbType.Text,
        ["sealed"] = NpgsqlDbType.Bytea,
        ["replacedDocuments"] = NpgsqlDbType.Bytea,
        ["resealed"] = NpgsqlDbType.Text,
        ["keys"] = NpgsqlDbType.Text,
        ["snilsHashes"] = NpgsqlDbType.Bytea,
        ["birthHashes"] = NpgsqlDbType.Bytea,
        ["hashes"] = NpgsqlDbType.Text,
        ["names"] = NpgsqlDbType.Text,
        ["areWhole"] = NpgsqlDbType.Boolean,
        ["positions"] = NpgsqlDbType.Bigint,
        ["ordinals"] = NpgsqlDbType.Integer,
        ["ends"] = NpgsqlDbType.Bigint,
        ["txs"] = NpgsqlDbType.Text,
        ["regionCodes"] = NpgsqlDbType.Text,
        ["resources"] = NpgsqlDbType.Text,
        ["clients"] = NpgsqlDbType.Text,
        ["counts"] = NpgsqlDbType.Integer,
        ["instants"] = NpgsqlDbType.Text,
        ["methods"] = NpgsqlDbType.Text,
        ["indicators"] = NpgsqlDbType.Uuid,
        ["numerators"] = NpgsqlDbType.Bigint,
        ["numeratorPeople"] = NpgsqlDbType.Bigint,
        ["numeratorKeys"] = NpgsqlDbType.Bigint,
        ["denominators"] = NpgsqlDbType.Bigint,
        ["denominatorPeople"] = NpgsqlDbType.Bigint,
        ["denominatorKeys"] = NpgsqlDbType.Bigint,
    };

    // Members that a statement leaves out on purpose.
    private static readonly HashSet<(Type, string)> filledLater =
    [
        (typeof(ReferenceDictionary), nameof(ReferenceDictionary.Items)), // by a second statement
        (typeof(EducatorRow), nameof(EducatorRow.BirthDate)), // sealed in Personal, as the three below
        (typeof(EducatorRow), nameof(EducatorRow.Snils)),
        (typeof(EducatorRow), nameof(EducatorRow.Email)),
        (typeof(EducatorRow), nameof(EducatorRow.Phone)),
        (typeof(ClosedPeriod), nameof(ClosedPeriod.Values)), // by a second statement
    ];

    // Columns that no member takes: the order of a merged list needs its key in the rows.
    private static readonly HashSet<string> onlyForOrder = ["sort_name"];

    // Texts in methods that are no whole statements: parts put together into an IStatements or a field, or run by every test when it migrates.
    private static readonly HashSet<Type> putTogether =
    [
        typeof(DocumentTable<,,,>),
        typeof(ChildTableSql),
        typeof(RegistrySql<>),
        typeof(KeysetQuery<,,>),
        typeof(RecordHistory),
        typeof(FactStatements),
        typeof(IndicatorCountStatements),
        typeof(RecordLockSql),
        typeof(ParticipantTable),
        typeof(SealedColumn),
        typeof(Migrator),
        typeof(ReferenceLoader),
    ];

    [Fact]
    public async Task Every_statement_fits_the_schema_and_its_row()
    {
        var all = Statements.Of(typeof(App).Assembly);
        Assert.True(
            all.Count > 100 && all.Any(s => s.Text.Contains("LATERAL", StringComparison.Ordinal)) && all.Any(s => s.Room == "Platform"),
            "statements are not found any more"
        );
        var wrong = new List<string>();
        foreach (var statement in all)
            wrong.AddRange((await Faults(statement.Text, statement.Row)).Select(error => $"{statement.Name}: {error}"));
        Found.Nothing(wrong);
    }

    [Theory]
    [InlineData("SELECT nosuch FROM schools.school", typeof(Guid), "42703: column \"nosuch\" does not exist")]
    [InlineData("SELECT id FROM schools.nosuch", typeof(Guid), "42P01: relation \"schools.nosuch\" does not exist")]
    [InlineData("DELETE FROM platform.audit", null, "42501: permission denied for table audit")]
    [InlineData("SELECT id, region_code FROM schools.school", typeof(Guid), "2 columns for one value")]
    [InlineData("SELECT region_code FROM schools.school", typeof(Guid), "String instead of Guid")]
    [InlineData("SELECT id, region_code, levels FROM schools.school", typeof(Right), null)]
    [InlineData("SELECT id, levels FROM schools.school", typeof(Right), "RegionCode has no column")]
    [InlineData("SELECT id, region_code, levels, is_rural FROM schools.school", typeof(Right), "is_rural has no member")]
    [InlineData("SELECT id, region_code, version AS levels FROM schools.school", typeof(Right), "levels is Int32, not String[]")]
    [InlineData("SELECT id, region_code, region_code AS levels FROM schools.school", typeof(Right), "levels is String, not String[]")]
    [InlineData("SELECT id, version AS region_code, levels FROM schools.school", typeof(Right), "region_code is Int32, not String")]
    [InlineData("SELECT ARRAY[1] AS numbers", typeof(NoHandler), "numbers is Int32[] and IReadOnlyList<Int32> has no type handler")]
    [InlineData(
        "SELECT region_code, id FROM schools.school",
        typeof(Positional),
        "Positional cannot be made of these columns in this order"
    )]
    [InlineData("SELECT x FROM unnest(@unheard) x", typeof(string), "the type of @unheard must be told to this test")]
    public async Task A_statement_that_does_not_fit_is_caught(string text, Type? row, string? error) =>
        Assert.Equal(error is null ? [] : [error], await Faults(text, row));

    [Fact]
    public async Task Statements_written_inside_methods_fit_the_schema_too()
    {
        var inside = Inside(typeof(App).Assembly).ToList();
        Assert.Contains(inside, s => s.Where.StartsWith("Efs.Api.Platform.Postgres.KeyStore", StringComparison.Ordinal));
        var wrong = new List<string>();
        foreach (var (where, text) in inside)
            wrong.AddRange((await Faults(text, null, isRunByService: false)).Select(error => $"{where}: {error}"));
        Found.Nothing(wrong);
    }

    [Fact]
    public void A_statement_inside_a_method_is_found() =>
        Assert.Contains("SELECT 'inside'", Inside(typeof(StatementTests).Assembly).Select(s => s.Text));

    [Fact]
    public void A_statement_is_made_nowhere_but_in_a_static_field() => Found.Nothing(Hidden(typeof(App).Assembly));

    [Fact]
    public void A_statement_that_is_made_elsewhere_is_caught() =>
        Assert.Contains(Hidden(typeof(StatementTests).Assembly), where => where.Contains(nameof(Hides), StringComparison.Ordinal));

    [Fact]
    public void A_module_writes_only_its_own_schema() =>
        Found.Nothing(Statements.Of(typeof(App).Assembly).SelectMany(s => Foreign(s.Room, s.Text)));

    [Theory]
    [InlineData("INSERT INTO institutes.institute (id) VALUES (@id)")]
    [InlineData("WITH x AS (DELETE  FROM schools.school) SELECT 1")]
    [InlineData("UPDATE ONLY security.client SET name = ''")]
    [InlineData("MERGE INTO regions.region USING educators.educator ON true WHEN MATCHED THEN DELETE")]
    [InlineData("TRUNCATE platform.idempotency_key")]
    public void Writing_another_modules_schema_is_caught(string text) => Assert.Single(Foreign("Educators", text));

    private static readonly Dictionary<Type, string> unscopedOnPurpose = new()
    {
        [typeof(WebhookDispatcher)] =
            "asks which subscriptions have something to be told, each within its client's regions; what is told is read by Feed, "
            + "which is bound",
        [typeof(ImportWorker)] = "takes up what is to be imported into any region; what is done then has the rights of the import's client",
        [typeof(ImportRetention)] = "runs over every region; it reads nothing out",
        [typeof(EventPlaces)] =
            "counts the places of an event over all regions, and gives free ones to those who wait, of whatever region; nothing of it is "
            + "answered but whether there is room",
        [typeof(InternshipSiteRegistry)] =
            "counts the finished events of a site's own region for every region that reads the site; only their number is answered",
        [typeof(InstrumentRegistry)] = "tells of an instrument whether any region has diagnostics by it; nothing else of them is answered",
        [typeof(GetParticipantSummaryHandler)] =
            "counts people of the caller's region at events of any region: only the days of those events are read",
        [typeof(Bookings)] = "a person is booked in every region at once; only that it is so is answered",
        [typeof(AttendedSteps)] = "names the educators who attended, of whatever region; nothing of it is answered",
        [typeof(TrajectorySteps)] =
            "finds events and marathons that the trajectory's region reads, and submits steps of those who took part, of whatever region; "
            + "nothing of it is answered",
        [typeof(MemberReencryption)] = "as EducatorReencryption below",
        [typeof(Admission)] = "numbers applications for a contest over all regions; nothing else of them is answered",
        [typeof(StageResults)] =
            "stores results of applications of every region for the owner of the contest, which is checked before; only numbers of them "
            + "are answered",
        [typeof(Marathons)] = "stores what applications of every region have done for the owner of the contest, which is checked before",
        [typeof(ApplicantReencryption)] = "as EducatorReencryption below",
        [typeof(CommunityMemberReencryption)] = "as EducatorReencryption below",
        [typeof(TeamReencryption)] = "as EducatorReencryption below",
        [typeof(CertificateReencryption)] = "as EducatorReencryption below",
        [typeof(ReplacedDocumentReencryption)] = "as EducatorReencryption below",
        [typeof(CertificateSealing)] = "encrypts what an earlier version stored in clear, in every region; nothing of it is answered",
        [typeof(ConsentSealing)] = "as CertificateSealing",
        [typeof(EducatorReencryption)] =
            "rotate-keys runs it for the operator over every region, reads only what is sealed, and writes it back by the key of "
            + "the same row",
    };

    /// <summary>What the statements over people and places owe: each use of such a table is bound to the caller's regions.</summary>
    [Fact]
    public void Every_statement_over_people_or_places_is_bound_to_the_callers_regions()
    {
        var all = Statements.Of(typeof(App).Assembly).Where(s => !unscopedOnPurpose.ContainsKey(s.Field.DeclaringType!)).ToList();
        var unbound = all.Where(s => Unbound(s.Text).Count > 0).ToList();

        // A federal caller's list of all regions names none: its text is chosen for such a caller only. One page and one count of each
        // list.
        var federal = unbound
            .Where(s =>
                s.Field.GetValue(null) is IStatements
                && Regex.IsMatch(s.Text, @"\ASELECT (?:t\.id|count\(\*\))")
                && Unbound(s.Text, given: "t").Count == 0
            )
            .ToList();
        Assert.Equal(Registries.Secret.Length, federal.Count(s => s.Row == typeof(long)));
        Assert.Equal(Registries.Secret.Length, federal.Count(s => s.Row != typeof(long)));

        Found.Nothing(unbound.Except(federal).SelectMany(s => Unbound(s.Text).Select(table => $"{s.Name}: {table}")));
        Assert.Contains(all, s => Unbound(s.Text.Replace("t.region_code = ANY (@scope)", "true", StringComparison.Ordinal)).Count > 0);
    }

    [Fact]
    public void Every_statement_over_subscriptions_is_bound_to_their_client()
    {
        var all = Statements
            .Of(typeof(App).Assembly)
            .Where(s => Regex.IsMatch(s.Text, @"\b(FROM|JOIN|INTO|UPDATE|USING) webhooks\."))
            .ToList();
        // What the worker delivers and the clock lets go; nothing of it is answered.
        Type[] ofAllClients = [typeof(WebhookDispatcher), typeof(DeliveryRetention)];
        Assert.All(ofAllClients, type => Assert.Contains(all, s => s.Field.DeclaringType == type && !IsBound(s)));
        Assert.True(all.Count(IsBound) > 10);
        Found.Nothing(all.Where(s => !IsBound(s) && !ofAllClients.Contains(s.Field.DeclaringType)).Select(s => s.Name));

        static bool IsBound(Statement statement) =>
            Regex.IsMatch(statement.Text, @"\bclient = @client\b|\(id, client, .* VALUES \(@id, @client,");
    }

    [Fact]
    public void Every_exception_is_still_needed() =>
        Assert.All(
            unscopedOnPurpose.Keys,
            type => Assert.Contains(Statements.Of(typeof(App).Assembly), s => s.Field.DeclaringType == type && Unbound(s.Text).Count > 0)
        );

    [Theory]
    [InlineData("SELECT id FROM schools.school", "schools.school")]
    [InlineData("SELECT id FROM schools.school WHERE region_code = @anything", "schools.school")]
    [InlineData("SELECT id FROM schools.school WHERE region_code = '74'", "schools.school")]
    [InlineData("SELECT id FROM schools.school WHERE kind = ANY (@scope)", "schools.school")]
    [InlineData(
        "SELECT s.id FROM schools.school s JOIN institutes.institute i ON i.id = s.id WHERE s.region_code = ANY (@scope)",
        "institutes.institute i"
    )]
    [InlineData(
        "SELECT s.id FROM schools.school s, institutes.institute i WHERE s.region_code = i.region_code",
        "schools.school s,institutes.institute i"
    )]
    [InlineData(
        "SELECT t.id FROM schools.school t WHERE t.region_code = @region UNION ALL SELECT t.id FROM schools.school t",
        "schools.school t"
    )]
    [InlineData("INSERT INTO schools.school AS t (id, name) VALUES (@id, @regionCode)", "schools.school t")]
    [InlineData("INSERT INTO schools.school AS t (id, region_code) VALUES (@id, @other)", "schools.school t")]
    [InlineData("UPDATE educators.educator SET personal = NULL WHERE id = @id", "educators.educator")]
    [InlineData("DELETE FROM educators.category c USING put WHERE c.region_code = put.region_code", "educators.category c")]
    [InlineData("SELECT snils_hash FROM educators.person WHERE id = @id", "educators.person")]
    [InlineData(
        "INSERT INTO schools.school AS t (region_code, id) VALUES (@other, @id) RETURNING (SELECT count(*) FROM schools.school o "
            + "WHERE o.region_code = t.region_code)",
        "schools.school t,schools.school o"
    )]
    [InlineData(
        "INSERT INTO schools.school AS t (region_code, id) VALUES (@regionCode, @id) RETURNING (SELECT count(*) FROM schools.school "
            + "o WHERE o.region_code = t.region_code)",
        ""
    )]
    [InlineData(
        "INSERT INTO schools.school (region_code, id) SELECT i.region_code, i.id FROM institutes.institute i",
        "schools.school,institutes.institute i"
    )]
    [InlineData(
        "INSERT INTO schools.school (region_code, id) SELECT i.region_code, i.id FROM institutes.institute i WHERE i.region_code = "
            + "@regionCode",
        ""
    )]
    [InlineData("SELECT id FROM programs.certificate", "programs.certificate")]
    [InlineData(
        "SELECT c.id FROM programs.certificate c JOIN trajectories.diagnostic_version v ON v.diagnostic_id = c.id WHERE "
            + "c.region_code = ANY (@scope)",
        "trajectories.diagnostic_version v"
    )]
    [InlineData("SELECT id FROM programs.program", "")]
    [InlineData("SELECT id FROM trajectories.instrument", "")]
    [InlineData("SELECT id FROM schools.school WHERE id = @id AND region_code = ANY (@scope)", "")]
    [InlineData(
        "SELECT b.id FROM schools.school a JOIN schools.school b ON b.region_code = a.region_code WHERE a.region_code = @regionCode",
        ""
    )]
    [InlineData("INSERT INTO schools.school (id, region_code) VALUES (@id, @regionCode)", "")]
    public void A_statement_that_reaches_beyond_the_callers_regions_is_caught(string text, string unbound) =>
        Assert.Equal(unbound, string.Join(',', Unbound(text)));

    private sealed record Right
    {
        public required Guid Id { get; init; }
        public required string RegionCode { get; init; }
        public IReadOnlyList<string> Levels { get; init; } = [];
        public string Calculated => RegionCode;
    }

    private sealed record NoHandler
    {
        public IReadOnlyList<int> Numbers { get; init; } = [];
    }

    private sealed record Positional(Guid Id, string RegionCode);

    private static class Hides
    {
        public static Sql Made() => new("SELECT 'inside'");
    }

    private async Task<IReadOnlyList<string>> Faults(string text, Type? row, bool isRunByService = true)
    {
        if (Unheard(text) is { } unheard)
            return [$"the type of @{unheard} must be told to this test"];
        try
        {
            var source = efs.Services.GetRequiredService<NpgsqlDataSource>();
            await using var described = Command(source, text);
            await using (var reader = await described.ExecuteReaderAsync(CommandBehavior.SchemaOnly))
                if (row is not null && Misfits(reader, row).ToList() is { Count: > 0 } misfits)
                    return misfits;
            if (!isRunByService)
                return [];
            await using var planned = Command(source, $"EXPLAIN {text}"); // asks for the role's rights, which describing does not
            await planned.ExecuteNonQueryAsync();
            return [];
        }
        catch (PostgresException e)
        {
            return [$"{e.SqlState}: {e.MessageText}"];
        }
    }

    private static NpgsqlCommand Command(NpgsqlDataSource source, string text)
    {
        var command = source.CreateCommand(text);
        var unnested = Unnested(text);
        foreach (var name in Statements.Parameters(text))
            command.Parameters.Add(
                new NpgsqlParameter(name, unnested.Contains(name) ? NpgsqlDbType.Array | arrays[name] : NpgsqlDbType.Unknown)
                {
                    Value = DBNull.Value,
                }
            );
        return command;
    }

    private static string? Unheard(string text) => Unnested(text).FirstOrDefault(name => !arrays.ContainsKey(name));

    private static HashSet<string> Unnested(string text) =>
        [.. Unnest().Matches(text).SelectMany(m => Statements.Parameters(m.Groups[1].Value))];

    private static IEnumerable<string> Misfits(NpgsqlDataReader reader, Type row)
    {
        var columns = Enumerable
            .Range(0, reader.FieldCount)
            .ToDictionary(
                reader.GetName,
                i => reader.GetFieldType(i) == typeof(Array) ? arrayTypes[reader.GetDataTypeName(i)] : reader.GetFieldType(i)
            );
        if (IsValue(row))
        {
            if (columns.Count != 1)
                yield return $"{columns.Count} columns for one value";
            else if (columns.Values.Single() is var only && only != Plain(row))
                yield return $"{only.Name} instead of {Plain(row).Name}";
            yield break;
        }
        var members = row.GetProperties().Where(p => p.CanWrite && !p.IsDefined(typeof(RequestOnlyAttribute))).ToDictionary(p => p.Name);
        foreach (var member in members.Values)
            if (!filledLater.Contains((row, member.Name)) && !columns.Keys.Any(c => Takes(member, c)))
                yield return $"{member.Name} has no column";
        foreach (var (column, given) in columns)
        {
            if (members.Values.FirstOrDefault(m => Takes(m, column)) is not { } member)
            {
                if (!onlyForOrder.Contains(column))
                    yield return $"{column} has no member";
            }
            else if (Unfit(given, member.PropertyType) is { } error)
                yield return $"{column} is {error}";
        }
        if (!IsMade(reader, row))
            yield return $"{row.Name} cannot be made of these columns in this order";
    }

    private static bool IsMade(NpgsqlDataReader reader, Type row)
    {
        try
        {
            return reader.GetRowParser(row) is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsValue(Type row) =>
        Plain(row).IsPrimitive
        || Plain(row) == typeof(Guid)
        || Plain(row) == typeof(string)
        || Plain(row) == typeof(decimal)
        || Plain(row) == typeof(DateOnly)
        || Plain(row) == typeof(byte[]);

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool Takes(PropertyInfo member, string column) =>
        member.Name.Equals(column.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    // A list comes as an array, a document as its JSON text; both only by a handler. Anything else comes as it is.
    private static string? Unfit(Type given, Type wanted)
    {
        if (given == Plain(wanted))
            return null;
        var isList = wanted.IsGenericType && wanted.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var item = isList ? wanted.GetGenericArguments()[0] : wanted;
        var isOurs = Rooms.Of(item).Length > 0;
        var comesAs =
            isOurs ? typeof(string)
            : isList ? item.MakeArrayType()
            : Plain(wanted);
        if (given != comesAs)
            return $"{given.Name}, not {comesAs.Name}";
        return SqlMapper.HasTypeHandler(wanted)
            ? null
            : $"{given.Name} and {(isList ? $"IReadOnlyList<{item.Name}>" : item.Name)} has no type handler";
    }

    private static IEnumerable<(string Where, string Text)> Inside(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !IsPutTogether(type) && !AsksTheStatisticsStore(type)
        from method in Uses.Methods(type)
        where method is not ConstructorInfo { IsStatic: true }
        from instruction in Uses.Instructions(method)
        where instruction.Operand is string text && Verb().IsMatch(text)
        select ($"{type.FullName}.{method.Name}", (string)instruction.Operand);

    // Its statements are written in methods, and are no statements of PostgreSQL; those are static fields there as everywhere.
    private static bool AsksTheStatisticsStore(Type type) => type.Namespace == typeof(StatisticsStore).Namespace;

    private static IEnumerable<string> Hidden(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !IsPutTogether(type)
        from method in Uses.Methods(type)
        where method is not ConstructorInfo { IsStatic: true } && !Statements.IsSql(method.DeclaringType!)
        from instruction in Uses.Instructions(method)
        where instruction.Operand is MethodReference { Name: ".ctor" } constructor && MakesSql(Uses.Resolve(constructor.DeclaringType))
        select $"{type.FullName}.{method.Name}";

    private static bool MakesSql(Type type) => type == typeof(Sql) || type == typeof(Sql<>) || type == typeof(RegistrySql<>);

    private static bool IsPutTogether(Type type) => putTogether.Contains(type) || (type.DeclaringType is { } outer && IsPutTogether(outer));

    private static IEnumerable<string> Foreign(string room, string text) =>
        Write()
            .Matches(text)
            .Select(m => m.Groups[1].Value)
            .Where(schema => !schema.Replace("_", "", StringComparison.Ordinal).Equals(room, StringComparison.OrdinalIgnoreCase))
            .Select(schema => $"{room} writes {schema}: {text}");

    /// <summary>The tables of people and places that the statement uses without a bound on their region.</summary>
    /// <remarks>
    /// Bound is a use whose region equals what the caller may reach: <c>@scope</c> by Db; <c>@region</c> and <c>r.code</c> out
    /// of <c>@regions</c> by Listing, after asking the caller; <c>@regionCode</c> by a message that InRegion has judged, or a
    /// held record; or the region of another bound use. A WITH query hands on the region of the rows it was bound to itself.
    /// </remarks>
    private static List<string> Unbound(string text, string? given = null)
    {
        var uses = Table()
            .Matches(text)
            .Select(m =>
                (
                    Table: m.Groups["table"].Value,
                    Alias: m.Groups["alias"].Value,
                    Insert: m.Groups["verb"].Value.StartsWith("INTO", StringComparison.OrdinalIgnoreCase)
                )
            )
            .ToList();
        var bounds = Bound().Matches(text).Select(m => (Alias: m.Groups["alias"].Value, By: m.Groups["by"].Value)).ToList();
        var isCte = Cte().Matches(text).Select(m => m.Groups[1].Value).ToHashSet();
        var known = new HashSet<string>(given is null ? [] : [given]);
        for (var before = -1; before != known.Count; )
        {
            before = known.Count;
            foreach (var (alias, by) in bounds)
                if (IsReach(by) || known.Contains(by) || isCte.Contains(by))
                    known.Add(alias);
            known.UnionWith(
                uses.Where(u => u is { Insert: true, Alias: not "" } && InsertsReach(u.Table, text, known, isCte)).Select(u => u.Alias)
            );
        }

        var unbound = new List<string>();
        foreach (var group in uses.Where(u => u.Alias != given && !MayCross(u.Table, text)).GroupBy(u => u.Alias))
        {
            var reads = group.Where(u => !u.Insert).ToList();
            var good = known.Contains(group.Key)
                ? bounds.Count(b => b.Alias == group.Key && (IsReach(b.By) || known.Contains(b.By) || isCte.Contains(b.By)))
                : 0;
            unbound.AddRange(reads.Skip(good).Select(u => $"{u.Table} {u.Alias}".Trim()));
            unbound.AddRange(
                group.Where(u => u.Insert && !InsertsReach(u.Table, text, known, isCte)).Select(u => $"{u.Table} {u.Alias}".Trim())
            );
        }
        return unbound;

        static bool IsReach(string by) => by is "@scope" or "@region" or "@regionCode" or "r.code";
    }

    // An insert names the region's column, and what stands in its place is the message's or that of a bound use or query.
    private static bool InsertsReach(string table, string text, HashSet<string> known, HashSet<string> ctes)
    {
        var insert = Regex.Match(
            text,
            $@"INTO\s+{Regex.Escape(table)}(?:\s+AS\s+\w+)?\s*\((?<columns>[^)]*)\)\s*(?:VALUES\s*\(|SELECT\s+)(?<values>.*)",
            RegexOptions.Singleline | RegexOptions.IgnoreCase
        );
        var place = Array.IndexOf([.. insert.Groups["columns"].Value.Split(',').Select(c => c.Trim())], "region_code");
        var values = insert.Groups["values"].Value.Split(',').Select(v => v.Trim().TrimEnd(')')).ToList();
        return place >= 0
            && place < values.Count
            && (values[place] == "@regionCode" || known.Union(ctes).Any(bound => values[place] == $"{bound}.region_code"));
    }

    // A person is one for the whole country: known by the hash of a СНИЛС that the caller must already have, or through an educator that is
    // bound.
    private static bool MayCross(string table, string text) =>
        (
            table == "educators.person"
            && (
                text.Contains("snils_hash = @snilsHash", StringComparison.Ordinal)
                || text.Contains("snils_hash = ANY (@snilsHashes)", StringComparison.Ordinal)
                || text.Contains("(id, snils_hash)", StringComparison.Ordinal)
                || text.Contains("p.id = t.person_id", StringComparison.Ordinal)
            )
        )
        // Whether any region still knows the person that is let go: nothing of it is answered.
        || (table == "educators.educator" && text.StartsWith("DELETE FROM educators.person", StringComparison.Ordinal));

    [GeneratedRegex(@"\bunnest\s*\(([^)]*)\)", RegexOptions.IgnoreCase)]
    private static partial Regex Unnest();

    [GeneratedRegex(@"\A\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\b")]
    private static partial Regex Verb();

    [GeneratedRegex(
        @"\b(?:INSERT\s+INTO|MERGE\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|COPY|TRUNCATE(?:\s+TABLE)?)\s+(\w+)\.",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Write();

    [GeneratedRegex(
        @"(?<verb>\b(?:FROM|JOIN|INTO|UPDATE|USING)|,)\s+(?:ONLY\s+)?"
            + @"(?<table>(?:institutes\.|schools\.|educators\.|programs\.(?!program\b)|trajectories\.(?!instrument\b)|"
            + @"projects\.(?!federal_project\b)|events\.(?!(?:internship_site|practice)\b)|"
            + @"school_development\.(?!assessment_framework\b)|analytics\.(?=(?:indicator_target|closed_period|frozen_value)\b)|"
            + @"(?:contests|change_feed|imports)\.)\w+)"
            + @"(?:\s+(?:AS\s+)?(?!(?:WHERE|SET|ON|USING|JOIN|LEFT|CROSS|INNER|ORDER|LIMIT|VALUES|UNION|FOR|SELECT|GROUP)\b)"
            + @"(?<alias>[a-z]\w*))?"
    )]
    private static partial Regex Table();

    [GeneratedRegex(
        @"(?:\b(?<alias>\w+)\.|(?<![\w.]))region_code\s*=\s*"
            + @"(?:ANY\s*\(\s*(?<by>@scope)\s*\)|(?<by>@region\b|@regionCode\b|r\.code\b)|(?<by>\w+)\.region_code)"
    )]
    private static partial Regex Bound();

    [GeneratedRegex(@"(?:\bWITH|,)\s+(\w+)\s+AS\s*\((?=\s*(?:INSERT|UPDATE)[^;]*@regionCode)")]
    private static partial Regex Cte();
}
