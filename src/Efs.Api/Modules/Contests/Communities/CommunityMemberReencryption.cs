using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Encrypts the personal data of members of communities again with the newest key.</summary>
internal sealed class CommunityMemberReencryption(IServiceScopeFactory scopes, Cipher cipher)
    : ParticipantReencryption(scopes, cipher, table)
{
    private static readonly ParticipantTable table = new("contests.community_member");
}
