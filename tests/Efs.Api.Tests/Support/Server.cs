using Efs.Api.Platform.Postgres;
using Efs.Local;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Efs.Api.Tests.Support;

/// <summary>The PostgreSQL server of this test run, with a template database that is migrated once.</summary>
internal static class Server
{
    private const string Template = "efs_template";
    private static readonly Lazy<Task<string>> ready = new(Build);

    /// <summary>Creates a database as a copy of the template.</summary>
    public static async Task<string> NewDatabase()
    {
        var server = await ready.Value;
        var name = $"efs_test_{Guid.NewGuid():N}";
        await Run(server, $"CREATE DATABASE {name} TEMPLATE {Template}");
        return Of(server, name);
    }

    /// <summary>Creates an empty database.</summary>
    public static async Task<string> EmptyDatabase()
    {
        var server = await ready.Value;
        var name = $"efs_test_{Guid.NewGuid():N}";
        await Run(server, $"CREATE DATABASE {name}");
        return Of(server, name);
    }

    public static async Task Drop(string connection) =>
        await Run(await ready.Value, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");

    private static async Task<string> Build()
    {
        var server = await Start();
        await Run(server, $"DROP DATABASE IF EXISTS {Template} WITH (FORCE)");
        await Run(server, $"CREATE DATABASE {Template}");
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Of(server, Template)) { Pooling = false });
        await new Migrator(owner, Commands.References).Run(default);
        return server;
    }

    private static async Task<string> Start() =>
        Variable("EFS_TEST_DATABASE") is { Length: > 0 } given
            ? given
            : Variable("EFS_TEST_POSTGRES") switch
            {
                null or "" or "private" => await StartPrivate(),
                "container" => await StartContainer(),
                var other => throw new InvalidOperationException($"EFS_TEST_POSTGRES is {other}: it must be private or container"),
            };

    private static async Task<string> StartPrivate()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"efs-test-{Environment.ProcessId}");
        var install = Variable("EFS_INSTALL_POSTGRES") == "true";
        var cluster = await EmbeddedPostgres.Start(folder, install, durable: false, Console.Error.WriteLine, default);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Destroy().GetAwaiter().GetResult();
        return cluster.ConnectionString("postgres");
    }

    private static async Task<string> StartContainer()
    {
        var container = Container();
        await container.StartAsync();
        return container.GetConnectionString();
    }

    /// <summary>The container that EFS_TEST_POSTGRES=container asks for; its engine removes it when this process has ended.</summary>
    internal static PostgreSqlContainer Container() =>
        new PostgreSqlBuilder("postgres:17").WithCommand("-c", "max_connections=300").Build();

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    private static string Of(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;

    private static async Task Run(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
