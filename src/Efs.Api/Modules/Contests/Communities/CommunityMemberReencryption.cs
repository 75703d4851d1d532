using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Encrypts the personal data of members of communities again with the newest key.</summary>
internal sealed class CommunityMemberReencryption(IServiceScopeFactory scopes, Cipher cipher)
    : ParticipantReencryption(scopes, cipher, page, update)
{
    private static readonly Sql<SealedParticipant> page = new(
        """
        SELECT id, region_code, personal FROM contests.community_member
        WHERE personal IS NOT NULL AND substring(decode(personal, 'base64') FROM 1 FOR 2) <> @newest
        LIMIT 1000 FOR NO KEY UPDATE
        """
    );

    private static readonly Sql update = new(
        """
        UPDATE contests.community_member m SET personal = x.personal
        FROM unnest(@ids, @regions, @resealed) AS x (id, region_code, personal)
        WHERE m.id = x.id AND m.region_code = x.region_code
        """
    );
}
