using Efs.Api.Kernel;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Educators;

/// <summary>The statements by which educators are kept: one row, the person behind it, and two lists of children, in one statement each.</summary>
internal static class EducatorSql
{
    private const string Own = """
        t.id, t.region_code, t.source_id, t.version, t.created_at, t.updated_at, t.last_name, t.first_name, t.middle_name, t.gender, t.birth_year,
        t.personal, t.citizenship, t.education_level, t.working_since, t.teaching_since, t.legal_basis, t.depersonalised_at, t.sort_name
        """;

    /// <summary>All columns of a row of <c>educators.educator t</c>.</summary>
    public const string Columns = $"""
        {Own},
        (SELECT json_agg(json_build_object('schoolId', e.school_id, 'instituteId', e.institute_id, 'positionCode', e.position_code, 'subjectCodes', e.subject_codes,
                                           'rate', e.rate, 'isMain', e.is_main, 'since', e.since, 'until', e.until) ORDER BY e.ordinal)
         FROM educators.employment e WHERE e.educator_id = t.id AND e.region_code = t.region_code) AS employments,
        (SELECT json_agg(json_build_object('kind', c.kind, 'grantedOn', c.granted_on, 'expiresOn', c.expires_on) ORDER BY c.ordinal)
         FROM educators.category c WHERE c.educator_id = t.id AND c.region_code = t.region_code) AS categories
        """;

    // The person of this СНИЛС, once for the whole country.
    private const string Person = """
        WITH known AS (SELECT id FROM educators.person WHERE snils_hash = @snilsHash),
        made AS (
            INSERT INTO educators.person (id, snils_hash)
            SELECT @personId, @snilsHash WHERE @snilsHash IS NOT NULL AND NOT EXISTS (SELECT FROM known)
            ON CONFLICT (snils_hash) DO UPDATE SET snils_hash = excluded.snils_hash
            RETURNING id
        ),
        person AS (SELECT id FROM known UNION ALL SELECT id FROM made)
        """;

    private const string Insert = """
        INSERT INTO educators.educator AS t (id, region_code, source_id, fingerprint, search, sort_name, person_id, last_name, first_name, middle_name, gender, birth_year, birth_hash,
            contact_hash, personal, citizenship, education_level, working_since, teaching_since, legal_basis)
        VALUES (@id, @regionCode, @sourceId, @fingerprint, @search::tsvector, @sortName, (SELECT id FROM person), @lastName, @firstName, @middleName, @gender, @birthYear, @birthHash,
            @contactHash, @personal, @citizenship, @educationLevel, @workingSince, @teachingSince, @legalBasis)
        """;

    // Places and categories are kept by their place in the document: each is put, and what is beyond the last one goes.
    private const string Children = """
        gone_employment AS (
            DELETE FROM educators.employment e USING put WHERE e.educator_id = put.id AND e.region_code = put.region_code AND e.ordinal > jsonb_array_length(@employments)
        ),
        put_employment AS (
            INSERT INTO educators.employment (educator_id, region_code, ordinal, school_id, institute_id, position_code, subject_codes, rate, is_main, since, until)
            SELECT put.id, put.region_code, x.ordinal, x.school_id, x.institute_id, x.position_code, coalesce(x.subject_codes, '{}'), x.rate, x.is_main, x.since, x.until
            FROM put, ROWS FROM (jsonb_to_recordset(@employments) AS ("schoolId" uuid, "instituteId" uuid, "positionCode" text, "subjectCodes" text[], rate numeric, "isMain" boolean, since date, until date))
                 WITH ORDINALITY AS x (school_id, institute_id, position_code, subject_codes, rate, is_main, since, until, ordinal)
            ON CONFLICT (educator_id, region_code, ordinal) DO UPDATE SET school_id = excluded.school_id, institute_id = excluded.institute_id, position_code = excluded.position_code,
                subject_codes = excluded.subject_codes, rate = excluded.rate, is_main = excluded.is_main, since = excluded.since, until = excluded.until
        ),
        gone_category AS (
            DELETE FROM educators.category c USING put WHERE c.educator_id = put.id AND c.region_code = put.region_code AND c.ordinal > jsonb_array_length(@categories)
        ),
        put_category AS (
            INSERT INTO educators.category (educator_id, region_code, ordinal, kind, granted_on, expires_on)
            SELECT put.id, put.region_code, x.ordinal, x.kind, x.granted_on, x.expires_on
            FROM put, ROWS FROM (jsonb_to_recordset(@categories) AS (kind text, "grantedOn" date, "expiresOn" date)) WITH ORDINALITY AS x (kind, granted_on, expires_on, ordinal)
            ON CONFLICT (educator_id, region_code, ordinal) DO UPDATE SET kind = excluded.kind, granted_on = excluded.granted_on, expires_on = excluded.expires_on
        )
        SELECT put.*, @employments::json AS employments, @categories::json AS categories FROM put
        """;

