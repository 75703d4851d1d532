using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Platform.Resources;

/// <summary>Makes the column <c>personal_hashes</c>, by which the feed and the audit log tell changes of encrypted members.</summary>
internal static class PersonalHashes
{
    // 72 bits tell two values of one member of one record apart.
    private const int Length = 9;

    /// <summary>The keyed hashes of the members that have a value, as JSON. One value has another hash in another record.</summary>
    public static string HashMembers(this Cipher cipher, Guid id, params IReadOnlyList<(string Name, object? Value)> members)
    {
        var hashes = new JsonObject();
        foreach (var (name, value) in members)
            if (value is not null)
                hashes[name] = Convert.ToBase64String(
                    cipher.Hash($"member {id} {name}", JsonSerializer.SerializeToUtf8Bytes(value, Json.Options)).AsSpan(0, Length)
                );
        return hashes.ToJsonString();
    }
}
