using System.Globalization;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Analytics;

/// <summary>Reads how many educators went how far on the path of professional growth by the end of a period.</summary>
/// <remarks>Each step counts people who took all steps before it, too. The funnel of a contest is
/// <c>/v1/contests/{id}/funnel</c>.</remarks>
[Requires("analytics:read"), Cost(4), ProducesErrors("analytics.loading", "analytics.off", "analytics.time-is-over")]
public sealed record GetGrowthFunnel : IQuery<GrowthFunnel>
{
    /// <summary>Period, of which the last day counts: 2026, 2026-H1, 2026-Q1, 2026-01, 2025/26; the current year by default.</summary>
    /// <example>2025</example>
    [Length(10)]
    public string? Period { get; init; }

    /// <summary>What a row is of.</summary>
    [FigurePlaceLevel]
    public string Level { get; init; } = "federation";

    /// <summary>Only this region.</summary>
    [Region]
    public string? RegionCode { get; init; }
}

/// <summary>How far educators went.</summary>
public sealed record GrowthFunnel : IResponseHeaders, ITable
{
    /// <summary>The instant whose state of the registers is told.</summary>
    public required DateTime AsOf { get; init; }

    /// <summary>Cursor of the feed up to which every change of the caller's regions is counted.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string ConsistentThrough { get; init; }

    /// <summary>How counts of people are protected.</summary>
    [FigureProtection]
    public required string Protection { get; init; }

    /// <summary>A row for each place.</summary>
    [Items(100)]
    public required IReadOnlyList<GrowthFunnelRow> Rows { get; init; }

    [JsonIgnore]
    internal Language Language { get; init; }

    [JsonIgnore]
    IEnumerable<(string, string)> IResponseHeaders.Headers => [("Efs-Consistent-Through", ConsistentThrough)];

    [JsonIgnore]
    string ITable.TableTitle => new LocalizedText("Путь профессионального роста", "Path of professional growth").In(Language);

    [JsonIgnore]
    IReadOnlyList<TableColumn> ITable.Columns =>
        [
            new(new LocalizedText("Территория", "Place").In(Language)),
            .. GrowthSteps.All.Select(s => new TableColumn(s.Title.In(Language), IsNumber: true)),
        ];

    [JsonIgnore]
    IEnumerable<IReadOnlyList<object?>> ITable.Cells =>
        Rows.Select(r => (IReadOnlyList<object?>)[r.Title, .. r.Steps.Select(s => (object?)(decimal)s.Educators)]);
}

/// <summary>How far the educators of a place went.</summary>
public sealed record GrowthFunnelRow
{
    /// <summary>Code of the region or of the federal district; null for the federation.</summary>
    /// <example>74</example>
    [Length(50)]
    public string? Place { get; init; }

    /// <summary>Its name.</summary>
    /// <example>Челябинская область</example>
    [Length(200)]
    public required string Title { get; init; }

    /// <summary>The steps, in order.</summary>
    [Items(10)]
    public required IReadOnlyList<GrowthFunnelStep> Steps { get; init; }
}

/// <summary>A step of the path.</summary>
public sealed record GrowthFunnelStep
{
    /// <summary>The step.</summary>
    [GrowthStep]
    public required string Step { get; init; }

    /// <summary>Its title in the language of the request.</summary>
    /// <example>Прошли диагностику</example>
    [Length(100)]
    public required string Title { get; init; }

    /// <summary>Different educators who came so far.</summary>
    /// <example>840</example>
    public required long Educators { get; init; }
}

/// <summary>
/// Step: employed (работают), diagnosed (прошли диагностику), with deficits (выявлены дефициты), with a trajectory (построен ИОМ),
/// completed (завершили ИОМ), improved (дефицитов стало меньше).
/// </summary>
public sealed class GrowthStepAttribute()
    : OneOfAttribute("employed", "diagnosed", "with_deficits", "with_trajectory", "completed", "improved");

/// <summary>The steps, each with what holds of a person who took it; {last} is the last day of the period.</summary>
internal static class GrowthSteps
{
    public static readonly IReadOnlyList<(string Step, LocalizedText Title, string Condition)> All =
    [
        ("employed", new("Работают", "Employed"), "true"),
        ("diagnosed", new("Прошли диагностику", "Diagnosed"), "d.person_id IS NOT NULL"),
        ("with_deficits", new("Выявлены дефициты", "With deficits"), "d.has_deficits"),
        ("with_trajectory", new("Построен ИОМ", "With a trajectory"), "t.person_id IS NOT NULL"),
        ("completed", new("Завершили ИОМ", "Completed"), "t.has_completed"),
        ("improved", new("Дефицитов стало меньше", "Improved"), "t.has_improved"),
    ];