    private const string Find = $"""
        SELECT {Columns}
        FROM educators.educator t
        WHERE t.id = @id AND t.region_code = ANY (@scope)
        """;

    public static readonly RegistrySql<EducatorRow> Registry = new(
        Insert: new($"{Person}, put AS ({Insert} RETURNING {Own}), {Children}"),
        InsertIfAbsent: new(
            $"""
            {Person}, put AS (
                {Insert}
                ON CONFLICT (region_code, source_id) DO NOTHING
                RETURNING {Own}
            ), {Children}
            """
        ),
        Update: new(
            $"""
            {Person}, put AS (
                UPDATE educators.educator AS t
                SET source_id = @sourceId, fingerprint = @fingerprint, search = @search::tsvector, sort_name = @sortName, person_id = (SELECT id FROM person), last_name = @lastName,
                    first_name = @firstName, middle_name = @middleName, gender = @gender, birth_year = @birthYear, birth_hash = @birthHash, contact_hash = @contactHash,
                    personal = @personal, citizenship = @citizenship, education_level = @educationLevel, working_since = @workingSince, teaching_since = @teachingSince,
                    legal_basis = @legalBasis, version = t.version + 1, updated_at = now()
                WHERE t.id = @id AND t.region_code = @regionCode
                RETURNING {Own}
            ), {Children}
            """
        ),
        Get: new(Find),
        GetForUpdate: new($"{Find}\nFOR NO KEY UPDATE OF t"),
        GetBySourceIdForUpdate: new(
            $"""
            SELECT {Columns}
            FROM educators.educator t
            WHERE t.region_code = @regionCode AND t.source_id = @sourceId
            FOR NO KEY UPDATE OF t
            """
        ),
        GetBySourceIds: new(
            $"""
            SELECT {Columns}
            FROM educators.educator t
            WHERE t.region_code = @regionCode AND t.source_id = ANY (@sourceIds)
            """
        ),
        Delete: new("DELETE FROM educators.educator WHERE id = @id AND region_code = ANY (@scope)"),
        Table: "educators.educator",
        BulkInsert: new(
            """
            WITH said AS MATERIALIZED (
                SELECT * FROM json_to_recordset(@rows::json) AS x (id uuid, source_id text, fingerprint bytea, search tsvector, sort_name text, person_id uuid, snils_hash bytea,
                    last_name text, first_name text, middle_name text, gender text, birth_year smallint, birth_hash bytea, contact_hash bytea, personal bytea, citizenship text, education_level text,
                    working_since date, teaching_since date, legal_basis jsonb, employments jsonb, categories jsonb)
            ),
            known AS (SELECT p.id, p.snils_hash FROM said s CROSS JOIN LATERAL (SELECT p.id, p.snils_hash FROM educators.person p WHERE p.snils_hash = s.snils_hash LIMIT 1) p), -- one by one: a plan that was made for an empty table would read a full one through
            made AS (
                INSERT INTO educators.person (id, snils_hash)
                SELECT s.person_id, s.snils_hash FROM said s WHERE s.snils_hash IS NOT NULL AND NOT EXISTS (SELECT FROM known k WHERE k.snils_hash = s.snils_hash)
                ON CONFLICT (snils_hash) DO UPDATE SET snils_hash = excluded.snils_hash
                RETURNING id, snils_hash
            ),
            person AS (SELECT id, snils_hash FROM known UNION ALL SELECT id, snils_hash FROM made),
            put AS (
                INSERT INTO educators.educator (id, region_code, source_id, fingerprint, search, sort_name, person_id, last_name, first_name, middle_name, gender, birth_year, birth_hash,
                    contact_hash, personal, citizenship, education_level, working_since, teaching_since, legal_basis)
                SELECT s.id, @regionCode, s.source_id, s.fingerprint, s.search, s.sort_name, p.id, s.last_name, s.first_name, s.middle_name, s.gender, s.birth_year, s.birth_hash,
                    s.contact_hash, s.personal, s.citizenship, s.education_level, s.working_since, s.teaching_since, s.legal_basis
                FROM said s LEFT JOIN person p ON p.snils_hash = s.snils_hash
                ON CONFLICT DO NOTHING
                RETURNING id
            ),
            put_employment AS (
                INSERT INTO educators.employment (educator_id, region_code, ordinal, school_id, institute_id, position_code, subject_codes, rate, is_main, since, until)
                SELECT s.id, @regionCode, x.ordinal, x.school_id, x.institute_id, x.position_code, coalesce(x.subject_codes, '{}'), x.rate, x.is_main, x.since, x.until
                FROM said s, ROWS FROM (jsonb_to_recordset(s.employments) AS ("schoolId" uuid, "instituteId" uuid, "positionCode" text, "subjectCodes" text[], rate numeric, "isMain" boolean, since date, until date))
                     WITH ORDINALITY AS x (school_id, institute_id, position_code, subject_codes, rate, is_main, since, until, ordinal)
                WHERE s.id IN (SELECT id FROM put)
            ),
            put_category AS (
                INSERT INTO educators.category (educator_id, region_code, ordinal, kind, granted_on, expires_on)
                SELECT s.id, @regionCode, x.ordinal, x.kind, x.granted_on, x.expires_on
                FROM said s, ROWS FROM (jsonb_to_recordset(s.categories) AS (kind text, "grantedOn" date, "expiresOn" date)) WITH ORDINALITY AS x (kind, granted_on, expires_on, ordinal)
                WHERE s.id IN (SELECT id FROM put)
            )
            SELECT id FROM put
            """
        ),
        NaturalKeyMatches: new(
            """
            SELECT x.id AS row_id, t.id, t.source_id, t.fingerprint
            FROM json_to_recordset(@rows::json) AS x (id uuid, snils_hash bytea)
            CROSS JOIN LATERAL (SELECT p.id FROM educators.person p WHERE p.snils_hash = x.snils_hash LIMIT 1) p
            CROSS JOIN LATERAL (SELECT t.* FROM educators.educator t WHERE p.id = t.person_id AND t.region_code = @regionCode LIMIT 1) t
            """
        ),
        OpenCondition: "EXISTS (SELECT FROM educators.employment e WHERE e.educator_id = t.id AND e.region_code = t.region_code AND e.until IS NULL)"
    );

    public static readonly Sql<Workplace> Workplaces = new(
        """
        SELECT true AS is_school, s.id, s.founded_on, s.closed_on FROM schools.school s WHERE s.id = ANY (@schools) AND s.region_code = @regionCode
        UNION ALL
        SELECT false, i.id, i.founded_on, i.closed_on FROM institutes.institute i WHERE i.id = ANY (@institutes) AND i.region_code = @regionCode
        """
    );

    // A person whom another transaction is just registering is locked by it, and stays.
    public static readonly Sql Forget = new(
        """
        DELETE FROM educators.person
        WHERE id IN (SELECT p.id FROM educators.person p WHERE p.snils_hash = @snilsHash AND NOT EXISTS (SELECT FROM educators.educator e WHERE e.person_id = p.id) FOR UPDATE SKIP LOCKED)
        """
    );

    internal sealed record Workplace
    {
        public required bool IsSchool { get; init; }
        public required Guid Id { get; init; }
        public DateOnly? FoundedOn { get; init; }
        public DateOnly? ClosedOn { get; init; }
    }
}
