using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Programs;

/// <summary>Encrypts the data of diplomas, and the names in replaced documents, again with the newest key.</summary>
internal sealed class CertificateReencryption(IServiceScopeFactory scopes, Cipher cipher) : ColumnReencryption(scopes, cipher, column)
{
    private static readonly SealedColumn column = new("programs.certificate", "personal");
}
