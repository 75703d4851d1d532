using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Resources;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Efs.Api.Platform.OpenApi;

/// <summary>
/// The OpenAPI document: its paths come from the routes, its texts from the summaries of the code, its limits from the rules
/// that validate requests.
/// </summary>
internal sealed class Contract(Catalogue catalogue, IServiceScopeFactory scopes) : IDocumentFilter
{
    private const string TokenUrl = "/oauth/token";

    private static readonly JsonSerializerOptions compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions indented = new(compact) { WriteIndented = true, IndentSize = 1 };

    private const string Description = """
        The register of the unified federal system of scientific-methodological support of educators (единая федеральная
        система научно-методического сопровождения, ЕФС): regions, institutes, schools, educators, their programmes and
        certificates, diagnostics and individual trajectories (ИОМ), projects and road maps, events and registrations for
        them, contests and applications, the development of schools.

        - **Access.** `POST /oauth/token` with the client's id and secret issues a token that is valid for `expires_in`
          seconds. A client acts in its regions only; it does not see records of other regions.
        - **Lists** are paged by an opaque `cursor` and end with `next: null`; the `Link` header names the same page.
        - **Whole lists** are operations of their own, `GET …/export`: as `application/x-ndjson` or `text/csv` by `Accept`,
          from one snapshot, compressed with gzip on request.
        - **Changes** by id need `If-Match` with the record's `ETag`. A region's system writes best by its own key:
          `PUT …/by-source/{regionCode}/{sourceId}` can be repeated safely.
        - **Any POST that creates** takes an `Idempotency-Key`: the same key and body within 24 hours replays the first
          response.
        - **Files** of any size are imported by `POST /v1/imports`; each row is validated and reported on its own.
        - **The feed** of all changes, `GET /v1/changes`, lists creates, updates and deletes in the order of each region's
          commits.
        - **Webhooks**, `/v1/subscriptions`, deliver the feed as CloudEvents 1.0 batches
          (`application/cloudevents-batch+json`), each event at least once, the events of a region in the order of its
          commits, signed by Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`).
        - **A nightly synchronisation** needs to send only what differs: `POST /v1/reconciliations` compares hashes of
          documents. The hash is SHA-256, in lowercase hexadecimal digits, over the canonical JSON (RFC 8785, JCS) of the
          document that would be PUT, with `regionCode` and `sourceId`. Members that are null, false or an empty list are left
          out at any depth, and so are `readOnly` and `writeOnly` members. Texts are as the service stores them: trimmed, in
          NFC, white space as single spaces, СНИЛС as `XXX-XXX-XXX YY`, ids in lowercase.
        - **Limits** count requests a second, by the headers `RateLimit` and `RateLimit-Policy`, and the work under way: each
          client has some permits (8 unless the installation sets another number), of which a request takes one until its response
          ends, and a dear one more, as its operation and parameters say. Who has no permit left waits for it; when too many
          requests wait, the response is 429 with `Retry-After`. A request that waits for an event takes none.
        - **Errors** are RFC 9457 problems with stable codes and JSON Pointers, all errors at once, in Russian or English by
          `Accept-Language`.
        - **HEAD** works wherever GET does.
        - **Absent** members are left out of responses, never null, except `next`.
        """;

    public static void Add(IServiceCollection services) =>
        services
            .AddEndpointsApiExplorer()
            .AddSwaggerGen(options =>
            {
                options.SwaggerDoc(
                    "v1",
                    new()
                    {
                        Title = "Efs.Api",
                        Version = "1.0",
                        Description = Description,
                        Contact = new() { Name = "Efs.Api maintainers", Email = "efs@example.org" },
                        License = new() { Name = "Apache-2.0", Url = new("https://www.apache.org/licenses/LICENSE-2.0") },
                    }
                );
                options.DocInclusionPredicate(
                    (_, description) =>
                        description.HttpMethod != HttpMethods.Head
                        && description.ActionDescriptor.EndpointMetadata.OfType<Operation>().Any()
                );
                options.DocumentFilter<Contract>();
            });

    /// <summary>
    /// Serves the contract with the addresses that clients reach: those of a gateway's prefix, where the request came by one. A gateway
    /// that lets clients choose the prefix must not fill the memory, so after some prefixes the contract is the one without.
    /// </summary>
    public static void Map(WebApplication app)
    {
        const int mostPrefixes = 8;
        var stored = new ConcurrentDictionary<string, Lazy<Task<StoredResponse>>>();
        app.MapMethods(
            "/swagger/v1/swagger.json",
            Methods.Read,
            async (HttpContext http) => await (await Find(http.Request.PathBase.ToUriComponent().TrimEnd('/'))).Write(http)
        );

        Task<StoredResponse> Find(string prefix)
        {
            if (stored.Count >= mostPrefixes && !stored.ContainsKey(prefix))
                prefix = "";
            return stored.GetOrAdd(prefix, p => new(() => Store(p))).Value;
        }

        async Task<StoredResponse> Store(string prefix) =>
            new("application/json; charset=utf-8", Encoding.UTF8.GetBytes(await ServedText(app.Services, prefix)));
    }

    /// <summary>The contract as JSON, as committed in openapi/: indented, so that people can review a change.</summary>
    public static async Task<string> Text(IServiceProvider services) => (await Json(services)).ToJsonString(indented) + "\n";

