using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Security;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Efs.Api.Tests.Platform;

/// <summary>Every operation of the contract against everyone who may not call it; a new operation is covered by itself.</summary>
public sealed class AuthorizationTests(CalledHost efs) : IClassFixture<CalledHost>
{
    private const string Caller = "region-74";

    // Nothing of a region: who the caller is, reference data, and what only an administrator of the whole service sees.
    private static readonly string?[] withoutRegion = [null, "regions:read", "security:admin"];

    // What every region may read.
    private static readonly string[] everybodys =
    [
        "ListTrainingPrograms",
        "ExportTrainingPrograms",
        "GetTrainingProgram",
        "ListCubes",
        "GetCube",
        "GetCubeData",
        "QueryCube",
        "GetCompleteness",
        "GetGrowthFunnel",
        "GetIndicatorValues",
        "ListIndicators",
        "ExportIndicators",
        "GetIndicator",
        // They name the region that they act in.
        "CloseReportingPeriod",
        "ReopenReportingPeriod",
        "ListReportingPeriods",
        "ListInstruments",
        "ExportInstruments",
        "GetInstrument",
        "ListFederalProjects",
        "ExportFederalProjects",
        "GetFederalProject",
        "ListInternshipSites",
        "ExportInternshipSites",
        "GetInternshipSite",
        "ListPractices",
        "ExportPractices",
        "GetPractice",
        "ListAssessmentFrameworks",
        "ExportAssessmentFrameworks",
        "GetAssessmentFramework",
        "StartImport",
    ]; // an import without a region goes into the client's own

    private readonly Calls calls = efs.Calls;

    public static TheoryData<string> Guarded => [.. ContractDocument.Committed.Operations.Where(o => !o.IsOpen).Select(o => o.Id)];

    [Theory, MemberData(nameof(Guarded))]
    public async Task Only_a_good_token_opens_an_operation(string id)
    {
        var operation = Calls.Contract.Operation(id);
        var (target, body) = await Arranged(operation);
        foreach (var (what, authorization) in BadTokens().Append(("a revoked client's", $"Bearer {await Revoked()}")))
        {
            var request = Calls.Request(operation, target, Calls.Body(operation, body));
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            var response = await Calls.Send(efs.Anyone, operation, request, what);
            Assert.True(
                response is { Status: 401, Code: "access.unauthenticated" },
                $"{id} with {what} token: {response.Status} {response.Text}"
            );
        }
        using var right = efs.WithToken(Token(Caller, DateTime.UtcNow.AddHours(1)));
        Assert.NotEqual(
            401,
            (await Calls.Send(right, operation, Calls.Request(operation, target, Calls.Body(operation, body)), "a good token")).Status
        );
    }

    [Theory, MemberData(nameof(Guarded))]
    public async Task A_client_without_the_scope_is_refused(string id)
    {
        var operation = Calls.Contract.Operation(id);
        var (target, body) = await Arranged(operation);
        if (operation.Scope is { } scope)
        {
            using var other = await calls.Everything(but: scope);
            var response = await Calls.Send(
                other,
                operation,
                Calls.Request(operation, target, Calls.Body(operation, body)),
                $"without {scope}"
            );
            Assert.True(response is { Status: 403, Code: "access.scope" }, $"{id}: {response.Status} {response.Text}");
        }
        using var right = await calls.Everything();
        await Succeeds(right, operation, target, body);
    }

