using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Platform;

/// <summary>Faults are made by triggers that the owner puts on the table of schools; each acts on its own sourceId.</summary>
public sealed class ResilienceTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("40001", 1, 201)]
    [InlineData("40P01", 1, 201)]
    [InlineData("40001", 3, 201)]
    [InlineData("0A000", 1, 201)]
    [InlineData("53100", 1, 503)]
    [InlineData("58030", 1, 503)]
    [InlineData("23514", 1, 500)]
    [InlineData("57014", 1, 503)]
    public async Task What_PostgreSQL_undid_is_done_again_and_nothing_else_is(string state, int times, int status)
    {
        var id = $"raised-{state}-{times}".ToLowerInvariant();
        // A sequence is not undone with its transaction: it counts the attempts.
        var fail = $"IF nextval('schools.attempts') <= {times} THEN RAISE EXCEPTION 'once' USING ERRCODE = '{state}'; END IF;";
        await Owner(
            "CREATE SEQUENCE schools.attempts; GRANT ALL ON schools.attempts TO efs_service; " + Trigger("BEFORE INSERT", id, fail)
        );
        try
        {
            Assert.Equal(status, (int)(await efs.Region74.SendJson("POST", "/v1/schools", School(id))).StatusCode);
            Assert.Equal(status == 201 ? times + 1 : 1, await Number("SELECT last_value FROM schools.attempts"));
            Assert.Equal(status == 201 ? 1 : 0, await Count(id));
        }
        finally
        {
            await Owner($"{NoTrigger} DROP SEQUENCE schools.attempts");
        }
    }

    [Fact]
    public async Task A_real_deadlock_is_resolved_by_itself()
    {
        var (a, b) = (
            (await efs.Region74.Create("/v1/schools", School("dead-a"))).Id(),
            (await efs.Region74.Create("/v1/schools", School("dead-b"))).Id()
        );
        // Whoever changes one touches the other too, slowly: two requests wait for each other.
        await Owner(
            "CREATE FUNCTION schools.faulty() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF pg_trigger_depth() = 1 THEN PERFORM "
                + $"pg_sleep(0.3); UPDATE schools.school SET address = 'x' WHERE id IN ('{a}', '{b}') AND id <> NEW.id; END IF; RETURN "
                + "NULL; END $$; CREATE TRIGGER faulty AFTER UPDATE ON schools.school FOR EACH ROW EXECUTE FUNCTION schools.faulty()"
        );
        try
        {
            var before = await Number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
            var answers = await Task.WhenAll(
                new[] { a, b }.Select(id =>
                    efs.Region74.SendJson("PATCH", $"/v1/schools/{id}", """{"fullName":"Другая школа"}""", ("If-Match", "*"))
                )
            );
            Assert.All(answers, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
            await Eventually.True(
                TimeSpan.FromSeconds(30),
                async () => await Number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") > before,
                "PostgreSQL tells of the deadlock"
            );
        }
        finally
        {
            await Owner(NoTrigger);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_whose_backend_is_ended_is_not_repeated_and_says_that_its_outcome_is_open(bool byItself)
    {
        var id = $"ended-{byItself}".ToLowerInvariant();
        await Owner(
            "CREATE SEQUENCE schools.attempts; GRANT ALL ON schools.attempts TO efs_service; "
                + Trigger(
                    "DEFERRED",
                    id,
                    byItself
                        ? "PERFORM nextval('schools.attempts'); PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1);"
                        : "PERFORM nextval('schools.attempts'); PERFORM pg_sleep(1.5);"
                )
        );
        try
        {
            var asked = efs.Region74.SendJson("POST", "/v1/schools", School(id), ("Idempotency-Key", id));
            if (!byItself)
                await Eventually.True(
                    TimeSpan.FromSeconds(10),
                    async () =>
                        await Number(
                            "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                + "current_database() AND state = 'active' AND wait_event = 'PgSleep') x"
                        ) > 0,
                    "the commit is under way"
                );
            var response = await asked;
            await response.ReadErrors(503, "service.outcome-unknown");
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Equal(1, await Number("SELECT last_value FROM schools.attempts"));
            Assert.InRange(await Count(id), 0, 1);
        }
        finally
        {
            await Owner($"{NoTrigger} DROP SEQUENCE schools.attempts");
        }

        // Repeated with its key there is exactly one in the end, however often.
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal(
                HttpStatusCode.Created,
                (await efs.Region74.SendJson("POST", "/v1/schools", School(id), ("Idempotency-Key", id))).StatusCode
            );
        Assert.Equal(1, await Count(id));
    }

    [Fact]
    public async Task A_connection_lost_before_the_commit_is_another_try()
    {
        await Owner(
            "CREATE SEQUENCE schools.attempts; GRANT ALL ON schools.attempts TO efs_service; "
                + Trigger(
                    "BEFORE INSERT",
                    "lost-once",
                    "IF nextval('schools.attempts') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF;"
                )
        );
        try
        {
            Assert.Equal(HttpStatusCode.Created, (await efs.Region74.SendJson("POST", "/v1/schools", School("lost-once"))).StatusCode);
            Assert.Equal(1, await Count("lost-once"));
        }
        finally
        {
            await Owner($"{NoTrigger} DROP SEQUENCE schools.attempts");
        }
    }

    [Fact]
    public async Task A_statement_beyond_its_time_is_stopped_and_says_so()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_QUERY_SECONDS", "1"));
        using var client = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);
        await Owner(Trigger("BEFORE INSERT", "too-long", "PERFORM pg_sleep(20);"));
        try
        {
            await (await client.SendJson("POST", "/v1/schools", School("too-long"))).ReadErrors(503, "service.query-time");
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/schools")).StatusCode); // others are not held up
        }
        finally
        {
            await Owner(NoTrigger);
        }
    }

    [Fact]
    public async Task A_column_whose_type_changes_under_prepared_statements_fails_no_request()
    {
        await ReadOften();
        await Owner("ALTER TABLE schools.school ALTER COLUMN address TYPE varchar(2000)");
        try
        {
            await ReadOften();
        }
        finally
        {
            await Owner("ALTER TABLE schools.school ALTER COLUMN address TYPE text");
        }
        await ReadOften();

        // Several connections of the pool, each often enough to prepare the statement.
        async Task ReadOften()
        {
            for (var i = 0; i < 5; i++)
                foreach (var response in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => efs.Region74.GetAsync("/v1/schools"))))
                    Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private const string NoTrigger = "DROP TRIGGER faulty ON schools.school; DROP FUNCTION schools.faulty();";

    private static string Trigger(string when, string sourceId, string body) =>
        "CREATE FUNCTION schools.faulty() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN IF NEW.source_id = "
        + $"'{sourceId}' THEN {body} END IF; RETURN NEW; END $$; "
        + (
            when == "DEFERRED"
                ? "CREATE CONSTRAINT TRIGGER faulty AFTER INSERT ON schools.school DEFERRABLE INITIALLY DEFERRED"
                : $"CREATE TRIGGER faulty {when} ON schools.school"
        )
        + " FOR EACH ROW EXECUTE FUNCTION schools.faulty();";

    private static JsonObject School(string sourceId)
    {
        var school = Documents.School();
        school["sourceId"] = sourceId;
        return school;
    }

    private Task<long> Count(string sourceId) => Number($"SELECT count(*) FROM schools.school WHERE source_id = '{sourceId}'");

    private async Task<long> Number(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task Owner(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
