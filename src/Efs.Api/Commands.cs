using System.Security.Cryptography;
using Dapper;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Security;
using Efs.Api.Platform;
using Efs.Api.Platform.Local;
using Efs.Api.Platform.OpenApi;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using MediatR;
using Npgsql;

namespace Efs.Api;

/// <summary>What the program does when it is called.</summary>
internal static class Commands
{
    public static async Task<int> Serve(Settings settings, string[] args)
    {
        await using var postgres = await Private(settings);
        await Migrated(settings);
        await using var app = App.Build(settings, args);
        if (postgres is not null)
            app.Services.GetRequiredService<IHostApplicationLifetime>()
                .ApplicationStarted.Register(() => _ = Keep(postgres, app.Lifetime.ApplicationStopping));
        await Prepare(app.Services);
        var demo = postgres is null ? null : await Demo.Load(app.Services, settings);
        await app.StartAsync();
        Console.WriteLine(demo is null ? $"Efs.Api serves at {string.Join(", ", app.Urls)}" : demo.Greeting(app.Urls.First()));
        await app.WaitForShutdownAsync();
        Console.WriteLine("Stopped");
        return 0;
    }

    public static async Task<int> Migrate(Settings settings)
    {
        await using var postgres = await Private(settings);
        var applied = await Migrated(settings);
        Console.WriteLine(applied.Count == 0 ? "The database is up to date" : $"Applied: {string.Join(", ", applied)}");
        return 0;
    }

    public static async Task<int> OpenApi(Settings settings)
    {
        if (settings.Database is null)
            settings.UsePrivate("Host=none", RandomNumberGenerator.GetBytes(32));
        await using var app = App.Build(settings);
        app.Urls.Clear();
        app.Urls.Add("http://127.0.0.1:0"); // routes are known to a service that runs
        await app.StartAsync();
        Console.Write(await Contract.Text(app.Services));
        await app.StopAsync();
        return 0;
    }

    /// <summary>Makes the first administrator of a new installation and prints the secret, this once.</summary>
    public static async Task<int> AddAdministrator(Settings settings)
    {
        await using var postgres = await Private(settings);
        await Migrated(settings);
        await using var app = App.Build(settings);
        await Prepare(app.Services);
        var made = await As(
            app.Services,
            mediator =>
                mediator.Send(
                    new CreateClient
                    {
                        Client = new()
                        {
                            Id = $"administrator-{Guid.NewGuid():N}"[..22],
                            Name = "Administrator",
                            Scopes = ["security:admin", "regions:read"],
                            IsFederal = true,
                        },
                    }
                )
        );
        Console.WriteLine($"client_id     {made.Client.Id}\nclient_secret {made.Secret.Secret}\nThe secret is not shown again.");
        return 0;
    }

    /// <summary>Adds a data key and seals every educator's data with it; with a previous master key, seals the data keys with the present one instead.</summary>
    public static async Task<int> RotateKeys(Settings settings)
    {
        await using var postgres = await Private(settings);
        await Migrated(settings);
        await using var app = App.Build(settings);
        var keys = app.Services.GetRequiredService<KeyStore>();
        if (settings.PreviousMasterKey is { } previous)
        {
            // Instances that run with the previous key still hold the data keys that they have read; a new one they could not open.
            Console.WriteLine(
                $"Data keys sealed with the new master key: {await keys.ChangeMaster(previous, default)}. Restart every instance with it; then rotate-keys without EFS_MASTER_KEY_PREVIOUS makes a new data key"
            );
            return 0;
        }
        await Prepare(app.Services);
        await keys.Add(default);
        Console.WriteLine("A data key was added; waiting until every running instance knows it");
        await Task.Delay(TimeSpan.FromSeconds(15));
        Console.WriteLine($"Educators sealed anew: {await app.Services.GetRequiredService<Reencryption>().Run(default)}");
        return 0;
    }

    public static int Help()
    {
        Console.WriteLine(
            """
            Efs.Api: the backend of the unified federal system of support of educators (ЕФС)

              serve              answers HTTP (the default); migrates first
              migrate            brings the database up to date and ends
              openapi            prints the contract
              add-administrator  makes an administrator client and prints its secret once
              rotate-keys        makes a data key and seals personal data anew; with EFS_MASTER_KEY_PREVIOUS changes the master key instead
              --help             this

            Settings are environment variables, listed in the README. Without EFS_DATABASE a private PostgreSQL is started.
            """
        );
        return 0;
    }

    public static int Unknown(string command)
    {
        Console.Error.WriteLine(
            $"Unknown verb «{command}». The verbs are: serve, migrate, openapi, add-administrator, rotate-keys, --help"
        );
        return 2;
    }

    /// <summary>Reads what every request needs: keys, reference data, signing keys.</summary>
    internal static async Task Prepare(IServiceProvider services)
    {
        await services.GetRequiredService<KeyStore>().Load(default);
        await services.GetRequiredService<ReferenceStore>().Load(default);
        await services.GetRequiredService<SigningKeys>().Load(default);
    }

    /// <summary>Sends messages in the name of the operator at the console.</summary>
    internal static async Task<T> As<T>(IServiceProvider services, Func<IMediator, Task<T>> work)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Caller = new(
            "console",
            ApiClientFields.KnownScopes.ToHashSet(),
            services.GetRequiredService<ReferenceStore>().Current.Regions,
            true
        );
        return await work(scope.ServiceProvider.GetRequiredService<IMediator>());
    }

    private static async Task<IReadOnlyList<string>> Migrated(Settings settings)
    {
        await using var owner = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(settings.Owner!.ConnectionString)
            {
                Pooling = false,
                CommandTimeout = 0,
                Timeout = 5,
            }
        );
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await new Migrator(owner).Run(default);
            }
            catch (NpgsqlException away) when (Resilience.IsLost(away) && attempt < 30)
            {
                if (attempt == 1)
                    Console.Error.WriteLine("The database does not answer yet; waiting for it up to a minute");
                await Task.Delay(TimeSpan.FromSeconds(2));
            }
        }
    }

    private static async Task<EmbeddedPostgres?> Private(Settings settings)
    {
        if (settings.Database is not null)
            return null;
        var cluster = await EmbeddedPostgres.Start(
            settings.Data,
            settings.InstallPostgres,
            durable: true,
            Console.Error.WriteLine,
            default
        );
        await using (var server = NpgsqlDataSource.Create(cluster.ConnectionString("postgres")))
        {
            await using var connection = await server.OpenConnectionAsync();
            if (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_database WHERE datname = 'efs'") == 0)
                await connection.ExecuteAsync("CREATE DATABASE efs");
        }
        settings.UsePrivate(cluster.ConnectionString("efs"), await PrivateKey(Path.Combine(settings.Data, "master.key")));
        return cluster;
    }

    private static async Task<byte[]> PrivateKey(string file)
    {
        if (File.Exists(file))
            return Convert.FromBase64String(await File.ReadAllTextAsync(file));
        var key = RandomNumberGenerator.GetBytes(32);
        await PrivateFile.Write(file, Convert.ToBase64String(key));
        return key;
    }

    // A private PostgreSQL that was killed is started again; requests answer 503 meanwhile.
    private static async Task Keep(EmbeddedPostgres postgres, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                try
                {
                    await postgres.EnsureRunning(stopping);
                }
                catch (CommandException e)
                {
                    Console.Error.WriteLine(e.Message);
                }
            }
        }
        catch (OperationCanceledException) { }
    }
}
