using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Who reads records that are <see cref="ISharedWithParticipants"/>.</summary>
internal static class Participation
{
    /// <summary>Whether a region of the caller owns the record <c>t</c> or takes part in it; <c>*</c> stands for every region.</summary>
    public static readonly string IsVisible = IsOfAny("@scope");

    /// <summary>Whether the region <c>@regionCode</c> owns the record <c>t</c> or takes part in it.</summary>
    public static readonly string IsOfRegion = IsOfAny("ARRAY[@regionCode]");

    private static string IsOfAny(string regions) =>
        $"(t.region_code = ANY ({regions}) OR t.participant_regions && ({regions}::text[] || '{{*}}'::text[]))";
}
