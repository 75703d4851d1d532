using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Replays the stored response of a repeated Idempotency-Key. The transaction of the command also stores its response,
/// encrypted and for a day, so that neither exists without the other. A rejected request stores nothing and may be repeated.
/// </summary>
internal sealed class Idempotency(Db db, Cipher cipher, Caller caller)
{
    private static readonly Sql<bool> claim = new("SELECT pg_try_advisory_xact_lock(hashtextextended(@client || ' ' || @key, 0))");
    private static readonly Sql<Row> find = new(
        """
        SELECT request, response, region_code FROM platform.idempotency_key
        WHERE client = @client AND key = @key AND created_at > now() - interval '24 hours'
        """
    );
    private static readonly Sql keep = new(
        """
        INSERT INTO platform.idempotency_key (client, key, request, response, record_id, region_code)
        VALUES (@client, @key, @request, @response, @recordId, @regionCode)
        ON CONFLICT (client, key) DO UPDATE SET request = excluded.request, response = excluded.response, record_id = excluded.record_id,
            region_code = excluded.region_code, created_at = excluded.created_at
        """
    );

    private static readonly Sql forget = new("UPDATE platform.idempotency_key SET response = NULL WHERE record_id = @recordId");

    private string? key;
    private byte[] request = [];

    private sealed record Row
    {
        public required byte[] Request { get; init; }
        public byte[]? Response { get; init; }
        public string? RegionCode { get; init; }
    }

    public bool IsExpected => key is not null;
    public bool IsReplayed { get; private set; }

    public void Expect(string idempotencyKey, string operation, ReadOnlySpan<byte> body, ValidationContext validation)
    {
        if (
            !validation.Require(
                idempotencyKey.Length is >= 1 and <= 255 && idempotencyKey.All(c => c is >= '!' and <= '~'),
                "Idempotency-Key",
                Rules.WrongKey
            )
        )
            return;
        key = idempotencyKey;
        request = cipher.Hash(operation, body);
    }

    public async Task<TAnswer?> GetStored<TAnswer>(CancellationToken cancellationToken)
    {
        if (!await db.QuerySingleOrDefault(claim, new { client = caller.Client, key }, cancellationToken))
            throw CommonErrors.KeyInProgress.ToException();
        if (await db.QuerySingleOrDefault(find, new { client = caller.Client, key }, cancellationToken) is not { } row)
            return default;
        if (!CryptographicOperations.FixedTimeEquals(row.Request, request))
            throw CommonErrors.KeyReused.ToException();
        if (row.Response is null || (row.RegionCode is { } regionCode && !caller.HasRegion(regionCode)))
            throw CommonErrors.NotFound.ToException();
        IsReplayed = true;
        return JsonSerializer.Deserialize<TAnswer>(cipher.Open(row.Response, Bond), Json.Options);
    }

    public Task Store<TAnswer>(TAnswer response, CancellationToken cancellationToken)
    {
        var (recordId, regionCode) = response switch
        {
            IRecord record => (record.Id, record.RegionCode),
            IConcernsRecord told => (told.RecordId, told.RegionCode),
            _ => ((Guid?)null, (string?)null),
        };
        var stored = cipher.Seal(JsonSerializer.SerializeToUtf8Bytes(response, Json.Options), Bond);
        return db.Execute(
            keep,
            new
            {
                client = caller.Client,
                key,
                request,
                response = stored,
                recordId,
                regionCode,
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Deletes the stored responses about a record, because a replay must neither show nor recreate a person who was removed.
    /// </summary>
    public Task Forget(Guid recordId, CancellationToken cancellationToken) => db.Execute(forget, new { recordId }, cancellationToken);

    private byte[] Bond => Encoding.UTF8.GetBytes($"{caller.Client} {key}");
}
