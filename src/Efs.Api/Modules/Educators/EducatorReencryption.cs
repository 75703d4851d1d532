using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Educators;

/// <summary>Encrypts the personal data of educators again with the newest key.</summary>
internal sealed class EducatorReencryption(IServiceScopeFactory scopes, Cipher cipher) : ColumnReencryption(scopes, cipher, column)
{
    private static readonly SealedColumn column = new("educators.educator", "personal");
}
