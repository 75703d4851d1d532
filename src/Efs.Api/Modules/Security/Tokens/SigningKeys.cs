using System.Security.Cryptography;
using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Efs.Api.Modules.Security;

/// <summary>
/// The keys that sign access tokens (ES256). They are stored encrypted in the database, so that every instance signs with the
/// same key. Each key is replaced after ninety days and published until its last token has expired. A new key signs only
/// when every instance has read it.
/// </summary>
internal sealed partial class SigningKeys(IServiceScopeFactory scopes, Cipher cipher, Settings settings, ILogger<SigningKeys> log)
    : BackgroundService
{
    private static readonly TimeSpan lifetime = TimeSpan.FromDays(90),
        untilEveryInstanceKnows = TimeSpan.FromMinutes(2), // each reads the keys once a minute
        untilLastTokenExpires = TimeSpan.FromDays(2);
    private static readonly Sql<Row> read = new("SELECT id, sealed, created_at FROM security.signing_key ORDER BY created_at");
    private static readonly Sql insert = new("INSERT INTO security.signing_key (id, sealed) VALUES (@id, @key)");
    private static readonly Sql remove = new("DELETE FROM security.signing_key WHERE id = @id");
    private static readonly Sql claim = new("SELECT pg_advisory_xact_lock(hashtextextended('security.signing_key', 0))");

    private volatile IReadOnlyList<SigningKey> keys = [];

    private sealed record Row(string Id, byte[] Sealed, DateTime CreatedAt);

    private sealed class SigningKey(ECDsa key, DateTime createdAt) : ECDsaSecurityKey(key)
    {
        public DateTime CreatedAt => createdAt;
    }

    /// <summary>The keys whose tokens are valid, the newest last.</summary>
    public IReadOnlyList<ECDsaSecurityKey> All => keys;

    public string Issue(string client, IEnumerable<string> scopes, out int seconds)
    {
        seconds = settings.TokenMinutes * 60;
        var now = DateTime.UtcNow;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = settings.Issuer,
                Audience = settings.Audience,
                IssuedAt = now,
                NotBefore = now,
                Expires = now.AddSeconds(seconds),
                TokenType = "at+jwt",
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = client,
                    ["client_id"] = client,
                    ["scope"] = string.Join(' ', scopes),
                    ["jti"] = Guid.CreateVersion7().ToString(),
                },
                SigningCredentials = new(Current(now), SecurityAlgorithms.EcdsaSha256),
            }
        );
    }

    /// <summary>Reads the keys, creates the first or the next one, and deletes those whose tokens have all expired.</summary>
    public async Task Load(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        keys = await db.InTransaction(
            async () =>
            {
                var rows = await db.Query(read, new { }, cancellationToken);
                if (rows.Count == 0 || rows[^1].CreatedAt < DateTime.UtcNow - lifetime)
                {
                    await db.Execute(claim, new { }, cancellationToken);
                    rows = await db.Query(read, new { }, cancellationToken);
                    if (rows.Count == 0 || rows[^1].CreatedAt < DateTime.UtcNow - lifetime)
                        rows = [.. rows, await Add(db, cancellationToken)];
                }
                foreach (var (old, next) in rows.Zip(rows.Skip(1)))
                    if (next.CreatedAt < DateTime.UtcNow - untilLastTokenExpires)
                        await db.Execute(remove, new { old.Id }, cancellationToken);
                return (IReadOnlyList<SigningKey>)[.. rows.Select(KeyOf)];
            },
            cancellationToken
        );
    }

    private SigningKey Current(DateTime now)
    {
        var loaded = keys;
        return loaded.LastOrDefault(k => k.CreatedAt < now - untilEveryInstanceKnows) ?? loaded[0];
    }

    // The loaded keys are used until the database is back.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.Run(TimeSpan.FromMinutes(1), () => Load(stoppingToken), failure => Put(log, failure.GetType().Name), stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The signing keys could not be read again: {Exception}")]
    private static partial void Put(ILogger log, string exception);

    private async Task<Row> Add(Db db, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var row = new Row(
            Guid.CreateVersion7().ToString("N"),
            cipher.Seal(key.ExportPkcs8PrivateKey(), "security.signing_key"u8),
            DateTime.UtcNow
        );
        await db.Execute(insert, new { row.Id, key = row.Sealed }, cancellationToken);
        return row;
    }

    private SigningKey KeyOf(Row row)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(cipher.Open(row.Sealed, "security.signing_key"u8), out _);
        return new(key, row.CreatedAt) { KeyId = row.Id };
    }
}
