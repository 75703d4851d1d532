using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

internal static class SelfAssessmentErrors
{
    public static readonly Error DuplicateSourceId = new(
        "self-assessments.duplicate-source-id",
        409,
        "Самодиагностика с таким sourceId в регионе уже есть",
        "The region already has a self-assessment with this sourceId",
        "/sourceId",
        "self_assessment_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "self-assessments.duplicate",
        409,
        "Самодиагностика этой школы в этой кампании уже есть",
        "This school has a self-assessment in this campaign already",
        "/schoolId",
        "self_assessment_school_id_key"
    );
    public static readonly Error Answers = new(
        "self-assessments.answers",
        422,
        "Ответы не подходят к методике кампании",
        "The answers do not fit the campaign's framework"
    );
    public static readonly Error Incomplete = new(
        "self-assessments.incomplete",
        422,
        "Даны ответы не на все показатели",
        "Not every indicator is answered"
    );
    public static readonly Error NotAParticipant = new(
        "self-assessments.not-a-participant",
        422,
        "Филиалы и закрываемые школы в самодиагностике не участвуют",
        "Branches and schools that are closing do not take part",
        "/schoolId"
    );
    public static readonly Error Window = new(
        "self-assessments.window",
        422,
        "Сегодня в этой кампании ответы не принимаются",
        "The campaign takes no answers today"
    );
    public static readonly Error Submitted = new(
        "self-assessments.submitted",
        422,
        "Самодиагностика отправлена: ответы меняются, только если оператор её вернёт",
        "The self-assessment is submitted: answers can be changed only when the operator returns it"
    );
    public static readonly Error ForbiddenMove = new(
        "self-assessments.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error UnknownCampaign = new(
        "self-assessments.unknown-campaign",
        422,
        "Кампания в этом регионе не найдена",
        "There is no such campaign in this region",
        "/campaignId",
        "self_assessment_campaign_id_fkey"
    );
    public static readonly Error UnknownSchool = new(
        "self-assessments.unknown-school",
        422,
        "Школа в этом регионе не найдена",
        "There is no such school in this region",
        "/schoolId",
        "self_assessment_school_id_fkey"
    );
}
