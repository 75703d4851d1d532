namespace Efs.Api.Modules.Analytics;

/// <summary>
/// Joins the facts about educators with what these were on each day, as the views of the facts do: a load asks that some million times,
/// and looking each up in PostgreSQL took most of its time. The tables of the facts hold the rows of their unjoined views.
/// </summary>
internal static class EducatorStates
{
    /// <summary>The view of the educators' categories, and the table of its rows.</summary>
    public const string Categories = "educator_categories";

    // From each change of an educator to the next one.
    private const string States = $"""
        state AS (
            SELECT {Fact.Educator}, day AS since,
                coalesce(lead(day) OVER (PARTITION BY {Fact.Educator} ORDER BY day) - 1, DATE '9999-12-31') AS until
            FROM change
        )
        """;

    /// <summary>
    /// Creates the tables of the educators of some regions, of their categories from one change to the next, and of all that they were. Of
    /// several places of work on a day the main one counts, else the one taken last; of several categories the highest.
    /// </summary>
    public static string Create(string regions) =>
        $"""
            CREATE OR REPLACE TEMP TABLE educators AS
            SELECT {Fact.Record} AS {Fact.Educator}, any_value({Fact.Person}) AS {Fact.Person}, any_value(gender) AS gender,
                any_value(birth_year) AS birth_year, any_value(teaching_since) AS teaching_since
            FROM employments
            WHERE {Fact.Region} IN ({regions})
            GROUP BY ALL;

            CREATE OR REPLACE TEMP TABLE category_states AS
            WITH category AS (
                FROM {Categories} WHERE {Fact.Region} IN ({regions})
            ), change AS (
                SELECT {Fact.Educator}, DATE '0001-01-01' AS day FROM category
                UNION SELECT {Fact.Educator}, since FROM category
                UNION SELECT {Fact.Educator}, until + 1 FROM category WHERE until < DATE '9999-12-31'
            ), {States}
            SELECT s.*, arg_max(c.category, c.is_highest) AS category
            FROM state s
            LEFT JOIN category c ON c.{Fact.Educator} = s.{Fact.Educator} AND s.since BETWEEN c.since AND c.until
            GROUP BY ALL;

            CREATE OR REPLACE TEMP TABLE educator_states AS
            WITH employment AS (
                SELECT {Fact.Record} AS {Fact.Educator}, is_main, ordinal, position, position_group, school_id, workplace_id, since, until
                FROM employments
                WHERE {Fact.Region} IN ({regions}) AND subject_ordinal = 1
            ), change AS (
                SELECT {Fact.Educator}, since AS day FROM employment
                UNION SELECT {Fact.Educator}, until + 1 FROM employment WHERE until < DATE '9999-12-31'
                UNION SELECT {Fact.Educator}, since FROM category_states
            ), {States}
            SELECT s.*, c.category, arg_max(e, (e.is_main, e.since, -e.ordinal)) AS employment
            FROM state s
            LEFT JOIN employment e ON e.{Fact.Educator} = s.{Fact.Educator} AND s.since BETWEEN e.since AND e.until
            LEFT JOIN category_states c ON c.{Fact.Educator} = s.{Fact.Educator} AND s.since BETWEEN c.since AND c.until
            GROUP BY ALL
            """;

    /// <summary>The rows of a fact in these regions.</summary>
    public static string Join(Fact fact, string regions) =>
        fact == Fact.Employments
            ? $"""
                SELECT f.* REPLACE (greatest(f.since, c.since) AS since, least(f.until, c.until) AS until), c.category
                FROM {fact.Name} f
                LEFT JOIN category_states c ON c.{Fact.Educator} = f.{Fact.Record} AND c.since <= f.until AND c.until >= f.since
                WHERE f.{Fact.Region} IN ({regions})
                """
            : $"""
                SELECT f.*, e.* EXCLUDE ({Fact.Educator}), s.category, s.employment.position, s.employment.position_group,
                    s.employment.school_id, s.employment.workplace_id
                FROM {fact.Name} f
                JOIN educators e ON e.{Fact.Educator} = f.{Fact.Educator}
                LEFT JOIN educator_states s ON s.{Fact.Educator} = f.{Fact.Educator} AND f.{fact.EducatorOn} BETWEEN s.since AND s.until
                WHERE f.{Fact.Region} IN ({regions})
                """;
}
