using Efs.Api.Platform.Crypto;

namespace Efs.Api.Platform.Postgres;

internal static class PostgresRegistration
{
    /// <summary>The way to the database, and what stands on it.</summary>
    public static void AddDatabase(this IServiceCollection services, Settings settings)
    {
        DapperTypeHandlers.Register();
        services
            .AddSingleton(_ => PostgresDataSource.Open(settings))
            .AddSingleton<Resilience>()
            .AddSingleton<DatabaseWatchdog>()
            .AddHostedService(provider => provider.GetRequiredService<DatabaseWatchdog>())
            .AddSingleton<Cipher>()
            .AddSingleton<KeyStore>()
            .AddSingleton<ReferenceStore>()
            .AddSingleton<Readiness>()
            .AddScoped<Db>()
            .AddScoped<Uploads>()
            .AddHostedService<Housekeeping>()
            .AddSingleton<Retention>()
            .AddHostedService(provider => provider.GetRequiredService<Retention>());
    }
}