    [Theory, MemberData(nameof(Guarded))]
    public async Task A_client_of_another_region_finds_nothing(string id)
    {
        var operation = Calls.Contract.Operation(id);
        if (withoutRegion.Contains(operation.Scope) || everybodys.Contains(id))
            return;
        var (target, body) = await Arranged(operation);
        // Something of region 74 that this operation could give away: its own target, or what its collection and its search hold.
        var secret = target.GetValueOrDefault("id") ?? await Planted(operation, body);
        using var other = await calls.Client("everything-27", EfsHost.WholeRegion, "27");
        var region = operation.ParametersIn("query").FirstOrDefault(p => (string?)p["name"] == "regionCode");
        var needsRegion = (bool?)region?["required"] == true;
        foreach (
            var query in needsRegion ? ["?regionCode=74"]
            : region is null ? [""]
            : new[] { "", "?regionCode=74", operation.IsExport ? "" : "?limit=500" }
        )
        {
            var response = await Calls.Send(
                other,
                operation,
                Calls.Request(operation, target, Calls.Body(operation, body), query),
                $"another region {query}"
            );
            Assert.True(
                response.Status is 403 or 404
                    || (response.Status == 200 && (operation.IsExport ? response.Text.Length == 0 : IsEmpty(response.Json!))),
                $"{id}: {response.Status} {response.Text}"
            );
            Assert.DoesNotContain(secret, response.Text, StringComparison.Ordinal);
        }
        using var right = await calls.Everything();
        var seen = await Succeeds(
            right,
            operation,
            target,
            body,
            needsRegion ? "?regionCode=74"
                : operation.ParametersIn("query").Any(p => (string?)p["name"] == "limit") ? "?limit=500"
                : ""
        );
        if (
            operation.Path.Count(c => c == '/') == 2 && seen.Json?["hasMore"]?.GetValue<bool>() != true
            || operation.Path.EndsWith("/{id}", StringComparison.Ordinal) && seen is { Status: < 400, Json: not null }
        )
            Assert.Contains(secret, seen.Text, StringComparison.Ordinal);
    }

    private static bool IsEmpty(JsonObject answer) => answer["items"] is JsonArray { Count: 0 } or null;

    [Fact]
    public void Every_operation_is_either_regional_or_known_not_to_be() =>
        Assert.Equal(
            [
                "analytics:exact",
                "analytics:read",
                "analytics:write",
                "contests:read",
                "contests:write",
                "educators:personal-data",
                "educators:read",
                "educators:write",
                "events:read",
                "events:write",
                "exchange:read",
                "exchange:write",
                "institutes:read",
                "institutes:write",
                "programs:read",
                "programs:write",
                "projects:read",
                "projects:write",
                "school-development:read",
                "school-development:write",
                "schools:read",
                "schools:write",
                "trajectories:read",
                "trajectories:write",
            ],
            Calls.Contract.Operations.Select(o => o.Scope).Except(withoutRegion).Distinct().Order(StringComparer.Ordinal)
        );

    /// <summary>A record to act on and a body to send, neither of them used by another test.</summary>
    private async Task<(Dictionary<string, string> Target, JsonObject? Body)> Arranged(ContractOperation operation)
    {
        var target = await calls.Target(operation);
        var body = operation.Content is null ? null : await calls.Fresh(operation);
        foreach (var (name, value) in target)
            if (body?.ContainsKey(name) == true && name != "id")
                body[name] = value;
        return (target, body);
    }

    private async Task<string> Planted(ContractOperation operation, JsonObject? body)
    {
        var collection = operation.Path.Split('/')[2] switch
        {
            "changes" or "pushes" => "schools",
            "reconciliations" => (string)body!["resource"]!,
            "participants" => "registrations",
            var own => own,
        }; // the feed and the last pushes tell of any record
        var creates = Calls.Contract.Operations.Single(o => o.Method == "POST" && o.Path == $"/v1/{collection}");
        if (operation == creates || operation.Path.Contains("/by-source/", StringComparison.Ordinal))
            return (string)(body!["sourceId"] ?? body["target"])!;
        var document = await calls.Fresh(creates);
        foreach (var (name, value) in body ?? [])
            if (document.ContainsKey(name))
                body![name] = document[name]!.DeepClone();
        using var right = await calls.Everything();
        var made = (await Succeeds(right, creates, await calls.Target(creates), document)).Json!;
        // A push names no record: its region is what another one must not see.
        if (operation.Path == "/v1/pushes")
            return "\"regionCode\":\"74\"";
        // Compared is by the owner's key.
        return (string)(operation.Id == "Reconcile" ? made["sourceId"] : made["subscription"]?["id"] ?? made["id"])!;
    }

    private static async Task<Answer> Succeeds(
        HttpClient right,
        ContractOperation operation,
        Dictionary<string, string> target,
        JsonObject? body,
        string query = ""
    )
    {
        var response = await Calls.Send(
            right,
            operation,
            Calls.Request(operation, target, Calls.Body(operation, body), query),
            "the right client"
        );
        // An administrator who takes a client's only secret, or a record that is of no use twice, is told so: what counts is that it was
        // let in.
        // So is who replaces a record by one that refers to others, and who names a part by a number that none has.
        Assert.True(
            response.Status is 200 or 201 or 202 or 204 or 409 or 422
                || (response.Status == 404 && target.ContainsKey("ordinal"))
                || (response.Status == 400 && response.Faults.All(f => f.EndsWith(" immutable", StringComparison.Ordinal))),
            $"{operation.Id} by the right client: {response.Status} {response.Text}"
        );
        return response;
    }

