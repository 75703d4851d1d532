using System.Reflection;
using Dapper;
using Efs.Api.Kernel;
using EvolveDb;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Brings a database to the schema of this program: Evolve applies each migration once and in order, then the repeatable
/// scripts that changed; then come the reference data that changed. Of several instances one migrates while the others wait.
/// </summary>
/// <param name="owner">Connections of the role that owns the schema.</param>
/// <param name="references">The tables of the reference data.</param>
/// <param name="lockTimeout">For how long a statement of a migration waits for a lock, 10 seconds by default.</param>
internal sealed class Migrator(NpgsqlDataSource owner, ReferenceTables references, TimeSpan? lockTimeout = null)
{
    private const string Migrations = "db.migrations.";
    private const string Repeatable = "db.repeatable.";
    private const long Lock = 0x4546_5300;
    private static readonly Assembly assembly = typeof(Migrator).Assembly;

    /// <returns>What was applied, in order; empty when the database was up to date.</returns>
    /// <exception cref="EvolveException">A migration failed, or was edited after it had been applied to this database.</exception>
    public async Task<IReadOnlyList<string>> Run(CancellationToken cancellationToken)
    {
        // The lock of a transaction ends with its connection, whatever happens. Evolve's own lock is asked for every 3 seconds.
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@Lock)", new { Lock });
        var migrations = await Migrate(cancellationToken);
        var loaded = await new ReferenceLoader(connection, references).Load(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. migrations, .. loaded];
    }

    /// <summary>Names of the migrations that the database lacks.</summary>
    public static async Task<IReadOnlyList<string>> Missing(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var applied = await connection.QueryAsync<string>("SELECT name FROM platform.migration WHERE success");
        return [.. Names.Except(applied).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Names =>
        from name in assembly.GetManifestResourceNames()
        where name.StartsWith(Migrations, StringComparison.Ordinal)
        select name[Migrations.Length..];

    private async Task<List<string>> Migrate(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        // Requests queue behind a statement that waits for a lock, so a migration gives up before they fail.
        var milliseconds = (lockTimeout ?? TimeSpan.FromSeconds(10)).TotalMilliseconds;
        await connection.ExecuteAsync($"SET lock_timeout = {milliseconds:0}; SET statement_timeout = 0");
        var evolve = new Evolve(connection)
        {
            EmbeddedResourceAssemblies = [assembly],
            EmbeddedResourceFilters = [Migrations, Repeatable],
            Schemas = ["platform"],
            MetadataTableName = "migration",
            CommandTimeout = 0,
            IsEraseDisabled = true,
        };
        await Task.Run(evolve.Migrate, cancellationToken); // Evolve has no asynchronous methods
        return evolve.AppliedMigrations;
    }
}
