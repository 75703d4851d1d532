using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Efs.Local;
using Npgsql;

namespace Efs.Api.Tests.Platform;

/// <summary>A PostgreSQL of these tests' own, to stop and to kill.</summary>
public sealed class OwnCluster : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"efs-away-{Guid.NewGuid():N}");

    internal EmbeddedPostgres Cluster { get; private set; } = null!;
    internal string Data { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Cluster = await EmbeddedPostgres.Start(
            folder,
            install: Environment.GetEnvironmentVariable("EFS_INSTALL_POSTGRES") == "true",
            durable: true,
            _ => { },
            default
        );
        await using var server = NpgsqlDataSource.Create(Cluster.ConnectionString("postgres"));
        await using var show = server.CreateCommand("SHOW data_directory");
        Data = (string)(await show.ExecuteScalarAsync())!;
    }

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        foreach (var made in new[] { Path.GetDirectoryName(Data)!, folder }.Where(Directory.Exists))
            Directory.Delete(made, recursive: true);
    }
}

public sealed class DatabaseAwayTests(OwnCluster own) : IClassFixture<OwnCluster>, IAsyncLifetime
{
    private static readonly TimeSpan promised = TimeSpan.FromSeconds(2),
        limit = TimeSpan.FromSeconds(4),
        patience = TimeSpan.FromSeconds(30);
    private readonly string database = $"efs_{Guid.NewGuid():N}",
        data = own.Data;
    private readonly EmbeddedPostgres cluster = own.Cluster;
    private RunningApp app = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        await cluster.EnsureRunning(default);
        await using (
            var server = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(cluster.ConnectionString("postgres")) { Pooling = false }
            )
        )
        await using (var create = server.CreateCommand($"CREATE DATABASE {database}"))
            await create.ExecuteNonQueryAsync();
        await using (var owner = NpgsqlDataSource.Create(cluster.ConnectionString(database)))
            await new Migrator(owner, Commands.References).Run(default);
        app = await Start(timeout: null);
        client = await app.Client("region-74", EfsHost.WholeRegion, "74");
        await client.Create("/v1/schools", Documents.School());
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_database_that_was_killed_is_a_503_within_two_seconds_and_work_resumes_by_itself()
    {
        await Kill();
        for (var i = 0; i < 3; i++)
            await Refused();
        await cluster.EnsureRunning(default);
        await Resumes();
    }

    [Fact]
    public async Task A_database_that_hangs_is_a_503_within_two_seconds_and_work_resumes_by_itself()
    {
        int[] processes = [];
        var count = new Lock();
        using var stop = new CancellationTokenSource();
        var slowest = TimeSpan.Zero;
        // Requests are on their way all the time: when it begins to hang, while it hangs, when it wakes.
        var workers = Enumerable
            .Range(0, 16)
            .Select(i =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        var watch = Stopwatch.StartNew();
                        var response =
                            i % 2 == 0
                                ? await client.GetAsync("/v1/schools")
                                : await client.SendJson("POST", "/v1/schools", Documents.School());
                        lock (count)
                            if (watch.Elapsed > slowest)
                                slowest = watch.Elapsed;
                        Assert.True(
                            response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable,
                            $"{response.StatusCode}"
                        );
                        await Task.Delay(10);
                    }
                })
            )
            .ToList();
        await Task.Delay(300);
        processes = Hang();
        try
        {
            await Task.Delay(promised);
            for (var i = 0; i < 5; i++) // longer than its statements may run
            {
                await Refused();
                await Task.Delay(1000);
            }
        }
        finally
        {
            Signal("CONT", processes);
        }
        await Resumes();
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        Assert.True(slowest < limit, $"{slowest}"); // it hung for longer
    }

    [Fact]
    public async Task A_database_that_hangs_for_less_than_its_timeout_is_waited_for()
    {
        await using var patient = await Start(timeout: "20000");
        using var region = patient.With(client.DefaultRequestHeaders.Authorization!.Parameter!);
        var processes = Hang();
        Task<HttpResponseMessage> asked;
        try
        {
            asked = region.SendJson("POST", "/v1/schools", Documents.School());
            await Task.Delay(promised);
        }
        finally
        {
            Signal("CONT", processes);
        }
        Assert.Equal(HttpStatusCode.Created, (await asked).StatusCode);
    }

    [Fact]
    public async Task What_was_refused_while_the_database_hung_is_not_done_when_it_wakes()
    {
        var processes = Hang();
        List<HttpResponseMessage> answers;
        try
        {
            answers =
            [
                .. await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.SendJson("POST", "/v1/schools", Named($"hung-{i}")))),
            ];
        }
        finally
        {
            Signal("CONT", processes);
        }
        foreach (var response in answers)
            await response.ReadErrors(503, "service.unavailable");
        await Resumes();
        await Task.Delay(500);
        Assert.DoesNotContain(
            (await client.GetJson("/v1/schools?limit=500"))["items"]!.AsArray(),
            s => ((string?)s!["sourceId"])?.StartsWith("hung-", StringComparison.Ordinal) == true
        );
    }

    [Fact]
    public async Task Killing_the_database_under_a_stream_of_writes_loses_nothing_that_was_answered()
    {
        var answered = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        var response = await client.SendJson("POST", "/v1/schools", Documents.School());
                        if (response.StatusCode == HttpStatusCode.Created)
                            answered.Add((await response.Json()).Id());
                        else
                            await Task.Delay(20);
                    }
                })
            )
            .ToList();
        for (var round = 0; round < 3; round++)
        {
            var before = answered.Count;
            await Eventually.True(patience, () => Task.FromResult(answered.Count > before + 20), "writes are answered");
            await Kill();
            await cluster.EnsureRunning(default);
        }
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await Resumes();

        var kept = new HashSet<Guid>();
        await using var owner = NpgsqlDataSource.Create(cluster.ConnectionString(database));
        await using var all = owner.CreateCommand("SELECT id FROM schools.school");
        await using (var rows = await all.ExecuteReaderAsync())
            while (await rows.ReadAsync())
                kept.Add(rows.GetGuid(0));
        Assert.True(answered.Count > 60);
        Assert.Empty(answered.Except(kept));
    }

    [Fact]
    public async Task A_write_that_no_standby_has_is_not_answered_as_done()
    {
        await Alter("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        await Alter("SELECT pg_reload_conf()");
        var (sourceId, number) = ("", 0);
        var waited = TimeSpan.Zero;
        try
        {
            HttpResponseMessage response = null!;
            await Eventually.True(
                patience,
                async () =>
                {
                    sourceId = $"alone-{++number}";
                    var watch = Stopwatch.StartNew();
                    response = await Put();
                    waited = watch.Elapsed;
                    return response.StatusCode != HttpStatusCode.Created; // the server has read its settings
                },
                "commits wait for a standby"
            );
            await response.ReadErrors(503, "service.outcome-unknown");
            Assert.InRange(waited, limit, limit + promised);
            Assert.False(await IsListed()); // a reader would take it for kept

            sourceId = "cancelled";
            var cancelled = Put();
            await Eventually.True(
                limit,
                async () =>
                {
                    await Alter(
                        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' ORDER BY xact_start DESC LIMIT 1"
                    );
                    return cancelled.IsCompleted;
                },
                "cancelled, it is answered"
            );
            await (await cancelled).ReadErrors(503, "service.outcome-unknown");
        }
        finally
        {
            await Alter("ALTER SYSTEM RESET synchronous_standby_names");
            await Alter("SELECT pg_reload_conf()");
        }
        await Resumes();
        sourceId = $"alone-{number}";
        await Eventually.True(patience, IsListed, "the commit that waited is done");

        Task<HttpResponseMessage> Put() => client.SendJson("PUT", $"/v1/schools/by-source/74/{sourceId}", Named(sourceId));

        async Task<bool> IsListed() => (await client.GetJson($"/v1/schools?sourceId={sourceId}"))["items"]!.AsArray().Count > 0;
    }

    [Theory]
    [InlineData(false)] // 55000: does not accept connections
    [InlineData(true)] // 3D000: does not exist
    public async Task A_database_that_lets_nobody_in_is_a_503_and_work_resumes_by_itself(bool isRenamed)
    {
        await Alter($"ALTER DATABASE {database} ALLOW_CONNECTIONS false"); // a database in use can't be renamed
        await Disconnect();
        if (isRenamed)
            await Alter($"ALTER DATABASE {database} RENAME TO {database}_away");
        try
        {
            for (var i = 0; i < 3; i++)
            {
                await Refused();
                await Task.Delay(500);
            }
        }
        finally
        {
            if (isRenamed)
                await Alter($"ALTER DATABASE {database}_away RENAME TO {database}");
            await Alter($"ALTER DATABASE {database} ALLOW_CONNECTIONS true");
        }
        await Resumes();
    }

    [Fact]
    public async Task A_database_that_only_reads_answers_reads_and_is_a_503_for_writes_and_for_readiness()
    {
        await Alter($"ALTER DATABASE {database} SET default_transaction_read_only = on");
        try
        {
            await Disconnect();
            await Eventually.True(
                patience,
                async () => (await client.GetAsync("/v1/schools")).StatusCode == HttpStatusCode.OK,
                "reads work"
            );
            var response = await client.SendJson("POST", "/v1/schools", Documents.School());
            await response.ReadErrors(503, "service.unavailable");
            Assert.NotNull(response.Headers.RetryAfter);
            await Eventually.True(
                promised,
                async () => (await app.Anyone.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable,
                "not ready"
            );
        }
        finally
        {
            await Alter($"ALTER DATABASE {database} RESET default_transaction_read_only");
            await Disconnect();
        }
        await Resumes();
    }

    private Task<RunningApp> Start(string? timeout) =>
        RunningApp.Start(
            cluster.ConnectionString(database),
            ("EFS_QUERY_SECONDS", $"{limit.TotalSeconds}"),
            ("EFS_DATABASE_TIMEOUT_MS", timeout)
        );

    private Task Disconnect() => Alter($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");

    private async Task Alter(string sql)
    {
        await using var server = NpgsqlDataSource.Create(cluster.ConnectionString("postgres"));
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static JsonObject Named(string sourceId)
    {
        var school = Documents.School();
        school["sourceId"] = sourceId;
        return school;
    }

    // Whatever is asked: it is answered in time, and the process itself lives.
    private async Task Refused()
    {
        foreach (
            var ask in new Func<Task<HttpResponseMessage>>[]
            {
                () => client.GetAsync("/v1/schools"),
                () => client.GetAsync($"/v1/schools/{Guid.NewGuid()}"),
                () => client.SendJson("POST", "/v1/schools", Documents.School()),
                () => client.SendJson("PUT", "/v1/schools/by-source/74/x", Documents.School()),
                () => client.GetAsync("/v1/regions"),
                () => app.Anyone.GetAsync("/health/ready"),
                () =>
                    app.Anyone.PostAsync(
                        "/oauth/token",
                        new FormUrlEncodedContent([
                            new("grant_type", "client_credentials"),
                            new("client_id", "region-74"),
                            new("client_secret", "x"),
                        ])
                    ),
            }
        )
        {
            var watch = Stopwatch.StartNew();
            var response = await ask();
            Assert.True(watch.Elapsed < promised, $"{response.RequestMessage!.RequestUri} took {watch.Elapsed}");
            await response.ReadErrors(503, "service.unavailable");
            Assert.NotNull(response.Headers.RetryAfter);
        }
        var live = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.OK, (await app.Anyone.GetAsync("/health/live")).StatusCode);
        Assert.True(live.Elapsed < promised);
    }

    private async Task Resumes()
    {
        await Eventually.True(
            patience,
            async () => (await app.Anyone.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK,
            "the service is ready again"
        );
        await Eventually.True(
            patience,
            async () => (await client.SendJson("POST", "/v1/schools", Documents.School())).StatusCode == HttpStatusCode.Created,
            "writes work again"
        );
        await Eventually.True(
            patience,
            async () => (await client.GetAsync("/v1/schools")).StatusCode == HttpStatusCode.OK,
            "reads work again"
        );
    }

    private int Postmaster() => int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    // The postmaster first: it makes no more of them then.
    private int[] Hang()
    {
        var postmaster = Postmaster();
        Signal("STOP", postmaster);
        int[] processes = [postmaster, .. Children(postmaster)];
        Signal("STOP", processes);
        return processes;
    }

    private static int[] Children(int postmaster) =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(n => int.TryParse(n, out _))
                .Select(n => int.Parse(n!, CultureInfo.InvariantCulture))
                .Where(pid => ParentOf(pid) == postmaster),
        ];

    private static int ParentOf(int pid)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Trim().Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Signal(string signal, params int[] processes)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. processes.Select(p => $"{p}")]);
        kill.WaitForExit();
    }

    private async Task Kill()
    {
        var processes = Hang();
        Signal("KILL", processes);
        await Eventually.True(
            patience,
            () =>
                Task.FromResult(
                    processes.All(p =>
                        !Directory.Exists($"/proc/{p}") || File.ReadAllText($"/proc/{p}/stat").Contains(") Z ", StringComparison.Ordinal)
                    )
                ),
            "the server is gone"
        );
    }
}