    /// <summary>
    /// Place, and for each step the people and the sum of their keys. A step counts in the region that recorded it: another one's records
    /// of the same person are no business of this one.
    /// </summary>
    public static string Statement(string place, string join, string where, DateOnly last)
    {
        var day = $"DATE '{last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";
        var conditions = All.Select((_, i) => string.Join(" AND ", All.Skip(1).Take(i).Select(s => $"e.{s.Step}").Prepend("true")));
        var counts = conditions.Select(c => $", count(*) FILTER ({c}), {CubeStatement.KeysOf("e.person", c)}");
        return $"""
            SELECT e.place{string.Concat(counts)}
            FROM (
                SELECT w.place, w.person{string.Concat(All.Skip(1).Select(s => $", coalesce(bool_or({s.Condition}), false) AS {s.Step}"))}
                FROM (
                    SELECT DISTINCT {place} AS place, f.region_code, f.person_id AS person
                    FROM employments f {join}
                    WHERE f.position IS NOT NULL AND f.since <= {day} AND f.until >= {day} AND {where}
                ) w
                LEFT JOIN (
                    SELECT region_code, person_id, max(deficits) > 0 AS has_deficits
                    FROM diagnostics WHERE day <= {day} GROUP BY ALL
                ) d ON d.region_code = w.region_code AND d.person_id = w.person
                LEFT JOIN (
                    SELECT region_code, person_id, bool_or(completed_on <= {day}) AS has_completed,
                        bool_or(is_improved AND completed_on <= {day}) AS has_improved
                    FROM trajectories WHERE is_agreed AND day <= {day} GROUP BY ALL
                ) t ON t.region_code = w.region_code AND t.person_id = w.person
                GROUP BY ALL
            ) e
            GROUP BY ALL
            """;
    }
}

internal sealed class GetGrowthFunnelHandler(
    StatisticsStore store,
    FigureAccess access,
    Caller caller,
    FigurePlaces places,
    CellKeys keys,
    ConsistentReads consistent,
    IChangeFeed feed,
    RequestContext context,
    TimeProvider clock
) : IHandle<GetGrowthFunnel, GrowthFunnel>
{
    private static readonly Rule wrongPeriod = new("wrong-period", "ожидается период: {0}", "a period is expected: {0}");

    public async Task<GrowthFunnel> Handle(GetGrowthFunnel request, CancellationToken cancellationToken)
    {
        var period =
            (request.Period is null ? Period.Current(clock) : Period.Parse(request.Period))
            ?? throw CommonErrors.Invalid.ToException([wrongPeriod.At("period", Period.Forms)]);
        var isExact = access.IsExactIn(request.RegionCode);
        if (isExact)
            await access.Record($"growth {period.Code} by {request.Level}", cancellationToken);
        return await store.Read(caller.Client, reader => Read(reader, request, period, isExact), cancellationToken);
    }

    private GrowthFunnel Read(StatisticsReader reader, GetGrowthFunnel request, Period period, bool isExact)
    {
        var (place, join) = FigurePlaces.Expression(request.Level);
        var statement = GrowthSteps.Statement(place, join, FigurePlaces.RegionIs(reader, request.RegionCode), period.Last);
        var rows = reader.Query(
            statement,
            row =>
            {
                var code = FigurePlaces.Code(reader, request.Level, row, 0);
                return new GrowthFunnelRow
                {
                    Place = code,
                    Title = places.TitleOf(request.Level, code),
                    Steps =
                    [
                        .. GrowthSteps.All.Select(
                            (step, i) =>
                                new GrowthFunnelStep
                                {
                                    Step = step.Step,
                                    Title = step.Title.In(context.Language),
                                    Educators = Shown(
                                        row.GetInt64((2 * i) + 1),
                                        row.GetFieldValue<uint>((2 * i) + 2),
                                        $"{step.Step} {request.RegionCode ?? code}",
                                        isExact
                                    ),
                                }
                        ),
                    ],
                };
            }
        );
        return new()
        {
            AsOf = reader.State.AsOf,
            ConsistentThrough = feed.ToCursor(consistent.Seen(reader.State)),
            Protection = isExact ? "none" : "cell_key",
            Rows = [.. rows.OrderBy(r => r.Place, StringComparer.Ordinal)],
            Language = context.Language,
        };
    }

    private long Shown(long people, uint key, string coordinates, bool isExact) =>
        isExact ? people : CountProtection.Protect(people, keys.OfCell(key, coordinates));
}
