using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Makes the login of EFS_DATABASE a member of the service's role, and creates it where there is none: a service that connects by a
/// login of its own owns nothing, so that not even its credentials change the audit log.
/// </summary>
internal static class ServiceLogin
{
    private const int Iterations = 4096; // PostgreSQL's own

    /// <param name="owner">Connections of the role that owns the schema.</param>
    /// <param name="database">How the service connects.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task Ensure(NpgsqlDataSource owner, NpgsqlConnectionStringBuilder database, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        if (database.Username is not { Length: > 0 } login || login == await connection.ExecuteScalarAsync<string>("SELECT session_user"))
            return;
        var name = new NpgsqlCommandBuilder().QuoteIdentifier(login);
        if (!await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = @login)", new { login }))
        {
            var password = database.Password is { } text ? $" PASSWORD '{Verifier(text, RandomNumberGenerator.GetBytes(16))}'" : "";
            await connection.ExecuteAsync($"CREATE ROLE {name} LOGIN{password}");
        }
        if (!await connection.ExecuteScalarAsync<bool>("SELECT pg_has_role(@login, @Role, 'MEMBER')", new { login, SessionSettings.Role }))
            await connection.ExecuteAsync($"GRANT {SessionSettings.Role} TO {name}");
    }

    /// <summary>
    /// What PostgreSQL stores of a password (RFC 5803): in its place the statement, which a log may keep, tells no password.
    /// </summary>
    internal static string Verifier(string password, byte[] salt)
    {
        var bytes = Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC));
        var salted = Rfc2898DeriveBytes.Pbkdf2(bytes, salt, Iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}"
            + $"${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
