using Npgsql;

namespace Efs.Api.Platform.Postgres;

internal static class PostgresDataSource
{
    /// <summary>
    /// A machine that lost its power closes no connection, and PostgreSQL would keep its locks for two hours by default.
    /// </summary>
    public const string KeepAlive =
        "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000";

    // A process that hangs in a transaction gives its locks back too. The longest pause of a transaction is a webhook's test: 10 seconds.
    private const string Idle = "-c idle_in_transaction_session_timeout=30000";

    /// <summary>Connections of the service's own role, which owns nothing: it can't change the schema or undo the audit log.</summary>
    public static NpgsqlDataSource Open(Settings settings, bool pooling = true)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.Database.ConnectionString)
        {
            ApplicationName = "efs-api",
            Options = (
                // The lock's limit is for deferred triggers: no statement's limit applies to them.
                $"-c role={SessionSettings.Role} -c statement_timeout={settings.QuerySeconds * 1000} "
                + $"-c lock_timeout={(settings.QuerySeconds * 1000) + 500} -c timezone=UTC "
                + $"{KeepAlive} {Idle} {settings.Database.Options}"
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
