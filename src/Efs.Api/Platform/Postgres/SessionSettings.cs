using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// What a session of the service has to be: of the role that owns nothing, with limits. The service asks for it when it connects;
/// a pooler between it and PostgreSQL passes no such options on, and would leave it the login's role, and statements without a limit.
/// </summary>
internal static class SessionSettings
{
    public const string Role = "efs_service";

    private const string Read = """
        SELECT name
        FROM (VALUES
            ('role', current_user = @Role),
            ('timezone', current_setting('timezone') IN ('UTC', 'Etc/UTC')),
            ('statement_timeout', current_setting('statement_timeout') <> '0'),
            ('lock_timeout', current_setting('lock_timeout') <> '0'),
            ('idle_in_transaction_session_timeout', current_setting('idle_in_transaction_session_timeout') <> '0')
        ) AS setting (name, holds)
        WHERE NOT holds
        """;

    /// <exception cref="SettingsException">A session lacks some of its settings.</exception>
    public static async Task Verify(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var missing = (await connection.QueryAsync<string>(Read, new { Role })).ToList();
        if (missing.Count > 0)
            throw new SettingsException(
                $"EFS_DATABASE: a session lacks the settings {string.Join(", ", missing)}. A pooler that passes no options on needs them as "
                    + "defaults of the login: ALTER ROLE … IN DATABASE … SET …; docs/operations.en.md, PgBouncer"
            );
    }
}
