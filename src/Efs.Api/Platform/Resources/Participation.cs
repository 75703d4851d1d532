using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>What the caller reads of records that are <see cref="ISharedWithParticipants"/>.</summary>
internal static class Participation
{
    /// <summary>
    /// Whether the record <c>t</c> is of a region of the caller, or one of them takes part in it; <c>*</c> stands for every region.
    /// </summary>
    public const string IsVisible = "(t.region_code = ANY (@scope) OR t.participant_regions && (@scope::text[] || '{*}'::text[]))";
}
