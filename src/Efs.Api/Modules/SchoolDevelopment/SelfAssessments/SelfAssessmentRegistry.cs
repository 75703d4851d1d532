using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.SchoolDevelopment;

internal sealed class SelfAssessmentRegistry(Db db, Cipher cipher, Caller caller, ReferenceStore reference)
    : DocumentRegistry<SelfAssessmentFields, SelfAssessment, ListSelfAssessments>(db, cipher, caller)
{
    private static readonly DocumentTable<SelfAssessmentFields, SelfAssessment, ListSelfAssessments> table = new(
        computed: ["score"],
        projected:
        [
            ("state", "t.state"),
            ("submitted_on", "t.submitted_on"),
            ("reviewed_on", "t.reviewed_on"),
            ("review_comment", "t.review_comment"),
        ],
        most: 100,
        naturalKey: "t.campaign_id = x.campaign_id AND t.school_id = x.school_id"
    );

    private static readonly Sql<Campaign> findCampaigns = new(
        """
        SELECT c.id, c.region_code, f.source_id, c.opens_on, c.closes_on, f.code, f.edition, f.title, f.school_profile,
            f.legal_act, f.critical_zero_empties_direction, f.directions, f.levels
        FROM school_development.assessment_campaign c
        JOIN school_development.assessment_framework f ON f.id = c.framework_id
        WHERE c.id = ANY (@ids) AND c.region_code = @regionCode
        """
    );
    private static readonly Sql<Guid> findExcluded = new(
        """
        SELECT s.id FROM schools.school s
        WHERE s.id = ANY (@ids) AND s.region_code = @regionCode AND (s.branch_of_id IS NOT NULL OR s.closed_on IS NOT NULL)
        """
    );

    private static readonly Sql<string> schoolName = new(
        "SELECT s.full_name FROM schools.school s WHERE s.id = @schoolId AND s.region_code = @regionCode"
    );

    private readonly Dictionary<Guid, Campaign> campaigns = [];
    private readonly HashSet<Guid> excluded = [];

    /// <summary>The framework of a campaign, with the campaign's window.</summary>
    internal sealed record Campaign : AssessmentFrameworkFields
    {
        public required Guid Id { get; init; }
        public required DateOnly OpensOn { get; init; }
        public required DateOnly ClosesOn { get; init; }
    }

    /// <summary>A document with its score.</summary>
    [method: SetsRequiredMembers]
    private sealed record Scored(SelfAssessmentFields Fields, AssessmentScore? Score) : SelfAssessmentFields(Fields);

    protected override DocumentTable<SelfAssessmentFields, SelfAssessment, ListSelfAssessments> Table => table;

    protected override bool HasIdentity(SelfAssessmentFields fields) => true;

    /// <summary>The campaign of a self-assessment, with its framework.</summary>
    public async Task<Campaign> CampaignOf(SelfAssessment current, CancellationToken cancellationToken) =>
        (await Db.QuerySingleOrDefault(findCampaigns, new { ids = new[] { current.CampaignId }, current.RegionCode }, cancellationToken))!;

    /// <summary>The full name of the school.</summary>
    public async Task<string> SchoolNameOf(SelfAssessment current, CancellationToken cancellationToken) =>
        (await Db.QuerySingleOrDefault(schoolName, new { current.SchoolId, current.RegionCode }, cancellationToken))!;

    /// <summary>Refuses a first submission or its answers outside of the campaign's window. One that was returned has no window.</summary>
    public void EnsureInWindow(Campaign campaign, SelfAssessment? current)
    {
        var today = reference.Current.Today(campaign.RegionCode);
        if (current?.State != "returned" && (today < campaign.OpensOn || today > campaign.ClosesOn))
            throw SelfAssessmentErrors.Window.ToException();
    }

    protected override async Task Preload(IReadOnlyList<SelfAssessmentFields> documents, CancellationToken cancellationToken)
    {
        var regionCode = documents[0].RegionCode;
        var ids = documents.Select(d => d.CampaignId).Distinct().ToArray();
        foreach (var campaign in await Db.Query(findCampaigns, new { ids, regionCode }, cancellationToken))
            campaigns[campaign.Id] = campaign;
        ids = [.. documents.Select(d => d.SchoolId).Distinct()];
        excluded.UnionWith(await Db.Query(findExcluded, new { ids, regionCode }, cancellationToken));
    }

    protected override Task<SelfAssessmentFields> Prepare(
        SelfAssessmentFields fields,
        SelfAssessment? current,
        CancellationToken cancellationToken
    )
    {
        if (current is not null and not { State: "draft" or "returned" })
            throw SelfAssessmentErrors.Submitted.ToException();
        if (current is not null && fields.CampaignId != current.CampaignId)
            throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/campaignId")]);
        if (current is not null && fields.SchoolId != current.SchoolId)
            throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/schoolId")]);
        if (!campaigns.TryGetValue(fields.CampaignId, out var campaign))
            throw SelfAssessmentErrors.UnknownCampaign.ToException();
        if (excluded.Contains(fields.SchoolId))
            throw SelfAssessmentErrors.NotAParticipant.ToException();
        EnsureInWindow(campaign, current);
        var errors = AssessmentScoring.Foreign(campaign, fields.Answers);
        if (errors.Count > 0)
            throw SelfAssessmentErrors.Answers.ToException([.. errors.Take(ValidationContext.MaxErrors)]);
        var isComplete = !AssessmentScoring.Unanswered(campaign, fields.Answers).Any();
        return Task.FromResult<SelfAssessmentFields>(
            new Scored(fields, isComplete ? AssessmentScoring.Score(campaign, fields.Answers) : null)
        );
    }

    protected override SqlParameters ToParameters(Guid id, SelfAssessmentFields fields)
    {
        var score = ((Scored)fields).Score;
        return base.ToParameters(id, fields).AddDocument("score", score is null ? null : JsonSerializer.Serialize(score, Json.Options));
    }

    public override Task Delete(SelfAssessment current, CancellationToken cancellationToken) =>
        current.State == "draft"
            ? base.Delete(current, cancellationToken)
            : throw CommonErrors.InUse.ToException(
                new LocalizedText(
                    "Отправленную самодиагностику не удаляют: её возвращают на доработку",
                    "A self-assessment that was submitted can't be deleted, only returned"
                )
            );
}
