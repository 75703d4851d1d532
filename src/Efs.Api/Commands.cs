using System.Security.Cryptography;
using Efs.Api.Kernel;
using Efs.Api.Modules.Analytics;
using Efs.Api.Modules.Regions;
using Efs.Api.Modules.Security;
using Efs.Api.Platform;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.OpenApi;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;
using MediatR;
using Npgsql;
using Polly;

namespace Efs.Api;

/// <summary>What each command of the program does.</summary>
internal static class Commands
{
    // A database that starts together with the service answers within a minute.
    private static readonly ResiliencePipeline untilDatabaseAnswers = new ResiliencePipelineBuilder()
        .AddRetry(
            new()
            {
                // An operator who mistyped a name or a password is told at once.
                ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(e =>
                    Resilience.IsLost(e) && e.SqlState is not (['2', '8', ..] or PostgresErrorCodes.InvalidCatalogName)
                ),
                MaxRetryAttempts = 29,
                Delay = TimeSpan.FromSeconds(2),
                OnRetry = retry =>
                {
                    if (retry.AttemptNumber == 0)
                        Console.Error.WriteLine("The database does not answer yet; waiting up to a minute");
                    return ValueTask.CompletedTask;
                },
            }
        )
        .Build();

    /// <summary>The tables of the reference data, those of every module.</summary>
    public static ReferenceTables References { get; } =
        ReferenceSql.Tables with
        {
            Tables = [.. ReferenceSql.Tables.Tables, BuiltInIndicators.Table],
        };

    public static async Task<int> Serve(Settings settings)
    {
        await using var app = await Prepared(settings);
        return await Run(app, addresses => $"Efs.Api serves at {string.Join(", ", addresses)}");
    }

