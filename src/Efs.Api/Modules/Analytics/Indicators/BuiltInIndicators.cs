using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Writes the federal indicators of <c>db/reference/indicators.csv</c>.</summary>
internal static class BuiltInIndicators
{
    /// <summary>
    /// A version is written once, and again while neither a client nor a closed period has touched it. An empty fingerprint equals no
    /// document's.
    /// </summary>
    public static readonly ReferenceTable Table = new(
        "indicators",
        new(
            """
            INSERT INTO analytics.indicator AS t (id, region_code, source_id, fingerprint, code, level, title, title_en, unit, periodicity,
                direction, numerator, denominator, base_day, is_cumulative, valid_from, legal_act)
            SELECT id::uuid, '77', code || '-' || valid_from, '', code, 'federal', title, title_en, unit, periodicity, direction,
                numerator::jsonb, denominator::jsonb, base_day, false, valid_from::date, legal_act
            FROM pg_temp.incoming
            ON CONFLICT (id) DO UPDATE
            SET title = excluded.title, title_en = excluded.title_en, unit = excluded.unit, periodicity = excluded.periodicity,
                direction = excluded.direction, numerator = excluded.numerator, denominator = excluded.denominator,
                base_day = excluded.base_day, legal_act = excluded.legal_act
            WHERE t.version = 1 AND NOT t.is_used
            """
        )
    );
}
