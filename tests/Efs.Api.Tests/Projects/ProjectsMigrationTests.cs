using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Projects;

/// <summary>The dictionary of projects and the roles of institutes, as the version before had them, become records.</summary>
public sealed class ProjectsMigrationTests : IAsyncLifetime
{
    private string connection = "";
    private NpgsqlDataSource owner = null!;

    public async Task InitializeAsync()
    {
        connection = await Server.EmptyDatabase();
        owner = NpgsqlDataSource.Create(connection);
        await new Migrator(owner, Commands.References).Run(default);
        await Do("DROP SCHEMA projects CASCADE");
    }

    public async Task DisposeAsync()
    {
        await owner.DisposeAsync();
        await Server.Drop(connection);
    }

    [Fact]
    public async Task Nothing_that_was_said_of_projects_and_roles_is_lost()
    {
        await Do(
            """
            INSERT INTO regions.dictionary (name, title, source) VALUES ('projects', 'Проекты ЕФС', '');
            INSERT INTO regions.dictionary_item (dictionary, code, title, "group", valid_from, valid_to) VALUES
                ('projects', 'flagships', 'Флагманы образования', 'federal', '2021-09-01', NULL),
                ('projects', 'flagship_schools', '«Флагманские» школы: всё', 'flagships', NULL, '2030-12-31'),
                ('projects', 'profrost', 'ПРОфРОСТ', 'project_solution', NULL, NULL),
                ('projects', 'leader', 'Лидер в образовании', 'regional', NULL, NULL);
            INSERT INTO institutes.institute (id, region_code, fingerprint, search, sort_name, kind, full_name, regional_roles) VALUES
                (gen_random_uuid(), '74', '', '', '', 'iro', 'ЧИРО', '[
                    {"project": "flagships", "role": "responsible", "year": 2023, "basis": "приказ № 1"},
                    {"project": "flagships", "role": "responsible", "year": 2023, "basis": "приказ № 2"},
                    {"project": "flagships", "role": "responsible", "year": 2024},
                    {"project": "leader", "role": "operator", "year": 2023}]'),
                (gen_random_uuid(), '27', '', '', '', 'iro', 'ХКИРО', '[{"project": "flagships", "role": "operator", "year": 2022}]'),
                (gen_random_uuid(), '70', '', '', '', 'iro', 'ТОИПКРО', '[]');
            """
        );

        await Do(File.ReadAllText(Repository.File("db/migrations/V0030__projects.sql")));

        Assert.Equal(
            [
                "27 profrost ПРОфРОСТ   ",
                "74 leader Лидер в образовании   ",
                "77 flagship_schools «Флагманские» школы: всё flagships  2030-12-31",
                "77 flagships Флагманы образования  2021-09-01 ",
            ],
            await Ask(
                """
                SELECT concat(p.region_code, ' ', p.code, ' ', p.title, ' ', u.code, ' ', p.starts_on, ' ', p.ends_on)
                FROM projects.federal_project p LEFT JOIN projects.federal_project u ON u.id = p.parent_id
                ORDER BY p.region_code, p.code
                """
            )
        );
        Assert.Equal(
            [
                "27 ХКИРО flagships operator 2022 2022",
                "74 ЧИРО flagships responsible 2023 2023 приказ № 1; приказ № 2",
                "74 ЧИРО flagships responsible 2024 2024",
                "74 ЧИРО leader operator 2023 2023",
            ],
            await Ask(
                """
                SELECT concat_ws(' ', r.region_code, i.full_name, p.code, r.role, r.first_year, r.last_year, r.legal_act)
                FROM projects.project_role r
                JOIN projects.federal_project p ON p.id = r.project_id
                JOIN institutes.institute i ON i.id = r.institute_id AND i.region_code = r.region_code
                ORDER BY 1
                """
            )
        );
        // Found by words and sorted by title as any other, known by UUIDv7, told in the feed.
        Assert.Equal(
            ["'77все' '77флагманские' '77школы' «флагманские» школы: все 7"],
            await Ask(
                """
                SELECT concat_ws(' ', search, sort_name, substr(id::text, 15, 1)) FROM projects.federal_project
                WHERE code = 'flagship_schools'
                """
            )
        );
        Assert.Equal(
            ["27 federal-projects", "27 project-roles", "74 federal-projects", "74 project-roles", "77 federal-projects", "77 indicators"],
            await Ask("SELECT DISTINCT region_code || ' ' || resource FROM change_feed.change WHERE resource <> 'institutes' ORDER BY 1")
        );
    }

    [Fact]
    public async Task A_database_without_projects_gets_empty_tables()
    {
        await Do(File.ReadAllText(Repository.File("db/migrations/V0030__projects.sql")));
        Assert.Empty(await Ask("SELECT code FROM projects.federal_project"));
    }

    private async Task Do(string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> Ask(string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