    /// <summary>Migrates the database and builds the service, ready to start.</summary>
    public static async Task<WebApplication> Prepared(Settings settings)
    {
        await MigrateDatabase(settings);
        var app = App.Build(settings);
        try
        {
            await Prepare(app.Services);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves until the process is told to stop. The exit code is 1 if a background service ended by an exception.</summary>
    public static async Task<int> Run(WebApplication app, Func<IEnumerable<string>, string> greeting)
    {
        await app.StartAsync();
        Console.WriteLine(greeting(app.Urls));
        await app.WaitForShutdownAsync();
        Console.WriteLine("Stopped");
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>();
        return background.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0; // the host stops for it, and keeps silent
    }

    public static async Task<int> Migrate(Settings settings)
    {
        var applied = await MigrateDatabase(settings);
        Console.WriteLine(applied.Count == 0 ? "The database is up to date" : $"Applied: {string.Join(", ", applied)}");
        return 0;
    }

    /// <summary>Prints the contract, for which no database is needed.</summary>
    public static async Task<int> OpenApi()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([
            new("EFS_DATABASE", "Host=none;Database=none"),
            new("EFS_MASTER_KEY", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            new("EFS_DRAIN_SECONDS", "0"),
            new("EFS_ANALYTICS", "off"),
        ]);
        var output = Console.Out;
        Console.SetOut(TextWriter.Null); // the log tells of the absent database
        await using var app = App.Build(new Settings(settings.Build()));
        app.Urls.Clear();
        app.Urls.Add("http://127.0.0.1:0"); // only a running service knows its routes
        await app.StartAsync();
        await output.WriteAsync(await Contract.Text(app.Services));
        await app.StopAsync();
        return 0;
    }

    /// <summary>Creates the first administrator of a new installation and prints the secret once.</summary>
    public static async Task<int> AddAdministrator(Settings settings)
    {
        await using var app = await Prepared(settings);
        var client = new NewApiClient
        {
            Id = $"administrator-{Guid.NewGuid():N}"[..22],
            Name = "Administrator",
            Scopes = ["security:admin", "regions:read"],
            IsFederal = true,
        };
        var created = await As(app.Services, mediator => mediator.Send(new CreateClient { Client = client }));
        Console.WriteLine(
            $"""
            client_id     {created.Client.Id}
            client_secret {created.Secret.Secret}
            The secret is not shown again.
            """
        );
        return 0;
    }

    /// <summary>
    /// Creates a data key and encrypts all personal data with it; with a previous master key, encrypts the data keys anew.
    /// </summary>
    public static async Task<int> RotateKeys(Settings settings)
    {
        await MigrateDatabase(settings);
        await using var app = App.Build(settings);
        var keys = app.Services.GetRequiredService<KeyStore>();
        if (settings.PreviousMasterKey is { } previous)
        {
            // Instances that run with the previous master key keep the data keys that they have read; they could not open a new one.
            var count = await keys.ChangeMaster(previous, default);
            Console.WriteLine(
                $"Data keys sealed with the new master key: {count}. Restart every instance with it; "
                    + "then rotate-keys without EFS_MASTER_KEY_PREVIOUS makes a new data key"
            );
            return 0;
        }
        await Prepare(app.Services);
        var rotation = new KeyRotation(keys, app.Services.GetServices<IReencryption>());
        await rotation.AddKey(default);
        Console.WriteLine("A data key was added; waiting until every running instance knows it");
        Console.WriteLine($"Records sealed anew: {await rotation.Reencrypt(default)}");
        return 0;
    }

    /// <summary>Deletes the entries of the audit log that are older than EFS_AUDIT_YEARS.</summary>
    public static async Task<int> PruneAudit(Settings settings)
    {
        if (settings.AuditYears is not { } years)
            throw new SettingsException("EFS_AUDIT_YEARS is not set: prune-audit deletes the entries that are older");
        await MigrateDatabase(settings);
        await using var owner = OpenOwner(settings);
        Console.WriteLine($"Entries deleted from the audit log: {await AuditPruning.Run(owner, years, default)}");
        return 0;
    }

    /// <summary>Compares the statistics store with the tables. The exit code is 3 if they differ.</summary>
    public static async Task<int> VerifyAnalytics(Settings settings)
    {
        if (settings.AnalyticsFolder is null)
            throw new SettingsException("EFS_ANALYTICS_FOLDER is not set: verify-analytics reads the statistics store in this folder");
        await using var app = App.Build(settings);
        await Prepare(app.Services);
        var differences = await StatisticsWorker.Verify(app.Services, default);
        foreach (var (subject, lacking, beyond) in differences)
            Console.WriteLine($"{subject}: the store lacks {lacking} and has {beyond} too many");
        Console.WriteLine($"Facts compared: {Fact.All.Count}, and the indicators in force; differences: {differences.Count}");
        return differences.Count == 0 ? 0 : 3;
    }

    /// <summary>Verifies the sessions of the database and reads what every request needs: keys, reference data, signing keys.</summary>
    internal static async Task Prepare(IServiceProvider services)
    {
        await SessionSettings.Verify(services.GetRequiredService<NpgsqlDataSource>(), default);
        await services.GetRequiredService<KeyStore>().Load(default);
        await services.GetRequiredService<ReferenceStore>().Load(default);
        await services.GetRequiredService<SigningKeys>().Load(default);
    }

    /// <summary>Sends messages on behalf of the operator at the console.</summary>
    internal static Task<T> As<T>(IServiceProvider services, Func<IMediator, Task<T>> work) =>
        InScope(services, scope => work(scope.GetRequiredService<IMediator>()));

    /// <summary>Works with the services of a scope on behalf of the operator at the console.</summary>
    internal static async Task<T> InScope<T>(IServiceProvider services, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Caller = new(
            "console",
            ApiClientFields.KnownScopes.ToHashSet(),
            services.GetRequiredService<ReferenceStore>().Current.Regions,
            true
        );
        return await work(scope.ServiceProvider);
    }

    private static async Task<IReadOnlyList<string>> MigrateDatabase(Settings settings) =>
        await untilDatabaseAnswers.ExecuteAsync(async token =>
        {
            await using var owner = OpenOwner(settings);
            var applied = await new Migrator(owner, References, Console.Error.WriteLine).Run(token);
            await ServiceLogin.Ensure(owner, settings.Database, token);
            return applied;
        });

    private static NpgsqlDataSource OpenOwner(Settings settings) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(settings.Owner.ConnectionString)
            {
                Pooling = false,
                CommandTimeout = 0,
                Timeout = 5,
                Options = $"{PostgresDataSource.KeepAlive} {settings.Owner.Options}".TrimEnd(),
            }
        );
}
