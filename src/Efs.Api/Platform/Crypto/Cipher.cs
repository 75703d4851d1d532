using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Crypto;

/// <summary>
/// Encrypts personal data at rest (AES-256-GCM) and computes keyed hashes (HMAC-SHA-256) to look it up by.
/// A sealed value starts with the number of its key, so that keys can be rotated while the service runs.
/// </summary>
internal sealed class Cipher
{
    private const int Header = 2,
        Nonce = 12,
        Tag = 16;
    private readonly Lock reading = new();
    private volatile KeyRing? ring;
    private Func<KeyRing>? read;
    private long readAt;

    /// <summary>The data keys by number, of which the newest seals, and the one index key for all hashes.</summary>
    internal sealed record KeyRing(ImmutableDictionary<short, byte[]> Sealing, short Newest, byte[] Index);

    /// <param name="keys">The keys to use.</param>
    /// <param name="again">Reads the keys again, for a value sealed with a key that another instance has just added.</param>
    public void Use(KeyRing keys, Func<KeyRing> again) => (ring, read) = (keys, again);

    public short NewestKey => Ring.Newest;

    private KeyRing Ring => ring ?? throw new InvalidOperationException("The keys are not loaded yet");

    /// <param name="plain">The content to encrypt.</param>
    /// <param name="associatedData">What the value belongs to; with other associated data it can't be opened.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associatedData)
    {
        var keys = Ring;
        var result = new byte[Header + Nonce + plain.Length + Tag];
        BitConverter.TryWriteBytes(result, keys.Newest);
        var nonce = result.AsSpan(Header, Nonce);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.Sealing[keys.Newest], Tag);
        aes.Encrypt(
            nonce,
            plain,
            result.AsSpan(Header + Nonce, plain.Length),
            result.AsSpan(Header + Nonce + plain.Length),
            associatedData
        );
        return result;
    }

    /// <exception cref="CryptographicException">The value was changed, belongs to something else, or its key is gone.</exception>
    public byte[] Open(ReadOnlySpan<byte> value, ReadOnlySpan<byte> associatedData) => Open(value, associatedData, isOurs: true);

    private byte[] Open(ReadOnlySpan<byte> value, ReadOnlySpan<byte> associatedData, bool isOurs)
    {
        if (
            value.Length < Header + Nonce + Tag
            || (Ring.Sealing.GetValueOrDefault(BitConverter.ToInt16(value)) ?? NewKey(BitConverter.ToInt16(value), isOurs)) is not { } key
        )
            throw new CryptographicException("No key fits the sealed value");
        var plain = new byte[value.Length - Header - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(value.Slice(Header, Nonce), value[(Header + Nonce)..^Tag], value[^Tag..], plain, associatedData);
        return plain;
    }

    // For a client's cursor at most once a second: the client may have put any key number into it.
    private byte[]? NewKey(short number, bool isOurs)
    {
        lock (reading)
        {
            if (Ring.Sealing.TryGetValue(number, out var key))
                return key;
            if (!isOurs && readAt != 0 && Stopwatch.GetElapsedTime(readAt) < TimeSpan.FromSeconds(1))
                return null;
            if (!isOurs)
                readAt = Stopwatch.GetTimestamp();
            ring = read!();
            return ring.Sealing.GetValueOrDefault(number);
        }
    }

    public byte[] Seal<T>(T value, string associatedData) =>
        Seal(JsonSerializer.SerializeToUtf8Bytes(value, Json.Options), Encoding.UTF8.GetBytes(associatedData));

    public T Open<T>(byte[] value, string associatedData) =>
        JsonSerializer.Deserialize<T>(Open(value, Encoding.UTF8.GetBytes(associatedData)), Json.Options)!;

    /// <summary>The sealed value, sealed with the newest key.</summary>
    public byte[] Reseal(byte[] value, string associatedData)
    {
        var data = Encoding.UTF8.GetBytes(associatedData);
        return Seal(Open(value, data), data);
    }

    /// <summary>A hash to look a value up by without reading it. Different purposes give different hashes.</summary>
    public byte[] Hash(string purpose, ReadOnlySpan<byte> value) =>
        HMACSHA256.HashData(Ring.Index, (byte[])[.. Encoding.UTF8.GetBytes(purpose), 0, .. value]);

    public byte[] Hash(string purpose, string value) => Hash(purpose, Encoding.UTF8.GetBytes(value));

    /// <summary>The hash of a whole document, to recognise an unchanged one.</summary>
    public byte[] Fingerprint<T>(T document) => Hash("document", JsonSerializer.SerializeToUtf8Bytes(document, Json.DocumentOptions));

    /// <summary>Encrypts a position in a list: it may hold a person's name, and it is valid for this request only.</summary>
    public string EncodeCursor(ReadOnlySpan<byte> position, byte[] associatedData) =>
        Base64Url.EncodeToString(Seal(position, associatedData));

    /// <exception cref="ProblemException">The cursor is damaged or belongs to another request.</exception>
    public byte[] DecodeCursor(string cursor, byte[] associatedData, string parameter = "cursor")
    {
        try
        {
            return Open(Base64Url.DecodeFromChars(cursor), associatedData, isOurs: false);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw CommonErrors.Invalid.ToException([Rules.WrongCursor.At(parameter)]);
        }
    }
}
