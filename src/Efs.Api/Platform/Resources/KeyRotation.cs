using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>The rotation of data keys: a new one is made, then all personal data are encrypted with it.</summary>
internal sealed class KeyRotation(KeyStore keys, IEnumerable<IReencryption> reencryptions)
{
    // Running instances read new data keys within this time: Housekeeping reads them every 10 seconds.
    private static readonly TimeSpan keysAreKnown = TimeSpan.FromSeconds(15);

    public Task AddKey(CancellationToken cancellationToken) => keys.Add(cancellationToken);

    /// <summary>Waits until every running instance knows the newest key, and encrypts with it.</summary>
    /// <returns>The number of records encrypted.</returns>
    public async Task<int> Reencrypt(CancellationToken cancellationToken)
    {
        await Task.Delay(keysAreKnown, cancellationToken);
        var records = 0;
        foreach (var reencryption in reencryptions)
            records += await reencryption.Run(cancellationToken);
        return records;
    }
}
