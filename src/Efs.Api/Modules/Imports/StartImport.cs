using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Imports a file into a resource of one region: each row is a document of POST, validated by the same rules, and is created, updated,
/// left unchanged or rejected on its own.
/// </summary>
/// <remarks>
/// A row identifies its record by <c>sourceId</c> or by the natural key; of rows with the same key the last one is stored. A member
/// that refers to a record takes its id, or <c>source:</c> and the owner's key of a record of the same region; instead of an
/// educator's id, an object under the member's name without Id (<c>educator</c>) gives СНИЛС, or names and date of birth. A file has
/// at most 2,000,000 rows of 1 MiB. The right to write the resource is needed as well, and <c>educators:personal-data</c> where its
/// records hold personal data: the outcomes would tell a right guess from a wrong one.
/// </remarks>
[Requires("exchange:write"), ProducesErrors("imports.too-many", "imports.not-closable", "imports.no-scope")]
public sealed record StartImport : ICommand<Import>, IValidatable, IAuthorizedBeforeBody, IFollowUp<Import>
{
    /// <summary>Resource that the rows are imported into.</summary>
    [ImportResource]
    public required string Resource { get; init; }

    /// <summary>Region that the rows are imported into; optional for a client of one region, and in the rows.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>Process the file and report the result without storing anything.</summary>
    public bool DryRun { get; init; }

    /// <summary>All or nothing: if a row is rejected, none is stored.</summary>
    public bool Atomic { get; init; }

    /// <summary>
    /// With <c>full</c> the file is the complete list of the region, and records that it does not name are closed as of today; only for
    /// institutes, schools, educators, programmes, methodists, mentorships, federal projects, roles of institutes and internship sites.
    /// </summary>
    [ImportMode]
    public string Mode { get; init; } = "merge";

    /// <summary>Exact number of records to close, if it is more than a tenth of the open ones.</summary>
    [Between(0, int.MaxValue)]
    public int? ConfirmClosing { get; init; }

    /// <summary>
    /// Create educators that a row describes by СНИЛС or names and that the region does not have; needs <c>educators:write</c>.
    /// </summary>
    public bool CreateEducators { get; init; }

    /// <summary>Institute that issued the certificates or offers the programmes of the file, if the rows do not name it.</summary>
    [RefersTo("institutes")]
    public Guid? ProviderInstituteId { get; init; }

    /// <summary>Seconds to wait for the end of the import before the response.</summary>
    /// <example>0</example>
    [Between(0, 30)]
    public int Wait { get; init; }

    /// <summary>
    /// The file: one document per line (NDJSON), or a table with a header (CSV with comma, semicolon or tab, in UTF-8 or windows-1251;
    /// XLSX up to 50 MiB), optionally compressed with gzip.
    /// </summary>
    [Body, AcceptsMediaTypes(NdjsonWriter.MediaType, CsvWriter.MediaType, XlsxWriter.MediaType)]
    public required Upload File { get; init; }

    public void Validate(ValidationContext validation)
    {
        validation.Require(ConfirmClosing is null || Mode == "full", "confirmClosing", Rules.TogetherOnly, "mode = full");
        if (ProviderInstituteId is not null)
            RequireResource(validation, "providerInstituteId", r => r.Has("providerInstituteId"));
        if (CreateEducators)
            RequireResource(validation, "createEducators", r => r.RefersTo(IEducatorDirectory.Resource));
    }

    public void Authorize(Caller caller)
    {
        foreach (var scope in ScopesOf(Resource, CreateEducators))
            caller.EnsureScope(scope, ImportErrors.NoScope);
        if (Mode == "full" && !ResourceCatalogue.Get(Resource).IsClosable)
            throw ImportErrors.NotClosable.ToException();
        if (RegionOf(caller) is not { } regionCode)
            throw CommonErrors.Invalid.ToException([Rules.Required.At("regionCode")]);
        if (!caller.HasRegion(regionCode))
            throw CommonErrors.OutOfRegion.ToException();
    }

    IQuery<Import>? IFollowUp<Import>.FollowUp(Import response) => new GetImport { Id = response.Id, Wait = Wait };

    internal string? RegionOf(Caller caller) => RegionCode ?? (caller.Regions.Count == 1 ? caller.Regions[0] : null);

    internal static IEnumerable<string> ScopesOf(string resource, bool createsEducators) =>
        [
            ResourceCatalogue.Get(resource).WriteScope,
            .. createsEducators ? [ResourceCatalogue.People.WriteScope] : Array.Empty<string>(),
            // The outcome of a row tells whether what it says is what the register has.
            .. ResourceCatalogue.Get(resource).HoldsPersonalData ? [Caller.PersonalData] : Array.Empty<string>(),
        ];

    private void RequireResource(ValidationContext validation, string parameter, Func<ResourceDescriptor, bool> fits)
    {
        string[] fitting = [.. ResourceCatalogue.All.Where(r => r.IsImported && fits(r)).Select(r => r.Name)];
        validation.Require(fitting.Contains(Resource), parameter, Rules.TogetherOnly, $"resource = {string.Join(" | ", fitting)}");
    }
}

internal sealed class StartImportHandler(Db db, Cipher cipher, Caller caller, RequestContext current) : IHandle<StartImport, Import>
{
    private const int Most = 100;

    private static readonly Sql<int> unfinished = new(
        "SELECT count(*)::int FROM imports.import WHERE client = @client AND region_code = ANY (@scope) AND state IN ('queued', 'running')"
    );

    private static readonly Sql<StoredImport> start = new(
        $"""
        INSERT INTO imports.import AS i (id, region_code, resource, client, mode, is_dry_run, is_atomic, creates_educators,
            confirmed_closing, provider_institute_id, media_type, charset, size)
        VALUES (@id, @regionCode, @resource, @client, @mode, @dryRun, @atomic, @createEducators,
            @confirmClosing, @providerInstituteId, @mediaType, @charset, @size)
        RETURNING {StoredImport.Columns}
        """
    );

    public async Task<Import> Handle(StartImport request, CancellationToken cancellationToken)
    {
        request.Authorize(caller); // again: it may have arrived for minutes
        if (await db.QuerySingleOrDefault(unfinished, new { client = caller.Client }, cancellationToken) >= Most)
            throw ImportErrors.TooManyImports.ToException();
        var (file, regionCode) = (request.File, request.RegionOf(caller));
        var started = await db.QuerySingleOrDefault(
            start,
            new
            {
                file.Id,
                regionCode,
                request.Resource,
                client = caller.Client,
                request.Mode,
                request.DryRun,
                request.Atomic,
                request.CreateEducators,
                request.ConfirmClosing,
                request.ProviderInstituteId,
                file.MediaType,
                file.Charset,
                file.Size,
            },
            cancellationToken
        );
        return started!.ToImport(current.Language, caller, cipher);
    }
}
