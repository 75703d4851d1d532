using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using EvolveDb;
using Npgsql;

namespace Efs.Api.Tests.Platform;

/// <summary>Each test has a database of its own, which is empty at first.</summary>
public sealed class MigratorTests : IAsyncLifetime
{
    private const string Scripts = "SELECT count(*) FROM platform.migration WHERE success AND name LIKE '%.sql'";
    private const string Entry =
        "INSERT INTO platform.audit (client, action, operation, records, members, trace_id) VALUES ('c', 'read', 'o', '{}', '{}', '')";
    private string connection = "";
    private NpgsqlDataSource owner = null!;

    public async Task InitializeAsync()
    {
        connection = await Server.EmptyDatabase();
        owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 5 });
    }

    public async Task DisposeAsync()
    {
        await owner.DisposeAsync();
        await Server.Drop(connection);
    }

    [Fact]
    public async Task An_empty_database_gets_everything_once_and_in_order()
    {
        var applied = await Migrate();
        Assert.Equal(applied.Where(IsMigration).Order(StringComparer.Ordinal), applied.TakeWhile(IsMigration));
        Assert.Contains("R__audit.sql", applied);
        Assert.Contains("db/reference/regions.csv", applied);
        Assert.Equal(89, await Ask<long>("SELECT count(*) FROM regions.region"));
        Assert.Empty(await Missing());

        Assert.Empty(await Migrate());
        Assert.Equal(
            applied.Order(),
            (
                await Ask<string[]>(
                    "SELECT array_agg(name) FROM (SELECT name FROM platform.reference_file UNION ALL SELECT name FROM "
                        + "platform.migration WHERE success AND name LIKE '%.sql') AS applied"
                )
            ).Order()
        );
    }

    [Fact]
    public async Task A_migration_that_was_released_after_one_with_a_higher_number_is_applied()
    {
        await Migrate();
        await Do("DELETE FROM platform.migration WHERE name = 'V0014__import_sheets.sql'; ALTER TABLE imports.import DROP COLUMN sheets");
        Assert.Equal(["V0014__import_sheets.sql"], await Migrate());
        Assert.Empty(await Missing());
    }

    [Fact]
    public async Task A_migration_that_was_edited_after_it_had_been_applied_is_refused_by_name()
    {
        await Migrate();
        await Do("UPDATE platform.migration SET checksum = 'another' WHERE name = 'V0004__schools.sql'");
        var rejected = await Assert.ThrowsAsync<EvolveValidationException>(Migrate);
        Assert.Contains("checksum", rejected.Message, StringComparison.Ordinal);
        Assert.Contains("V0004__schools.sql", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_releases_the_lock()
    {
        await Migrate();
        await Do("UPDATE platform.migration SET checksum = 'another' WHERE name = 'V0004__schools.sql'");
        await Assert.ThrowsAsync<EvolveValidationException>(Migrate);
        Assert.Equal(
            0,
            await Ask<long>(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE "
                    + "datname = current_database())"
            )
        );
    }

    [Fact]
    public async Task Migrators_that_start_at_once_apply_everything_once()
    {
        var own = new NpgsqlConnectionStringBuilder(connection) { Pooling = false, CommandTimeout = 0 };
        await using var instances = NpgsqlDataSource.Create(own);
        var applied = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => new Migrator(instances, Commands.References).Run(default)))
        );
        Assert.Single(applied, a => a.Count > 0);
        Assert.Equal(applied.Sum(a => a.Count(IsScript)), await Ask<long>(Scripts));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind_and_is_run_again()
    {
        await Do("CREATE SCHEMA schools"); // in the way of the fourth
        var failed = await Assert.ThrowsAnyAsync<EvolveException>(Migrate);
        Assert.Contains("V0004__schools.sql", failed.Message, StringComparison.Ordinal);
        Assert.IsType<PostgresException>(failed.GetBaseException());
        Assert.Equal(3, await Ask<long>(Scripts));
        await Do("DROP SCHEMA schools");
        Assert.Contains("V0004__schools.sql", await Migrate());
    }

    [Fact]
    public async Task A_migration_that_waits_for_a_lock_lets_requests_pass_and_says_for_whom()
    {
        await Migrate();
        await Do("DROP TRIGGER audit_append_only ON platform.audit");
        await using var writer = await owner.OpenConnectionAsync();
        await using var transaction = await writer.BeginTransactionAsync();
        await using (var write = new NpgsqlCommand(Entry, writer, transaction))
            await write.ExecuteNonQueryAsync();

        var lines = new ConcurrentQueue<string>();
        var migrating = new Migrator(owner, Commands.References, lines.Enqueue).Run(default);
        await Eventually.True(TimeSpan.FromSeconds(30), () => Task.FromResult(!lines.IsEmpty), "a line");
        var asked = Stopwatch.StartNew();
        await Do(Entry);
        Assert.InRange(asked.Elapsed.TotalSeconds, 0, 5);
        await Task.Delay(TimeSpan.FromSeconds(3)); // longer than the migration waits at once
        Assert.False(migrating.IsCompleted);

        await transaction.CommitAsync();
        Assert.Empty(await migrating);
        Assert.Equal($"The migration waits for a lock, held by session {writer.ProcessID}: {Entry}", lines.First());
        Assert.Equal(
            1,
            await Ask<long>("SELECT count(*) FROM pg_trigger WHERE tgname = 'audit_append_only' AND tgrelid = 'platform.audit'::regclass")
        );
    }

    [Fact]
    public async Task Repeatable_scripts_that_run_again_lock_no_table_that_others_use()
    {
        await Migrate();
        await Do("UPDATE platform.migration SET checksum = '' WHERE name LIKE 'R\\_\\_%'");
        var tables = await Ask<string[]>("SELECT array_agg(DISTINCT tgrelid::regclass::text) FROM pg_trigger WHERE NOT tgisinternal");
        Assert.True(tables.Length > 10);
        await using var other = await owner.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var use = new NpgsqlCommand($"LOCK TABLE {string.Join(", ", tables)} IN ROW EXCLUSIVE MODE", other, transaction))
            await use.ExecuteNonQueryAsync();

        var applied = await Migrate().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(
            ["R__audit.sql", "R__changes.sql", "R__depersonalise.sql", "R__triggers.sql"],
            applied.Where(name => !name.StartsWith("R__analytic", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("DROP TRIGGER change_note_insert ON schools.school")]
    [InlineData("DROP TRIGGER change_take_position ON change_feed.change")]
    [InlineData("ALTER TABLE schools.school DISABLE TRIGGER change_note_insert")]
    [InlineData(
        "CREATE OR REPLACE TRIGGER change_note_insert AFTER INSERT ON schools.school REFERENCING NEW TABLE AS changed "
            + "FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('roofs')"
    )]
    public async Task A_trigger_that_differs_is_made_anew(string change)
    {
        const string Triggers =
            "SELECT array_agg(concat(tgenabled, pg_get_triggerdef(oid)) ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger "
            + "WHERE NOT tgisinternal";
        await Migrate();
        var before = await Ask<string[]>(Triggers);
        await Do(change);
        Assert.NotEqual(before, await Ask<string[]>(Triggers));
        await Migrate();
        Assert.Equal(before, await Ask<string[]>(Triggers));
    }

    [Fact]
    public async Task An_instance_that_waits_for_another_says_for_whom()
    {
        await Migrate();
        await using var other = await owner.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({0x4546_5300})", other, transaction))
            await hold.ExecuteNonQueryAsync();

        var lines = new ConcurrentQueue<string>();
        var migrating = new Migrator(owner, Commands.References, lines.Enqueue).Run(default);
        await Eventually.True(TimeSpan.FromSeconds(30), () => Task.FromResult(!lines.IsEmpty), "a line");
        await transaction.RollbackAsync();
        Assert.Empty(await migrating);
        Assert.StartsWith(
            $"The migration waits for another instance that migrates, held by session {other.ProcessID}: SELECT pg_advisory_xact_lock",
            lines.First(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_missing_migration_is_known_by_name()
    {
        await Migrate();
        await Do("DELETE FROM platform.migration WHERE name = 'V0006__security.sql'");
        Assert.Equal(["V0006__security.sql"], await Missing());
    }

    [Fact]
    public async Task Repeatable_scripts_that_changed_are_applied_again()
    {
        await Migrate();
        await Do(
            "DROP TRIGGER audit_append_only ON platform.audit; UPDATE platform.migration SET checksum = '' WHERE name = 'R__audit.sql'"
        );
        Assert.Equal(["R__audit.sql"], await Migrate());
        Assert.Equal(
            1,
            await Ask<long>("SELECT count(*) FROM pg_trigger WHERE tgname = 'audit_append_only' AND tgrelid = 'platform.audit'::regclass")
        );
    }

    [Fact]
    public async Task A_dictionary_that_changed_updates_its_items_and_deletes_none()
    {
        await Migrate();
        var title = await Ask<string>("SELECT title FROM regions.dictionary_item WHERE dictionary = 'positions' AND code = 'teacher'");
        await Do(
            """
            INSERT INTO regions.dictionary_item (dictionary, code, title) VALUES ('positions', 'lamplighter', 'Фонарщик');
            UPDATE regions.dictionary_item SET title = 'Устарело', "group" = 'x', valid_to = '2000-01-01'
                WHERE dictionary = 'positions' AND code = 'teacher';
            DELETE FROM regions.dictionary_item WHERE dictionary = 'positions' AND code = 'director';
            UPDATE platform.reference_file SET checksum = '' WHERE name = 'db/reference/positions.csv';
            """
        );
        var before = await Ask<long>("SELECT count(*) FROM regions.dictionary_item WHERE dictionary <> 'positions'");

        Assert.Equal(["db/reference/positions.csv"], await Migrate());

        Assert.Equal(
            "Фонарщик",
            await Ask<string>("SELECT title FROM regions.dictionary_item WHERE dictionary = 'positions' AND code = 'lamplighter'")
        );
        Assert.Equal(
            $"{title} pedagogical t",
            await Ask<string>(
                "SELECT concat_ws(' ', title, \"group\", valid_to IS NULL) FROM regions.dictionary_item WHERE dictionary = "
                    + "'positions' AND code = 'teacher'"
            )
        );
        Assert.Equal(before, await Ask<long>("SELECT count(*) FROM regions.dictionary_item WHERE dictionary <> 'positions'"));
    }

    [Theory]
    [InlineData("UPDATE platform.audit SET client = ''")]
    [InlineData("DELETE FROM platform.audit")]
    [InlineData("TRUNCATE platform.audit")]
    [InlineData("ALTER TABLE platform.audit ADD x int")]
    [InlineData("ALTER TABLE platform.audit DISABLE TRIGGER audit_append_only")]
    [InlineData("DROP TRIGGER audit_append_only ON platform.audit")]
    [InlineData("DROP TABLE platform.audit")]
    [InlineData("SET efs.prune_audit = 'on'; DELETE FROM platform.audit")]
    [InlineData(
        "INSERT INTO platform.audit (at, client, action, operation, records, members, trace_id) VALUES (now(), '', '', '', '{}', '{}', '')"
    )]
    [InlineData(
        "INSERT INTO platform.audit (position, client, action, operation, records, members, trace_id) OVERRIDING SYSTEM VALUE "
            + "VALUES (1, '', '', '', '{}', '{}', '')"
    )]
    [InlineData("DROP TABLE educators.educator")]
    [InlineData("ALTER TABLE educators.educator DROP COLUMN personal")]
    [InlineData("ALTER TABLE educators.educator DISABLE TRIGGER educator_audit_update")]
    [InlineData("SET session_replication_role = replica")]
    [InlineData("CREATE OR REPLACE FUNCTION educators.audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")]
    [InlineData("CREATE TABLE educators.copy AS SELECT 1 AS x")]
    [InlineData("CREATE TABLE public.copy AS SELECT 1 AS x")]
    [InlineData("CREATE SCHEMA other")]
    [InlineData("UPDATE platform.migration SET checksum = ''")]
    [InlineData("UPDATE platform.reference_file SET checksum = ''")]
    [InlineData("DELETE FROM platform.data_key")]
    [InlineData("UPDATE regions.region SET name = ''")]
    [InlineData("DELETE FROM regions.dictionary_item")]
    public async Task The_services_role_may_not(string statement)
    {
        await Migrate();
        await using var service = Service();
        var exception = await Assert.ThrowsAsync<PostgresException>(() => service.CreateCommand(statement).ExecuteNonQueryAsync());
        // By its rights; the trigger on the audit log is a second wall.
        Assert.Matches("^(permission denied|must be owner)", exception.MessageText);
    }

    [Fact]
    public async Task The_services_role_may_add_to_the_audit_log_and_read_it()
    {
        await Migrate();
        await using var service = Service();
        await service.CreateCommand(Entry).ExecuteNonQueryAsync();
        Assert.Equal(1L, await service.CreateCommand("SELECT count(*) FROM platform.audit").ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("UPDATE platform.audit SET client = ''")]
    [InlineData("DELETE FROM platform.audit")]
    [InlineData("TRUNCATE platform.audit")]
    public async Task Not_even_the_owner_changes_the_audit_log_by_mistake(string statement)
    {
        await Migrate();
        var exception = await Assert.ThrowsAsync<PostgresException>(() => Do(statement));
        Assert.Equal("platform.audit is append-only", exception.MessageText);
    }

    [Fact]
    public async Task The_login_of_the_service_is_created_and_owns_nothing()
    {
        await Migrate();
        var login = $"login_{Guid.NewGuid():N}";
        var database = new NpgsqlConnectionStringBuilder(connection)
        {
            Username = login,
            Password = "pencil",
            Pooling = false,
        };
        for (var i = 0; i < 2; i++) // the second time there is nothing to do
            await ServiceLogin.Ensure(owner, database, default);
        Assert.StartsWith(
            "SCRAM-SHA-256$4096:",
            await Ask<string>($"SELECT rolpassword FROM pg_authid WHERE rolname = '{login}'"),
            StringComparison.Ordinal
        );
        await using (var service = NpgsqlDataSource.Create(database))
        {
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                (
                    await Assert.ThrowsAsync<PostgresException>(() =>
                        service.CreateCommand("ALTER TABLE platform.audit DISABLE TRIGGER ALL").ExecuteNonQueryAsync()
                    )
                ).SqlState
            );
            await service.CreateCommand(Entry).ExecuteNonQueryAsync();
        }
        Assert.Equal(login, await Ask<string>("SELECT login FROM platform.audit"));
        await Do($"DROP ROLE {login}");
    }

    // The example of RFC 7677: who knows the verifier signs as the server does.
    [Fact]
    public void The_verifier_of_a_password_is_that_of_the_standard()
    {
        const string Nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        const string Salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
        var messages = $"n=user,r=rOprNGfwEbeRWgbNEkqO,r={Nonce},s={Salt},i=4096,c=biws,r={Nonce}";
        var keys = ServiceLogin.Verifier("pencil", Convert.FromBase64String(Salt)).Split('$')[2].Split(':');
        var signature = HMACSHA256.HashData(Convert.FromBase64String(keys[1]), Encoding.UTF8.GetBytes(messages));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(signature));
        var mask = HMACSHA256.HashData(Convert.FromBase64String(keys[0]), Encoding.UTF8.GetBytes(messages));
        var proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        Assert.Equal(keys[0], Convert.ToBase64String(SHA256.HashData([.. proof.Zip(mask, (p, m) => (byte)(p ^ m))])));
    }

    [Fact]
    public async Task The_audit_log_has_a_month_for_each_entry_of_a_year_and_drops_those_that_are_over()
    {
        await Migrate();
        Assert.InRange(await Ask<long>("SELECT count(*) FROM pg_inherits WHERE inhparent = 'platform.audit'::regclass"), 13, 14);
        await using (var service = Service())
            await service.CreateCommand("SELECT platform.ensure_audit_months()").ExecuteNonQueryAsync();
        await Do(
            """
            ALTER TABLE platform.audit DETACH PARTITION platform.audit_first;
            CREATE TABLE platform.audit_over PARTITION OF platform.audit FOR VALUES FROM (MINVALUE) TO ('2015-01-01');
            DO $$
            BEGIN
                EXECUTE format('CREATE TABLE platform.audit_since PARTITION OF platform.audit FOR VALUES FROM (%L) TO (%L)',
                    '2015-01-01', date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + interval '1 month');
            END $$;
            INSERT INTO platform.audit (at, client, action, operation, records, members, trace_id)
            SELECT a, 'c', 'read', 'o', '{}', '{}', ''
            FROM unnest(ARRAY['2014-12-31', '2014-01-01', '2015-06-01', now()]) a;
            """
        );
        Assert.Equal(3, await AuditPruning.Run(owner, 10, default));
        Assert.Equal(0, await Ask<long>("SELECT count(*) FROM pg_class WHERE relname = 'audit_over'"));
        Assert.Equal(2, await Ask<long>("SELECT count(*) FROM platform.audit")); // one that stays, and the pruning itself
    }

    private static bool IsMigration(string name) => name.StartsWith('V');

    private static bool IsScript(string name) => name.EndsWith(".sql", StringComparison.Ordinal);

    private NpgsqlDataSource Service() =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Options = "-c role=efs_service", Pooling = false });

    private Task<IReadOnlyList<string>> Migrate() => new Migrator(owner, Commands.References).Run(default);

    private async Task<IReadOnlyList<string>> Missing()
    {
        await using var connection = await owner.OpenConnectionAsync();
        return Migrator.Missing(connection.Query<string>(Migrator.Applied));
    }

    private async Task Do(string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<T> Ask<T>(string sql)
    {
        await using var command = owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
