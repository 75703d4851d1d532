using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Encrypts the personal data of applicants again with the newest key.</summary>
internal sealed class ApplicantReencryption(IServiceScopeFactory scopes, Cipher cipher)
    : ParticipantReencryption(scopes, cipher, page, update)
{
    private static readonly Sql<SealedParticipant> page = new(
        """
        SELECT id, region_code, personal FROM contests.applicant
        WHERE personal IS NOT NULL AND substring(decode(personal, 'base64') FROM 1 FOR 2) <> @newest
        LIMIT 1000 FOR NO KEY UPDATE
        """
    );

    private static readonly Sql update = new(
        """
        UPDATE contests.applicant m SET personal = x.personal
        FROM unnest(@ids, @regions, @resealed) AS x (id, region_code, personal)
        WHERE m.id = x.id AND m.region_code = x.region_code
        """
    );
}
