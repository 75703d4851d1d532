using System.Globalization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>Files an appeal against the result of an application in a stage.</summary>
/// <remarks>The region of the application files it; one appeal at a time is open against a result.</remarks>
[Requires("contests:write")]
[ProducesErrors("contest-appeals.no-result", "contest-appeals.open", "contest-appeals.too-late", "access.region")]
public sealed record CreateContestAppeal : ICommand<ContestAppeal>
{
    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required ContestAppealRequest Appeal { get; init; }
}

/// <summary>An appeal.</summary>
public sealed record ContestAppealRequest
{
    /// <summary>Key of the stage whose result is appealed against.</summary>
    [Form("^[^/\\\\]{1,50}$", "test", 50)]
    public required string Stage { get; init; }

    /// <summary>Grounds.</summary>
    /// <example>Ответ на задание 7 совпадает с ключом</example>
    [Length(4000)]
    public required string Grounds { get; init; }
}

internal sealed class CreateContestAppealHandler(
    Db db,
    ContestApplicationRegistry registry,
    ContestRegistry contests,
    ContestLock contestLock,
    Caller caller,
    ReferenceStore reference
) : IHandle<CreateContestAppeal, ContestAppeal>
{
    private static readonly Sql<ContestAppeal> file = new(
        $"""
        INSERT INTO contests.appeal (application_id, region_code, ordinal, stage, grounds, state, filed_at, filed_by, score_before)
        SELECT @id, @regionCode,
            (SELECT coalesce(max(h.ordinal), 0) + 1 FROM contests.appeal h WHERE h.application_id = @id AND h.region_code = @regionCode),
            @stage, @grounds, 'filed', clock_timestamp(), @client, r.score
        FROM contests.stage_result r
        WHERE r.application_id = @id AND r.region_code = @regionCode AND r.stage = @stage
        RETURNING {ContestAppeal.Columns}
        """
    );

    public async Task<ContestAppeal> Handle(CreateContestAppeal request, CancellationToken cancellationToken)
    {
        contestLock.TakeFor(request.Id);
        var application = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (!caller.HasRegion(application.RegionCode))
            throw CommonErrors.OutOfRegion.ToException();
        registry.NotePush(application.RegionCode);
        var contest = await contests.Get(application.ContestId, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (
            contest.Stages.FirstOrDefault(s => s.Key == request.Appeal.Stage) is { AppealsUntil: { } last }
            && reference.Current.Today(contest.RegionCode) > last
        )
            throw AppealErrors.TooLate.ToException([Rules.AfterWindow.At("/stage", last.ToString("O", CultureInfo.InvariantCulture))]);
        return await db.QuerySingleOrDefault(
                file,
                new
                {
                    application.Id,
                    application.RegionCode,
                    request.Appeal.Stage,
                    request.Appeal.Grounds,
                    client = caller.Client,
                },
                cancellationToken
            ) ?? throw AppealErrors.NoResult.ToException();
    }
}
