using Efs.Api.Platform.Crypto;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Efs.Api.Platform.Postgres;

internal static class PostgresRegistration
{
    /// <summary>Registers the data source and the services that use it.</summary>
    public static void AddDatabase(this IServiceCollection services, Settings settings)
    {
        DapperTypeHandlers.Register();
        services
            .AddSingleton(_ => PostgresDataSource.Open(settings))
            .AddSingleton<ConnectionLimiter>()
            .AddSingleton<Resilience>()
            .AddSingleton<DatabaseWatchdog>()
            .AddHostedService(provider => provider.GetRequiredService<DatabaseWatchdog>())
            .AddSingleton<Cipher>()
            .AddSingleton<KeyStore>()
            .AddSingleton<ReferenceStore>()
            .AddScoped<Db>()
            .AddScoped<Uploads>()
            .AddHostedService<Housekeeping>()
            .AddSingleton<PushLog>()
            .AddSingleton<PushWriter>()
            .AddHostedService(provider => provider.GetRequiredService<PushWriter>())
            .AddSingleton<IRetentionRule, IdempotencyRetention>()
            .AddSingleton<IRetentionRule, UploadRetention>()
            .AddSingleton<Retention>()
            .AddHostedService(provider => provider.GetRequiredService<Retention>());
        if (settings.Otlp is not null)
            services
                .ConfigureOpenTelemetryTracerProvider(traces => traces.AddNpgsql())
                .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddNpgsqlInstrumentation());
    }
}