    private async Task<string> Revoked()
    {
        var id = $"revoked-{Guid.NewGuid():N}"[..30];
        using var client = await efs.Client(id, [.. ApiClientFields.KnownScopes]);
        await Commands.As(efs.Services, mediator => mediator.Send(new RevokeClient { Id = id, IfMatch = "*" }));
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private IEnumerable<(string What, string? Authorization)> BadTokens()
    {
        var good = Token(Caller, DateTime.UtcNow.AddHours(1));
        var (header, payload, signature) = (good.Split('.')[0], good.Split('.')[1], good.Split('.')[2]);
        var point = Newest.ECDsa.ExportParameters(false).Q;
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        yield return ("no", null);
        yield return ("an empty", "Bearer ");
        yield return ("a garbage", "Bearer garbage");
        yield return ("a half", $"Bearer {header}.{payload}");
        yield return ("a Basic", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Caller}:secret"))}");
        yield return ("an expired", $"Bearer {Token(Caller, DateTime.UtcNow.AddMinutes(-1))}");
        yield return ("a not yet valid", $"Bearer {Token(Caller, DateTime.UtcNow.AddHours(2), DateTime.UtcNow.AddHours(1))}");
        yield return ("an unknown client's", $"Bearer {Token("nobody-knows", DateTime.UtcNow.AddHours(1))}");
        yield return ("another audience's", $"Bearer {Token(Caller, DateTime.UtcNow.AddHours(1), audience: "other")}");
        yield return ("another issuer's", $"Bearer {Token(Caller, DateTime.UtcNow.AddHours(1), issuer: "other")}");
        var strange = new SigningCredentials(new ECDsaSecurityKey(stranger) { KeyId = Newest.KeyId }, SecurityAlgorithms.EcdsaSha256);
        yield return ("a stranger's", $"Bearer {Token(Caller, DateTime.UtcNow.AddHours(1), signing: strange)}");
        yield return (
            "a changed",
            $"Bearer {header}.{Encoded(Decoded(payload).Replace(Caller, "administrator", StringComparison.Ordinal))}.{signature}"
        );
        foreach (var none in new[] { "none", "None", "NONE" })
            yield return ($"an alg {none}", $"Bearer {Encoded($$"""{"alg":"{{none}}","typ":"at+jwt"}""")}.{payload}.");
        foreach (
            var (what, key) in new[]
            {
                ("the public key", Newest.ECDsa.ExportSubjectPublicKeyInfo()),
                ("its PEM", Encoding.ASCII.GetBytes(Newest.ECDsa.ExportSubjectPublicKeyInfoPem())),
                ("its point", [.. point.X!, .. point.Y!]),
            }
        )
        {
            var forged = $"{Encoded($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Newest.KeyId}}"}""")}.{payload}";
            yield return (
                $"an HS256 signed with {what}",
                $"Bearer {forged}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(forged)))}"
            );
        }
    }

    private ECDsaSecurityKey Newest => efs.Services.GetRequiredService<SigningKeys>().All[^1];

    private string Token(
        string client,
        DateTime expires,
        DateTime? notBefore = null,
        string issuer = "efs-api",
        string audience = "efs-api",
        SigningCredentials? signing = null
    ) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                IssuedAt = DateTime.UtcNow.AddHours(-1),
                NotBefore = notBefore ?? DateTime.UtcNow.AddHours(-1),
                Expires = expires,
                TokenType = "at+jwt",
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = client,
                    ["client_id"] = client,
                    ["scope"] = string.Join(' ', ApiClientFields.KnownScopes),
                },
                SigningCredentials = signing ?? new(Newest, SecurityAlgorithms.EcdsaSha256),
            }
        );

    private static string Encoded(string text) => Base64UrlEncoder.Encode(text);

    private static string Decoded(string text) => Base64UrlEncoder.Decode(text);
}
