namespace Efs.Api.Platform.Crypto;

/// <summary>
/// Encrypts what a module keeps encrypted again with the newest key, 1,000 records per transaction, while the service runs.
/// </summary>
internal interface IReencryption
{
    /// <returns>The number of records encrypted again.</returns>
    Task<int> Run(CancellationToken cancellationToken);
}
