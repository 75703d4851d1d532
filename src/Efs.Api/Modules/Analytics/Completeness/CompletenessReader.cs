using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Counts records and findings in the store, and reads from PostgreSQL who wrote when.</summary>
internal sealed class CompletenessReader(Db db, PushWriter written, CellKeys keys, FigurePlaces places, Caller caller, TimeProvider clock)
{
    private const string Current = "f.since <= current_date AND f.until >= current_date";

    private static readonly IReadOnlyList<Finding> findings =
    [
        new("without_snils", "educators", "employments", "NOT f.has_snils"),
        new(
            "without_main_employment",
            "educators",
            "employments",
            $"f.record_id NOT IN (SELECT f.record_id FROM employments f WHERE f.is_main AND {Current})"
        ),
        new(
            "without_category",
            "educators",
            "employments",
            $"f.record_id NOT IN (SELECT f.record_id FROM employments f WHERE f.category IS NOT NULL AND {Current})"
        ),
        new(
            "school_without_educators",
            "schools",
            "schools",
            $"{Current} AND f.school_id NOT IN (SELECT f.school_id FROM employments f WHERE f.school_id IS NOT NULL AND {Current})"
        ),
        new(
            "school_never_seen",
            "schools",
            "schools",
            $"{Current} AND f.school_id NOT IN (SELECT e.school_id FROM employments e WHERE e.school_id IS NOT NULL)"
        ),
        new(
            "employment_at_closed_school",
            "educators",
            "employments",
            $"{Current} AND f.school_id IN (SELECT s.school_id FROM schools s WHERE s.until < current_date)"
        ),
        new(
            "certificate_older_than_program",
            "certificates",
            "certificates",
            "f.day < (SELECT p.since FROM programs p WHERE p.program_id = f.program_id)"
        ),
    ];

    private static readonly Sql<Push> pushes = new(
        """
        SELECT region_code, resource, max(last_pushed_at) AS last_pushed_at, NULL::integer AS rejected
        FROM platform.push
        WHERE @regionCode::text IS NULL OR region_code = @regionCode
        GROUP BY region_code, resource
        UNION ALL
        SELECT i.region_code, i.resource, NULL, i.rejected
        FROM (
            SELECT DISTINCT ON (region_code, resource) region_code, resource, rejected
            FROM imports.import
            WHERE state = 'done' AND NOT is_dry_run AND (@regionCode::text IS NULL OR region_code = @regionCode)
            ORDER BY region_code, resource, position DESC
        ) i
        """
    );

    private sealed record Finding(string Kind, string Resource, string Fact, string Condition);

    /// <summary>When a resource of a region was last written, or what its last import rejected.</summary>
    internal sealed record Push
    {
        public required string RegionCode { get; init; }
        public required string Resource { get; init; }
        public DateTime? LastPushedAt { get; init; }
        public int? Rejected { get; init; }
    }

    private sealed record Count(long Records, long People, uint Key);

    public async Task<IReadOnlyList<Push>> Pushes(string? regionCode, CancellationToken cancellationToken)
    {
        await written.Store(db, cancellationToken);
        return await db.Query(pushes, new { regionCode }, cancellationToken);
    }

    public CompletenessReport Read(StatisticsReader reader, string level, string? regionCode, IReadOnlyList<Push> pushes, bool isExact)
    {
        var districts = Districts(reader);
        string PlaceOf(string region) =>
            level switch
            {
                "region" => region,
                "district" => districts.GetValueOrDefault(region, ""),
                _ => "",
            };
        var counts = Fact
            .All.Where(f => f.Sources.Count > 0 && IsFirstOf(f))
            .ToDictionary(f => f.Sources[0].Resource, f => Counts(reader, level, regionCode, f.Name));
        var found = findings.ToDictionary(f => f.Kind, f => Counts(reader, level, regionCode, f.Fact, f.Condition));
        var byPlace = pushes.ToLookup(p => (PlaceOf(p.RegionCode), p.Resource));
        var all = counts.Values.SelectMany(c => c.Keys).Distinct().Order(StringComparer.Ordinal);
        return new()
        {
            AsOf = reader.State.AsOf,
            Protection = isExact ? "none" : "cell_key",
            Items =
            [
                .. all.Select(place => new PlaceCompleteness
                {
                    Place = place.Length == 0 ? null : place,
                    Title = places.TitleOf(level, place.Length == 0 ? null : place),
                    Registers =
                    [
                        .. counts
                            .Where(c => c.Value.ContainsKey(place))
                            .Select(c => Register(c.Key, c.Value[place], regionCode, place, byPlace, isExact)),
                    ],
                    Findings =
                    [
                        .. findings.Select(f =>
                            Of(
                                reader,
                                f,
                                found[f.Kind].GetValueOrDefault(place),
                                counts[f.Resource].GetValueOrDefault(place),
                                level,
                                regionCode,
                                place,
                                isExact
                            )
                        ),
                    ],
                }),
            ],
        };
    }

