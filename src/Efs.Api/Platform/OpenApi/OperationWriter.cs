using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Http;
using Microsoft.OpenApi;

namespace Efs.Api.Platform.OpenApi;

/// <summary>Writes one operation of the contract: its texts, parameters, body and responses.</summary>
internal sealed class OperationWriter(
    OpenApiDocument document,
    SchemaWriter schemas,
    XmlDocumentation docs,
    Catalogue catalogue,
    IReadOnlyDictionary<Type, IReadOnlyList<string>> sorts,
    Operation operation
)
{
    private const string ErrorCodes = "x-error-codes";

    // A list of entity tags, or *.
    private const string Tags = "^(\\*|(W/)?\"[^\"]*\"( *, *(W/)?\"[^\"]*\")*)$";

    private readonly bool isById = operation.InPath.Any(m => m.Name is "id" or "code" or "name");
    private readonly bool hasVersion = typeof(IRecord).IsAssignableFrom(operation.Response);

    public OpenApiOperation Write(string tag)
    {
        var page = new OpenApiOperation
        {
            OperationId = operation.Name,
            Tags = new HashSet<OpenApiTagReference> { new(tag, document) },
            Summary = Summary(),
            Description = string.Join(' ', new[] { Whole(), docs.RemarksOf(operation.Message), Rights(), Price() }.OfType<string>()),
            Parameters = [.. Parameters()],
            Responses = [],
            Security = operation.IsOpen ? [] : [new() { [new OpenApiSecuritySchemeReference("oauth2", document)] = [.. operation.Scopes] }],
        };
        if (operation.Body is { } body)
            page.RequestBody = Body(body);
        Successes(page.Responses);
        foreach (var status in Errors().DistinctBy(e => e.Code).GroupBy(e => e.Status).OrderBy(g => g.Key))
            page.Responses[Of(status.Key)] = Shared([.. status]);
        return page;
    }

    private string? Whole() =>
        operation.IsExport
            ? "All records that match, from one snapshot, in the form that `Accept` names, each by the schema "
                + $"`{schemas.NameOf(operation.Response!.GetGenericArguments()[0], SchemaUse.Response)}`. "
                + "A response that breaks off is incomplete."
            : null;

    private string Rights() =>
        operation.Scopes.Count > 0
            ? $"Needs the scope{(operation.Scopes.Count > 1 ? "s" : "")} {string.Join(", ", operation.Scopes.Select(s => $"`{s}`"))}."
        : operation.IsOpen ? "Needs no token."
        : "Needs a token, no scope.";

    private string? Price() => operation.Cost > 1 ? $"A request takes {operation.Cost} permits." : null;

    private string Summary()
    {
        var words = docs.Of(operation.Message).TrimEnd('.');
        if (operation.IsExport)
            words = $"Exports{words["Lists".Length..].Replace(", all at once", "", StringComparison.Ordinal)}";
        if (!operation.Message.IsGenericType)
            return words;
        var noun = operation.Message.GetGenericArguments()[^1].Name.ToLowerInvariant();
        return words
            .Replace("a record", $"{(noun[0] is 'a' or 'e' or 'i' or 'o' ? "an" : "a")} {noun}", StringComparison.Ordinal)
            .Replace("one record", $"one {noun}", StringComparison.Ordinal);
    }

    private IEnumerable<IOpenApiParameter> Parameters()
    {
        foreach (var property in operation.InPath)
            yield return Shared(property, Parameter(property, ParameterLocation.Path, true));
        foreach (var property in operation.InQuery)
            yield return Shared(property, Parameter(property, ParameterLocation.Query, property.IsRequired));
        foreach (var (property, name) in operation.InHeaders)
            yield return name switch
            {
                "If-Match" when operation.NeedsVersion => Shared(
                    "IfMatch",
                    Header(name, "The ETag of the version to change; `*` for any version.", "\"1\"", true, 200, Tags)
                ),
                "If-Match" or "If-None-Match" => Shared(property, Header(name, docs.Of(property.Property), null, false, 200, Tags)),
                _ => Header(name, docs.Of(property.Property), null, false, 2000, "^[!-~]+$"),
            };
        if (operation.IsConditional)
            yield return Shared(
                "IfNoneMatch",
                Header("If-None-Match", "The ETag of the cached response: 304 if it is still current.", null, false, 200, Tags)
            );
        if (operation.TakesFile)
        {
            yield return Header("Content-Encoding", "`gzip` for a compressed body.", null, false, 10, "^(gzip|identity)$");
            yield return Header(
                "Content-Digest",
                "Digest of the body as sent (RFC 9530). `sha-256` is compared: a body damaged on the way is rejected.",
                null,
                false,
                500,
                "^[!-~ ]+$"
            );
        }
        if (operation.TakesIdempotencyKey)
            yield return Shared(
                "IdempotencyKey",
                Header(
                    "Idempotency-Key",
                    "A text chosen by the client, unique for this request, bare or in quotes. "
                        + "A repetition with the same body within 24 hours replays the first response.",
                    null,
                    false,
                    255,
                    "^[!-~]{1,255}$"
                )
            );
    }

    // A parameter that many messages inherit, or have as an operation of any registry, is one component; so is a filter, which a list
    // and its export have.
    private IOpenApiParameter Shared(SchemaProperty property, OpenApiParameter parameter)
    {
        if (property.Property.DeclaringType == operation.Message && operation.Message.IsAssignableTo(typeof(IPaged)))
            return Shared($"{operation.Message.Name}{property.Property.Name}", parameter);
        if (property.Property.DeclaringType is not { IsGenericType: true } declares || property.Property.Name == nameof(ListOf<>.Sort))
            return parameter;
        var part = declares.GetGenericTypeDefinition() == typeof(Upsert<,>) ? "Upsert" : "";
        return Shared($"{part}{property.Property.Name}", parameter);
    }

    private OpenApiParameterReference Shared(string name, OpenApiParameter parameter)
    {
        document.Components!.Parameters!.TryAdd(name, parameter);
        return new(name, document);
    }

    private OpenApiParameter Parameter(SchemaProperty property, ParameterLocation location, bool isRequired)
    {
        var schema = schemas.OfParameter(property, isRequired ? null : Absent(property));
        var description = docs.Of(property.Property) + PriceOf(property.Cost);
        if (property.Property.Name == nameof(ListOf<>.Sort) && sorts.GetValueOrDefault(operation.Message) is { } members)
        {
            description += $" The members: {string.Join(", ", members.Select(m => $"`{m}`"))}.";
            ((OpenApiSchema)schema).Pattern = $"^-?({string.Join('|', members)})(,-?({string.Join('|', members)}))*$";
        }
        return new()
        {
            Name = property.Name,
            In = location,
            Required = isRequired,
            Description = description,
            Schema = schema,
            // Swagger UI fills in the example when a person tries the operation.
            Example = isRequired ? schemas.ExampleOf(property) ?? "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10" : null,
        };
    }

    private static string? PriceOf(CostAttribute? cost) =>
        cost is null ? null
        : cost.From > 0 ? $" From {cost.From} on a request takes {cost.Permits} permits."
        : $" A request with it takes {cost.Permits} permits.";

    // What the message holds when the parameter is absent.
    private object? Absent(SchemaProperty property) => property.Property.GetValue(Activator.CreateInstance(operation.Message));

    private static OpenApiParameter Header(string name, string description, string? example, bool isRequired, int max, string pattern) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = isRequired,
            Description = description,
            Example = example,
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MaxLength = max,
                Pattern = pattern,
            },
        };

    private OpenApiRequestBody Body(SchemaProperty body)
    {
        if (body.Property.GetCustomAttribute<AcceptsMediaTypesAttribute>() is { } takes)
            return File(body, takes);
        var isPatch = body.Property.PropertyType == typeof(JsonElement);
        var type = isPatch ? operation.Message.GetGenericArguments()[0] : body.Property.PropertyType;
        var content = new OpenApiMediaType { Schema = schemas.Of(type, isPatch ? SchemaUse.Patch : SchemaUse.Request) };
        return new()
        {
            Required = true,
            Description = docs.Of(type),
            Content =
                operation.TakesForm ? new Dictionary<string, IOpenApiMediaType> { ["application/x-www-form-urlencoded"] = content }
                : isPatch
                    ? new Dictionary<string, IOpenApiMediaType>
                    {
                        ["application/json"] = content,
                        ["application/merge-patch+json"] = content,
                    }
                : new Dictionary<string, IOpenApiMediaType> { ["application/json"] = content },
        };
    }

    private OpenApiRequestBody File(SchemaProperty body, AcceptsMediaTypesAttribute takes) =>
        new()
        {
            Required = true,
            Description = docs.Of(body.Property),
            Content = takes.MediaTypes.ToDictionary(
                type => type,
                _ =>
                    (IOpenApiMediaType)
                        new OpenApiMediaType
                        {
                            Schema = new OpenApiSchema
                            {
                                Type = JsonSchemaType.String,
                                Format = "binary",
                                MaxLength = int.MaxValue,
                                Pattern = "",
                            },
                        }
            ),
        };

    private void Successes(OpenApiResponses responses)
    {
        var versioned =
            hasVersion || typeof(IVersioned).IsAssignableFrom(operation.Response) ? new[] { "ETag" }
            : operation.IsCacheable ? ["ETag"]
            : [];
        switch (operation.Success)
        {
            case SuccessStatus.NoContent:
                responses["204"] = Shared("NoContent", new OpenApiResponse { Description = "Success; no content.", Headers = Headers() });
                break;
            case SuccessStatus.Created:
                responses["201"] = Answer(
                    "Created.",
                    [
                        .. versioned,
                        .. hasVersion ? new[] { "Location" } : [],
                        .. operation.TakesIdempotencyKey ? new[] { "Idempotency-Replayed" } : [],
                    ]
                );
                break;
            case SuccessStatus.Accepted:
                responses["202"] = Answer("Accepted; processing has started.", ["Location", "Idempotency-Replayed"]);
                break;
            case SuccessStatus.Synced:
                responses["200"] = Record();
                responses["201"] = Answer("Created.", ["ETag", "Location"]);
                break;
            default:
                if (operation is { IsExport: true, Template: null })
                {
                    responses["200"] = Export();
                    break;
                }
                if (hasVersion)
                {
                    responses["200"] = Record();
                    break;
                }
                responses["200"] = Answer(
                    "Success.",
                    [
                        .. versioned,
                        .. operation.InQuery.Any(m => m.Name == "cursor") ? new[] { "Link" } : [],
                        .. operation.IsEventStream || operation.IsExport ? new[] { "Efs-Consistent-Through" } : [],
                    ]
                );
                break;
        }
        if (operation.IsConditional)
            responses["304"] = Shared("NotModified", new OpenApiResponse { Description = "Not modified.", Headers = Headers("ETag") });
    }

    private OpenApiResponse Answer(string description, string[] headers) =>
        new()
        {
            Description = description,
            Headers = Headers(headers),
            Content = Contents(),
        };

    private Dictionary<string, IOpenApiMediaType> Contents()
    {
        if (operation.IsExport)
            return Exports(docs, operation.Template);
        var contents = new Dictionary<string, IOpenApiMediaType>
        {
            [operation.MediaType] = operation.MediaType switch
            {
                "text/html" => Text("<!DOCTYPE html>"),
                ResponseWriter.CalendarMediaType => Text("BEGIN:VCALENDAR"),
                _ => Document(),
            },
        };
        if (operation.IsEventStream)
            contents[EventStream.MediaType] = Stream();
        return contents;
    }

    // Get, Replace, Update and Upsert answer alike.
    private OpenApiResponseReference Record() =>
        Shared($"{schemas.NameOf(operation.Response!, SchemaUse.Response)}Record", Answer("Success.", ["ETag"]));

    // The exports of lists without a template have one response.
    private OpenApiResponseReference Export() => Shared("Export", Answer("Success.", ["Efs-Consistent-Through"]));

    private OpenApiResponseReference Shared(string name, OpenApiResponse response)
    {
        document.Components!.Responses!.TryAdd(name, response);
        return new(name, document);
    }

    private static Dictionary<string, IOpenApiMediaType> Exports(XmlDocumentation docs, ExportTemplateAttribute? template)
    {
        var contents = new Dictionary<string, IOpenApiMediaType>
        {
            [NdjsonWriter.MediaType] = Export("^([{].*[}]\\n)*$", "A line of JSON for each record.", "{…}\n{…}\n"),
            [CsvWriter.MediaType] = Export(
                "^\uFEFF",
                """
                CSV (RFC 4180) in UTF-8 with a byte order mark and a header row: objects as `name.member`, lists of texts joined
                by `|`, lists of objects as JSON. `Accept: text/csv; delimiter=semicolon` separates cells by `;`. A cell that
                begins with `=`, `+`, `-`, `@`, a tab, CR or an apostrophe has an apostrophe in front, and so has what
                follows a comma, a semicolon, a tab or the end of a line within a cell.
                """.ReplaceLineEndings(" "),
                "\uFEFFid,regionCode\r\n"
            ),
        };
        if (template is not null)
            contents[XlsxWriter.MediaType] = Export(
                "^PK",
                $"A workbook. {docs.Of(template.Template)} Needs the scope `{template.Scope}`; the reading of each person is recorded.",
                "PK…"
            );
        return contents;
    }

    private static OpenApiMediaType Export(string pattern, string description, string example) =>
        new()
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MaxLength = int.MaxValue,
                Pattern = pattern,
                Description = description,
            },
            Example = example,
        };

    private static OpenApiMediaType Stream() =>
        new()
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MaxLength = int.MaxValue,
                Pattern = "^(id: |: )",
                Description = "An endless stream of server-sent events: each item as the `data` of an event, its cursor as the `id`.",
            },
            Example = "id: AQ\ndata: {…}\n\n",
        };

    // The schema holds the example.
    private OpenApiMediaType Document() => new() { Schema = schemas.Of(operation.Response!, SchemaUse.Response) };

    private OpenApiMediaType Text(string beginning) =>
        new()
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MaxLength = 10_000_000,
                Pattern = $"^{beginning}",
                Description = docs.Of(operation.Response!),
            },
            Example = $"{beginning}…",
        };

    // Equal error responses are one component. One of common errors is named after them, another after the operation that is the first
    // to have it.
    private OpenApiResponseReference Shared(IReadOnlyList<Error> errors)
    {
        var responses = document.Components!.Responses!;
        var codes = errors.Select(e => e.Code).ToList();
        var name = responses.FirstOrDefault(r => r.Value.Extensions is not null && CodesOf(r.Value).SequenceEqual(codes)).Key;
        if (name is null)
        {
            var isCommon = errors.Count == 1 || !codes.Intersect(Own()).Any();
            name = isCommon ? NameOf(codes) : $"{operation.Name}{Of(errors[0].Status)}";
            responses.Add(name, Refusal(errors));
        }
        return new(name, document);
    }

    private static IEnumerable<string> CodesOf(IOpenApiResponse response) =>
        ((JsonNodeExtension)response.Extensions![ErrorCodes]).Node.AsArray().Select(c => (string)c!);

    // registry.not-found is RegistryNotFound; with a second error, whose module is left out, RegistryNotFoundOrGone.
    private static string NameOf(IReadOnlyList<string> codes) =>
        string.Join("Or", codes.Select((code, i) => Pascal(i == 0 ? code : code[(code.IndexOf('.', StringComparison.Ordinal) + 1)..])));

    private static string Pascal(string code) =>
        string.Concat(code.Split('.', '-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private OpenApiResponse Refusal(IReadOnlyList<Error> errors)
    {
        return new()
        {
            Description = string.Join("; ", errors.Select(e => $"`{e.Code}`: {e.Title.En} ({e.Title.Ru})")) + ".",
            Headers = Headers(
                errors[0].Status switch
                {
                    429 or 503 => ["Retry-After"],
                    412 => ["ETag"],
                    _ => [],
                }
            ),
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [Problems.MediaType] = new OpenApiMediaType { Schema = schemas.Of(typeof(ApiProblem), SchemaUse.Response) },
            },
            Extensions = new Dictionary<string, IOpenApiExtension>
            {
                [ErrorCodes] = new JsonNodeExtension(new JsonArray([.. errors.Select(e => (JsonNode)e.Code)])),
            },
        };
    }

    private IEnumerable<Error> Errors()
    {
        foreach (var code in Own())
            yield return catalogue.ByCode[code];
        if (!operation.TakesForm)
            yield return CommonErrors.Invalid;
        if (operation.Body is not null)
        {
            if (!operation.TakesForm)
                yield return CommonErrors.Malformed;
            yield return CommonErrors.TooLarge;
            if (!operation.TakesForm)
                yield return CommonErrors.MediaType;
        }
        if (!operation.IsOpen)
            yield return CommonErrors.Unauthenticated;
        if (operation.Scope is not null)
            yield return CommonErrors.NoScope;
        if (operation.Message.IsAssignableTo(typeof(IInRegion)) || WritesShared())
            yield return CommonErrors.OutOfRegion;
        if (isById || operation.TakesIdempotencyKey)
            yield return CommonErrors.NotFound; // a replay whose record was deleted since
        if (!operation.IsOpen)
            yield return CommonErrors.NotAcceptable;
        if (operation.TakesIdempotencyKey)
        {
            yield return CommonErrors.KeyInProgress;
            yield return CommonErrors.KeyReused;
        }
        if (operation.Message.IsGenericType && operation.Message.GetGenericTypeDefinition() == typeof(Delete<>))
            yield return CommonErrors.InUse;
        if (operation.InHeaders.Any(h => h.Name == "If-Match"))
            yield return CommonErrors.Stale;
        if (operation.NeedsVersion)
            yield return CommonErrors.NeedsVersion;
        if (operation.InHeaders.Any(h => h.Name == "If-None-Match"))
        {
            yield return CommonErrors.Absent;
            yield return CommonErrors.Exists;
        }
        if (operation is { IsExport: true, Template: not null })
            yield return CommonErrors.TooManyRows;
        yield return CommonErrors.TooMany;
        yield return CommonErrors.Internal;
        yield return CommonErrors.Unavailable;
        yield return CommonErrors.Busy;
        yield return CommonErrors.TookTooLong;
        if (operation.IsCommand)
            yield return CommonErrors.OutcomeUnknown;
    }

    // A record that every region reads is visible to callers of other regions, who may not write it.
    private bool WritesShared() =>
        operation is { IsCommand: true, Message.IsGenericType: true }
        && operation.Message.GetGenericArguments()[^1] is var record
        && (record.IsAssignableTo(typeof(IShared)) || record.IsAssignableTo(typeof(ISharedWithParticipants)));

    // Operations that write a registry's document have the errors of its record.
    private IEnumerable<string> Own()
    {
        if (operation.Message.GetCustomAttribute<ProducesErrorsAttribute>() is { } refuses)
            return refuses.ErrorCodes;
        return operation.Body is null ? [] : ResourceCatalogue.Find(operation.Message)?.ErrorCodes ?? [];
    }

    private Dictionary<string, IOpenApiHeader> Headers(params IEnumerable<string> names) =>
        names
            .Concat(["RateLimit", "RateLimit-Policy"])
            .ToDictionary(name => name, name => (IOpenApiHeader)new OpenApiHeaderReference(name, document));

    private static string Of(int status) => status.ToString(CultureInfo.InvariantCulture);
}
