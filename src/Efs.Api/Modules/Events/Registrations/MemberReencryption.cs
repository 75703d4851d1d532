using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>Encrypts the personal data of those who are registered again with the newest key.</summary>
internal sealed class MemberReencryption(IServiceScopeFactory scopes, Cipher cipher) : ParticipantReencryption(scopes, cipher, table)
{
    private static readonly ParticipantTable table = new("events.registration_member");
}
