using System.Collections.Immutable;
using System.Security.Cryptography;
using Dapper;
using Efs.Api.Platform.Crypto;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Stores the data keys in the database, each encrypted with the master key, which is never stored. A new master key encrypts
/// the data keys anew; a new data key encrypts the records anew.
/// </summary>
internal sealed class KeyStore(NpgsqlDataSource source, Cipher cipher, Settings settings)
{
    private const short IndexKey = 0;
    private const string All = "SELECT id, sealed FROM platform.data_key ORDER BY id";

    private sealed record Row(short Id, byte[] Sealed);

    /// <summary>Reads the keys and passes them to the cipher; creates them in an empty database.</summary>
    /// <remarks>During a change of the master key either one opens them, so that instances can get the new one in turn.</remarks>
    /// <exception cref="SettingsException">The master key is not the one of this database.</exception>
    public async Task Load(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var rows = await Rows(connection);
        if (rows.Count == 0)
        {
            await connection.ExecuteAsync(
                "INSERT INTO platform.data_key (id, sealed) VALUES (@index, @a), (1, @b) ON CONFLICT DO NOTHING",
                new
                {
                    index = IndexKey,
                    a = Sealed(RandomNumberGenerator.GetBytes(32), IndexKey),
                    b = Sealed(RandomNumberGenerator.GetBytes(32), 1),
                }
            );
            rows = await Rows(connection);
        }
        cipher.Use(RingOf(rows), ReadNow);
    }

    /// <summary>Encrypts every data key with the present master key; the previous one opens those that it still encrypts.</summary>
    public async Task<int> ChangeMaster(byte[] previous, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var changed = 0;
        foreach (var row in await Rows(connection))
        {
            if (IsOpenedBy(row, settings.MasterKey))
                continue;
            changed += await connection.ExecuteAsync(
                "UPDATE platform.data_key SET sealed = @with WHERE id = @id",
                new { row.Id, with = Sealed(Opened(row, previous), row.Id) }
            );
        }
        return changed;
    }

    /// <summary>
    /// Adds a data key. Running instances find it when they next read the keys or when they read a value that it encrypts.
    /// </summary>
    public async Task Add(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var id = (short)(cipher.NewestKey + 1);
        await connection.ExecuteAsync(
            "INSERT INTO platform.data_key (id, sealed) VALUES (@id, @with)",
            new { id, with = Sealed(RandomNumberGenerator.GetBytes(32), id) }
        );
        await Load(cancellationToken);
    }

    // A request waits for the value that needs the key.
    private Cipher.KeyRing ReadNow()
    {
        using var connection = source.OpenConnection();
        return RingOf(connection.Query<Row>(All));
    }

    private Cipher.KeyRing RingOf(IEnumerable<Row> rows)
    {
        var keys = rows.ToImmutableDictionary(
            r => r.Id,
            r => Opened(r, settings.PreviousMasterKey is { } previous && !IsOpenedBy(r, settings.MasterKey) ? previous : settings.MasterKey)
        );
        return new(keys.Remove(IndexKey), keys.Keys.Max(), keys[IndexKey]);
    }

    private static async Task<List<Row>> Rows(NpgsqlConnection connection) => (await connection.QueryAsync<Row>(All)).AsList();

    private byte[] Sealed(byte[] key, short id)
    {
        var result = new byte[12 + 32 + 16];
        RandomNumberGenerator.Fill(result.AsSpan(0, 12));
        using var aes = new AesGcm(settings.MasterKey, 16);
        aes.Encrypt(result.AsSpan(0, 12), key, result.AsSpan(12, 32), result.AsSpan(44), BitConverter.GetBytes(id));
        return result;
    }

    private static byte[] Opened(Row row, byte[] master)
    {
        var key = new byte[32];
        using var aes = new AesGcm(master, 16);
        try
        {
            aes.Decrypt(row.Sealed.AsSpan(0, 12), row.Sealed.AsSpan(12, 32), row.Sealed.AsSpan(44), key, BitConverter.GetBytes(row.Id));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SettingsException("EFS_MASTER_KEY does not open the keys of this database");
        }
        return key;
    }

    private static bool IsOpenedBy(Row row, byte[] master)
    {
        try
        {
            Opened(row, master);
            return true;
        }
        catch (SettingsException)
        {
            return false;
        }
    }
}
