using Npgsql;

namespace Efs.Api.Platform.Postgres;

internal static class PostgresDataSource
{
    /// <summary>Connections of the service's own role, which owns nothing: it can't change the schema or undo the audit log.</summary>
    public static NpgsqlDataSource Open(Settings settings, bool pooling = true)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.Database.ConnectionString)
        {
            ApplicationName = "efs-api",
            Options = (
                // The lock's limit is for deferred triggers: no statement's limit applies to them.
                $"-c role=efs_service -c statement_timeout={settings.QuerySeconds * 1000} "
                + $"-c lock_timeout={(settings.QuerySeconds * 1000) + 500} -c timezone=UTC {settings.Database.Options}"
            ).TrimEnd(),
            Pooling = pooling,
            MaxPoolSize = settings.Pool,
            Timeout = settings.QuerySeconds, // for a free connection; DatabaseWatchdog notices a lost database sooner
            CommandTimeout = settings.QuerySeconds + 1,
            CancellationTimeout = 500,
            NoResetOnClose = true, // no setting, lock or LISTEN outlives a transaction
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = false,
        };
        return new NpgsqlSlimDataSourceBuilder(connection.ConnectionString) { Name = "efs-api" } // metrics name the pool by it
            .EnableArrays()
            .EnableTransportSecurity()
            .EnableFullTextSearch()
            .EnableJsonTypes()
            .Build();
    }
}
