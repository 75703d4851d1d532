using Efs.Api.Kernel;

namespace Efs.Api.Modules.Regions;

/// <summary>Writes and reads the reference data: regions and dictionaries.</summary>
internal static class ReferenceSql
{
    private static readonly Sql<ReferenceRegion> regions = new(
        "SELECT code, oktmo_prefix, name, short_name, time_zone FROM regions.region"
    );
    private static readonly Sql<ReferenceItem> items = new(
        "SELECT dictionary, code, valid_from, valid_to, title FROM regions.dictionary_item"
    );

    public static readonly ReferenceStatements Statements = new(regions, items);

    /// <summary>The tables that the files of db/reference go into; a file without a line of its own is a dictionary.</summary>
    public static readonly ReferenceTables Tables = new(
        [
            new(
                "federal-districts",
                new(
                    """
                    INSERT INTO regions.federal_district (code, name, capital)
                    SELECT code, name, capital FROM pg_temp.incoming
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name, capital = excluded.capital
                    """
                )
            ),
            new(
                "regions",
                new(
                    """
                    INSERT INTO regions.region (code, name, short_name, kind, federal_district, oktmo_prefix, okato_prefix,
                        iso_code, capital, time_zone, plate_code)
                    SELECT code, name, short_name, kind, federal_district, oktmo_prefix, okato_prefix,
                        iso_3166_2, capital, time_zone, plate_code
                    FROM pg_temp.incoming
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, kind = excluded.kind,
                        federal_district = excluded.federal_district, oktmo_prefix = excluded.oktmo_prefix,
                        okato_prefix = excluded.okato_prefix, iso_code = excluded.iso_code, capital = excluded.capital,
                        time_zone = excluded.time_zone, plate_code = excluded.plate_code
                    """
                )
            ),
            new(
                "dictionaries",
                new(
                    """
                    INSERT INTO regions.dictionary (name, title, source)
                    SELECT name, title, source FROM pg_temp.incoming
                    ON CONFLICT (name) DO UPDATE SET title = excluded.title, source = excluded.source
                    """
                )
            ),
            new(
                "competences",
                new(
                    """
                    INSERT INTO regions.dictionary_item (dictionary, code, title, "group", valid_from, valid_to, subject_code, audience)
                    SELECT 'competences', code, title, "group", valid_from::date, valid_to::date, subject_code, audience
                    FROM pg_temp.incoming
                    ON CONFLICT (dictionary, code) DO UPDATE SET title = excluded.title, "group" = excluded."group",
                        valid_from = excluded.valid_from, valid_to = excluded.valid_to,
                        subject_code = excluded.subject_code, audience = excluded.audience
                    """
                )
            ),
        ],
        new(
            """
            INSERT INTO regions.dictionary_item (dictionary, code, title, "group", valid_from, valid_to)
            SELECT @file, code, title, "group", valid_from::date, valid_to::date FROM pg_temp.incoming
            ON CONFLICT (dictionary, code) DO UPDATE SET title = excluded.title, "group" = excluded."group",
                valid_from = excluded.valid_from, valid_to = excluded.valid_to
            """
        )
    );
}
