using System.Text.RegularExpressions;
using Efs.Api.Modules.Educators;
using Efs.Api.Platform.Resources;

namespace Efs.Bench;

/// <summary>The service's own statements, for programs that run the same without the service.</summary>
internal static partial class Statements
{
    /// <summary>The statement of an export of all educators.</summary>
    public static readonly string Export =
        $"SELECT {EducatorRegistry.Educators.Columns} FROM educators.educator t ORDER BY t.region_code, t.id";

    /// <summary>
    /// A script for pgbench that does what <c>PUT /v1/educators/by-source/…</c> does: one transaction with the same statements, for
    /// new and changed records in turn. Where the service sends values, the script computes them from a few numbers.
    /// </summary>
    /// <remarks>pgbench takes a colon before a letter for a variable, so the JSON has a space there.</remarks>
    /// <param name="schools">A school of each region, as code and id.</param>
    public static string Upserts(IReadOnlyList<(string Region, Guid Id)> schools)
    {
        var (regions, ids) = (string.Join(',', schools.Select(s => s.Region)), string.Join(',', schools.Select(s => s.Id)));
        var region = $"('{{{regions}}}'::text[])[1 + :key::int % {schools.Count}]";
        var school = $"('{{{ids}}}'::uuid[])[1 + :key::int % {schools.Count}]";
        var values = new Dictionary<string, string>
        {
            ["client"] = "'pgbench'",
            ["trace"] = "''",
            ["registry"] = "'Educator'",
            ["regionCode"] = region,
            ["scope"] = $"'{{{regions}}}'::text[]",
            ["sourceId"] = "concat('pgbench-', :round::int, '-', :client_id::int, '-', :key::int)",
            ["id"] = Uuid("7000"),
            ["personId"] = Uuid("7001"),
            ["schools"] = $"ARRAY[{school}]",
            ["institutes"] = "ARRAY[NULL]::uuid[]",
            ["since"] = "ARRAY['2021-09-01'::date]",
            ["until"] = "ARRAY[NULL]::date[]",
            ["snilsHash"] = "sha256(concat(:round::int, ' ', :client_id::int, ' ', :key::int)::bytea)",
            ["fingerprint"] = "sha256(concat(:key::int, ' ', :value::int)::bytea)",
            ["search"] = $"concat({region}, 'скворцова', :key::int % 100, ' ', {region}, 'мария ', {region}, 'петровна')",
            ["sortName"] = "concat('скворцова', :key::int % 100, ' мария петровна')",
            ["lastName"] = "concat('Скворцова', :key::int % 100)",
            ["firstName"] = "'Мария'",
            ["middleName"] = "'Петровна'",
            ["gender"] = "'female'",
            ["birthYear"] = "1985::smallint",
            ["birthHash"] = "sha256((:key::int % 17000)::text::bytea)",
            ["contactHash"] = "sha256('скворцова') || sha256((:value::int)::text::bytea)",
            ["personalHashes"] = "'{}'::jsonb",
            ["personal"] = "decode(repeat('ab', 150), 'hex')",
            ["citizenship"] = "'643'",
            ["educationLevel"] = "'specialist'",
            ["workingSince"] = "'2007-08-20'::date",
            ["teachingSince"] = "'2007-09-01'::date",
            ["legalBasis"] = """'{"kind":"contract"}'::jsonb""",
            ["employments"] =
                $$"""('[{"schoolId":"' || {{school}} || '","positionCode":"teacher","subjectCodes":["mathematics"],"rate": 1,"isMain": true,"since":"2021-09-01"}]')::jsonb""",
            ["categories"] = """'[{"kind":"first","grantedOn":"2024-03-28"}]'::jsonb""",
        };
        var sql = EducatorRegistry.Educators.Sql;
        return $"""
            \set turn 1 - :turn
            \set value random(1, 1000000000)
            \if :turn = 1
            \set last :last + 1
            \set key :last
            \else
            \set key random(1, :last)
            \endif
            BEGIN;
            SELECT set_config('efs.client', 'pgbench', true), set_config('efs.trace', '', true);
            {Filled(RegistryKey.Lock.Text)}
            {Filled(sql.GetBySourceIdForUpdate.Text)}
            {Filled(sql.GetBySourceId.Text)}
            {Filled(EducatorRegistry.FindWorkplaces.Text)}
            \if :turn = 1
            {Filled(sql.InsertIfAbsent.Text)}
            \else
            {Filled(sql.Update.Text)}
            \endif
            COMMIT;
            """;

        string Filled(string text) => Parameter().Replace(text, p => values[p.Groups[1].Value]) + ";";
        static string Uuid(string kind) =>
            $"concat(lpad(to_hex(:key::int), 8, '0'), '-', lpad(to_hex(:round::int), 4, '0'), '-{kind}-8000-', "
            + "lpad(to_hex(:client_id::int), 12, '0'))::uuid";
    }

    [GeneratedRegex("@([a-zA-Z]+)")]
    private static partial Regex Parameter();
}
