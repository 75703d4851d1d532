using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

internal static class AssessmentCampaignErrors
{
    public static readonly Error DuplicateSourceId = new(
        "assessment-campaigns.duplicate-source-id",
        409,
        "Кампания самодиагностики с таким sourceId в регионе уже есть",
        "The region already has a campaign with this sourceId",
        "/sourceId",
        "assessment_campaign_source_id_key"
    );
    public static readonly Error UnknownFramework = new(
        "assessment-campaigns.unknown-framework",
        422,
        "Методика самодиагностики не найдена",
        "There is no such framework",
        "/frameworkId",
        "assessment_campaign_framework_id_fkey"
    );
    public static readonly Error UnknownOperator = new(
        "assessment-campaigns.unknown-operator",
        422,
        "Институт в этом регионе не найден",
        "There is no such institute in this region",
        "/operatorId",
        "assessment_campaign_operator_id_fkey"
    );
}
