using System.Security.Cryptography;
using Efs.Api.Platform;
using Npgsql;

namespace Efs.Local;

/// <summary>The database of a development machine, in a PostgreSQL server that starts and stops with this program.</summary>
internal sealed class PrivateDatabase : IAsyncDisposable
{
    private const string Name = "efs";
    private const string Login = "efs_login";
    private static readonly TimeSpan checkInterval = TimeSpan.FromMilliseconds(500);

    private readonly EmbeddedPostgres postgres;

    private PrivateDatabase(EmbeddedPostgres postgres, Settings settings) => (this.postgres, Settings) = (postgres, settings);

    /// <summary>The service's settings with this database.</summary>
    public Settings Settings { get; }

    public static async Task<PrivateDatabase> Start(LocalSettings local)
    {
        var postgres = await EmbeddedPostgres.Start(
            local.Folder,
            local.InstallPostgres,
            durable: true,
            Console.Error.WriteLine,
            CancellationToken.None
        );
        await CreateDatabase(postgres);
        var key = await MasterKey(Path.Combine(local.Folder, "master.key"));
        return new(postgres, local.Service(postgres.ConnectionString(Name, Login), postgres.ConnectionString(Name), key));
    }

    /// <summary>Starts the server again whenever it is killed, until the service stops; the service answers 503 meanwhile.</summary>
    public async Task KeepRunning(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(checkInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await EnsureRunning(stopping);
        }
        catch (OperationCanceledException) { }
    }

    public ValueTask DisposeAsync() => postgres.DisposeAsync();

    private async Task EnsureRunning(CancellationToken stopping)
    {
        try
        {
            await postgres.EnsureRunning(stopping);
        }
        catch (LocalPostgresException e)
        {
            Console.Error.WriteLine(e.Message);
        }
    }

    private static async Task CreateDatabase(EmbeddedPostgres postgres)
    {
        await using var server = NpgsqlDataSource.Create(postgres.ConnectionString("postgres"));
        await using var find = server.CreateCommand($"SELECT count(*) FROM pg_database WHERE datname = '{Name}'");
        if (await find.ExecuteScalarAsync() is not 0L)
            return;
        await using var create = server.CreateCommand($"CREATE DATABASE {Name}");
        await create.ExecuteNonQueryAsync();
    }

    private static async Task<byte[]> MasterKey(string file)
    {
        if (File.Exists(file))
            return Convert.FromBase64String(await File.ReadAllTextAsync(file));
        var key = RandomNumberGenerator.GetBytes(32);
        await PrivateFile.Write(file, Convert.ToBase64String(key));
        return key;
    }
}
