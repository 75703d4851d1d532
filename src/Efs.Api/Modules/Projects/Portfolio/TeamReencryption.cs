using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Projects;

/// <summary>Encrypts the personal data of teams again with the newest key.</summary>
internal sealed class TeamReencryption(IServiceScopeFactory scopes, Cipher cipher) : ParticipantReencryption(scopes, cipher, table)
{
    private static readonly ParticipantTable table = new("projects.team_member");
}
