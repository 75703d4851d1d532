using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Platform.Pipeline;

/// <summary>
/// The request's Idempotency-Key: its answer is kept for a day, sealed, by the same transaction that carries it out, so
/// that there is never one without the other. A refused request left nothing behind and may be sent again as it is.
/// </summary>
internal sealed class Once(Db db, Cipher cipher, Caller caller)
{
    private static readonly Sql<bool> claim = new("SELECT pg_try_advisory_xact_lock(hashtextextended(@client || ' ' || @key, 0))");
    private static readonly Sql<Row> find = new(
        "SELECT request, answer, region_code FROM platform.kept_answer WHERE client = @client AND key = @key AND kept_at > now() - interval '24 hours'"
    );
    private static readonly Sql keep = new(
        """
        INSERT INTO platform.kept_answer (client, key, request, answer, record_id, region_code) VALUES (@client, @key, @request, @answer, @recordId, @regionCode)
        ON CONFLICT (client, key) DO UPDATE SET request = excluded.request, answer = excluded.answer, record_id = excluded.record_id, region_code = excluded.region_code, kept_at = now()
        """
    );

    private static readonly Sql forget = new("UPDATE platform.kept_answer SET answer = NULL WHERE record_id = @recordId");

    private string? key;
    private byte[] request = [];

    private sealed record Row
    {
        public required byte[] Request { get; init; }
        public byte[]? Answer { get; init; }
        public string? RegionCode { get; init; }
    }

    public bool IsExpected => key is not null;
    public bool IsReplayed { get; private set; }

    public void Expect(string idempotencyKey, string operation, ReadOnlySpan<byte> body, Checks checks)
    {
        if (
            !checks.That(
                idempotencyKey.Length is >= 1 and <= 255 && idempotencyKey.All(c => c is >= '!' and <= '~'),
                "Idempotency-Key",
                Rules.WrongKey
            )
        )
            return;
        key = idempotencyKey;
        request = cipher.Hash(operation, body);
    }

    public async Task<TAnswer?> Kept<TAnswer>(CancellationToken cancellationToken)
    {
        if (!await db.Find(claim, new { client = caller.Client, key }, cancellationToken))
            throw CommonErrors.KeyInProgress.Refuse();
        if (await db.Find(find, new { client = caller.Client, key }, cancellationToken) is not { } row)
            return default;
        if (!CryptographicOperations.FixedTimeEquals(row.Request, request))
            throw CommonErrors.KeyReused.Refuse();
        if (row.Answer is null || (row.RegionCode is { } regionCode && !caller.Reaches(regionCode)))
            throw CommonErrors.NotFound.Refuse();
        IsReplayed = true;
        return JsonSerializer.Deserialize<TAnswer>(cipher.Open(row.Answer, Bond), Json.Options);
    }

    public Task Keep<TAnswer>(TAnswer answer, CancellationToken cancellationToken)
    {
        var (recordId, regionCode) = answer switch
        {
            IRecord record => (record.Id, record.RegionCode),
            IAboutRecord told => (told.RecordId, told.RegionCode),
            _ => ((Guid?)null, (string?)null),
        };
        var kept = cipher.Seal(JsonSerializer.SerializeToUtf8Bytes(answer, Json.Options), Bond);
        return db.Run(
            keep,
            new
            {
                client = caller.Client,
                key,
                request,
                answer = kept,
                recordId,
                regionCode,
            },
            cancellationToken
        );
    }

    /// <summary>Lets go of what was answered about a record: who was removed must not come back, neither shown by a replay nor made by it.</summary>
    public Task Forget(Guid recordId, CancellationToken cancellationToken) => db.Run(forget, new { recordId }, cancellationToken);

    private byte[] Bond => Encoding.UTF8.GetBytes($"{caller.Client} {key}");
}
