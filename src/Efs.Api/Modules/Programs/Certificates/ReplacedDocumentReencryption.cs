using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Programs;

/// <summary>Encrypts the replaced documents of certificates again with the newest key.</summary>
internal sealed class ReplacedDocumentReencryption(IServiceScopeFactory scopes, Cipher cipher) : ColumnReencryption(scopes, cipher, column)
{
    private static readonly SealedColumn column = new("programs.certificate", "replaced_document");
}