    /// <summary>The contract as JSON, as the service sends it: the same document without white space.</summary>
    public static async Task<string> ServedText(IServiceProvider services, string prefix = "")
    {
        var contract = await Json(services);
        if (prefix.Length > 0)
        {
            contract["servers"]![0]!["url"] = prefix;
            contract["components"]!["securitySchemes"]!["oauth2"]!["flows"]!["clientCredentials"]!["tokenUrl"] = prefix + TokenUrl;
        }
        return contract.ToJsonString(compact);
    }

    private static async Task<JsonNode> Json(IServiceProvider services)
    {
        var text = await services
            .GetRequiredService<ISwaggerProvider>()
            .GetSwagger("v1")
            .SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        var contract = JsonNode.Parse(text)!;
        contract["openapi"] = "3.1.0"; // tools with a list of versions refuse the later ones, which say the same
        return contract;
    }

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var docs = new XmlDocumentation(typeof(Contract).Assembly);
        swaggerDoc.Servers =
        [
            new()
            {
                Url = "/",
                Description = "The installation that serves this document: production, staging or local.",
                Extensions = new Dictionary<string, IOpenApiExtension> { ["x-internal"] = new JsonNodeExtension(false) },
            },
        ];
        swaggerDoc.Components = new()
        {
            SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["oauth2"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.OAuth2,
                    Description =
                        "Client credentials (RFC 6749, section 4.4). The token is a JWT signed with ES256 and verified as RFC8725 "
                        + "requires: algorithm, issuer, audience and times. It is valid for `expires_in` seconds; the same request "
                        + "issues a new one.",
                    Flows = new()
                    {
                        ClientCredentials = new()
                        {
                            TokenUrl = new(TokenUrl, UriKind.Relative),
                            Scopes = ScopeCatalogue.All.ToDictionary(s => s.Name, s => s.Description),
                        },
                    },
                },
            },
            Headers = Headers(),
            Schemas = new Dictionary<string, IOpenApiSchema>(),
            Responses = new Dictionary<string, IOpenApiResponse>(),
            Parameters = new Dictionary<string, IOpenApiParameter>(),
        };
        var responses = context
            .ApiDescriptions.Select(d => d.ActionDescriptor.EndpointMetadata.OfType<Operation>().Single().Response)
            .OfType<Type>()
            .Append(typeof(ApiProblem));
        var schemas = new SchemaWriter(swaggerDoc, docs, responses);
        var sorts = Sorts();
        var tags = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        foreach (var description in context.ApiDescriptions)
        {
            var operation = description.ActionDescriptor.EndpointMetadata.OfType<Operation>().Single();
            var about = operation.Message.IsGenericType ? operation.Message.GetGenericArguments()[^1] : operation.Message;
            var tag = about.Namespace!.Split('.')[^1];
            tags[tag] = about.Assembly.GetType($"{about.Namespace}.{tag}")!;
            swaggerDoc.Paths[$"/{description.RelativePath!.TrimEnd('/')}"].Operations![HttpMethod.Parse(operation.Method)] =
                new OperationWriter(swaggerDoc, schemas, docs, catalogue, sorts, operation).Write(tag);
        }
        new WebhookWriter(swaggerDoc, schemas, docs).WriteAll();
        swaggerDoc.Tags = tags.Select(t => new OpenApiTag { Name = t.Key, Description = docs.Of(t.Value) }).ToHashSet();
    }

    private Dictionary<Type, IReadOnlyList<string>> Sorts()
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetServices<IReconcilable>().OfType<ISortable>().ToDictionary(r => r.List, r => r.Sorts);
    }

    /// <summary>The response headers that the contract describes.</summary>
    public static IReadOnlyCollection<string> HeaderNames => Headers().Keys;

    private static Dictionary<string, IOpenApiHeader> Headers() =>
        new()
        {
            ["ETag"] = Header("The version of the response in quotes, for If-Match and If-None-Match.", "\"1\"", 70, "^\"[^\"]*\"$"),
            ["Location"] = Header(
                "The address of the new resource.",
                "/v1/schools/019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10",
                300,
                "^/(.*/)?v1/"
            ),
            ["Link"] = Header(
                "The next page (RFC 8288), if there is one.",
                "</v1/schools?cursor=AQ>; rel=\"next\"",
                3000,
                "^<[^>]*>; rel=\"next\"$"
            ),
            ["Efs-Consistent-Through"] = Header(
                "The feed cursor up to which the response is complete: a reader that continues after it misses nothing. "
                    + $"Exports have it for callers with `{IChangeFeed.Scope}`.",
                "AQ",
                2000,
                "^[!-~]+$"
            ),
            ["RateLimit"] = Header(
                "The rest of the client's quota (r) and the seconds until it refills (t).",
                "\"client\";r=399;t=1",
                60,
                "^\"client\";r=[0-9]+;t=[0-9]+$"
            ),
            ["RateLimit-Policy"] = Header(
                "The client's quota (q) and its window in seconds (w).",
                "\"client\";q=400;w=2",
                60,
                "^\"client\";q=[0-9]+;w=[0-9]+$"
            ),
            ["Retry-After"] = Header("The number of seconds to wait before a retry.", "1", 10, "^[0-9]+$"),
            ["Idempotency-Replayed"] = Header(
                "`true` for the replayed response of an earlier request with the same Idempotency-Key.",
                "true",
                4,
                "^true$"
            ),
        };

    private static OpenApiHeader Header(string description, string example, int max, string pattern) =>
        new()
        {
            Description = description,
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MaxLength = max,
                Pattern = pattern,
            },
            Example = JsonValue.Create(example),
        };
}