    // Of the facts made of one resource, the first has every record.
    private static bool IsFirstOf(Fact fact) =>
        Fact.All.First(f => f.Sources.Count > 0 && f.Sources[0].Resource == fact.Sources[0].Resource) == fact;

    private RegistryCompleteness Register(
        string resource,
        Count count,
        string? regionCode,
        string place,
        ILookup<(string, string), Push> byPlace,
        bool isExact
    )
    {
        var last = byPlace[(place, resource)].Max(p => p.LastPushedAt);
        return new()
        {
            Resource = resource,
            Records = Shown(count, $"{resource} {regionCode ?? place}", isExact),
            LastPushedAt = last,
            DaysSince = last is { } at ? (int)(clock.GetUtcNow().UtcDateTime - at).TotalDays : null,
            RejectedRows = byPlace[(place, resource)].Sum(p => p.Rejected),
        };
    }

    private QualityFinding Of(
        StatisticsReader reader,
        Finding finding,
        Count? found,
        Count? all,
        string level,
        string? regionCode,
        string place,
        bool isExact
    )
    {
        var records = found is null ? 0 : Shown(found, $"{finding.Kind} {regionCode ?? place}", isExact);
        var total = all is null ? 0 : Shown(all, $"{finding.Resource} {regionCode ?? place}", isExact);
        var isWithheld = !isExact && all?.People > 0 && CountProtection.IsWithheld(total);
        return new()
        {
            Kind = finding.Kind,
            Resource = finding.Resource,
            Records = records,
            Percent = total == 0 || isWithheld ? null : Math.Min(100, Math.Round(100m * records / total, 1)),
            Ids = level == "region" && MayRead(finding.Resource, place) && found is not null ? Ids(reader, finding, place) : [],
        };
    }

    private long Shown(Count count, string coordinates, bool isExact) =>
        isExact || count.People == 0
            ? count.Records
            : CountProtection.ProtectTotal(count.Records, count.People, keys.OfCell(count.Key, coordinates));

    // What a person's record lacks may be hidden from the caller.
    private bool MayRead(string resource, string region)
    {
        var descriptor = ResourceCatalogue.Get(resource);
        return !caller.IsFederal
            && caller.HasRegion(region)
            && caller.Scopes.Contains(descriptor.ReadScope)
            && (caller.SeesPersonalData || !descriptor.HoldsPersonalData);
    }

    private static Dictionary<string, Count> Counts(
        StatisticsReader reader,
        string level,
        string? regionCode,
        string fact,
        string condition = "true"
    )
    {
        var (place, join) = FigurePlaces.Expression(level);
        var region = FigurePlaces.RegionIs(reader, regionCode);
        var from = $"FROM {fact} f {join} WHERE {region} AND ({condition}) GROUP BY ALL";
        var sql = CubeCatalogue.All.Any(c => c.Fact == fact && c.IsAboutPeople)
            ? $"""
                SELECT place, sum(records)::BIGINT, count(*), {CubeStatement.KeysOf("person")}
                FROM (SELECT {place} AS place, f.{Fact.Person} AS person, count(DISTINCT f.record_id) AS records {from})
                GROUP BY ALL
                """
            : $"SELECT {place}, count(DISTINCT f.record_id), 0::BIGINT, 0::UINTEGER {from}";
        return reader
            .Query(
                sql,
                row =>
                    (
                        Place: FigurePlaces.Code(reader, level, row, 0) ?? "",
                        Count: new Count(row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<uint>(3))
                    )
            )
            .Where(row => row.Count.Records > 0)
            .ToDictionary(row => row.Place, row => row.Count);
    }

    private static List<Guid> Ids(StatisticsReader reader, Finding finding, string region) =>
        reader.Query(
            $"SELECT DISTINCT f.record_id FROM {finding.Fact} f WHERE {FigurePlaces.RegionIs(reader, region)} AND ({finding.Condition}) "
                + "ORDER BY 1 LIMIT 100",
            row => row.GetGuid(0)
        );

    private static Dictionary<string, string> Districts(StatisticsReader reader) =>
        reader
            .Query(
                "SELECT region_code, district FROM regions WHERE district IS NOT NULL",
                row =>
                    (
                        reader.Codes.Code("region_code", row.GetFieldValue<uint>(0)),
                        reader.Codes.Code("district", row.GetFieldValue<uint>(1))
                    )
            )
            .ToDictionary(row => row.Item1, row => row.Item2);
}
