using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using MediatR;
using Microsoft.Net.Http.Headers;

namespace Efs.Api.Platform.Http;

/// <summary>Describes the operation of a route for the contract and the tests.</summary>
internal sealed record Operation(
    string Name,
    string Method,
    Type Message,
    Type? Response,
    SuccessStatus Success,
    string? Scope,
    bool IsCacheable
)
{
    private static readonly string[] preconditions =
    [
        HeaderNames.IfMatch,
        HeaderNames.IfNoneMatch,
        HeaderNames.IfModifiedSince,
        HeaderNames.IfUnmodifiedSince,
        HeaderNames.IfRange,
    ];

    /// <summary>The message's properties by the part of the request that they are read from.</summary>
    public required IReadOnlyList<SchemaProperty> InPath { get; init; }
    public required IReadOnlyList<SchemaProperty> InQuery { get; init; }
    public required IReadOnlyList<(SchemaProperty Member, string Name)> InHeaders { get; init; }
    public required SchemaProperty? Body { get; init; }

    public bool IsCommand { get; } = Is(Message, typeof(ICommand<>));

    /// <summary>It also responds with an event stream.</summary>
    public bool IsEventStream { get; } = Is(Message, typeof(IEventStreamQuery<>));

    /// <summary>The template of the list's workbook, if it has one.</summary>
    public ExportTemplateAttribute? Template { get; } = Message.GetCustomAttribute<ExportTemplateAttribute>();

    /// <summary>It responds with the whole list, not with its pages.</summary>
    public bool IsExport { get; init; }

    /// <summary>JSON, unless it responds with a page to print or a calendar.</summary>
    public string MediaType { get; } =
        Response == typeof(PrintedPage) ? "text/html"
        : Response == typeof(CalendarFile) ? ResponseWriter.CalendarMediaType
        : "application/json";

    /// <summary>The media types of its response, the default first; an event stream must be requested explicitly.</summary>
    public IReadOnlyList<string> Forms =>
        IsExport ? ExportFormats.MediaTypes(Template)
        : IsTable ? [MediaType, .. TableFormats.MediaTypes]
        : [MediaType];

    /// <summary>The permits of the client that a request takes while it is under way.</summary>
    public int Cost { get; } = Message.GetCustomAttribute<CostAttribute>()?.Permits ?? 1;

    /// <summary>The permits that a request with these parameters takes: those of the dearest.</summary>
    public int CostOf(IQueryCollection query) =>
        InQuery.Where(p => p.Cost is not null && IsDear(p.Cost, query[p.Name])).Select(p => p.Cost!.Permits).Append(Cost).Max();

    /// <summary>Its response is also a table.</summary>
    public bool IsTable { get; } = typeof(ITable).IsAssignableFrom(Response);

    /// <summary>The scopes that a caller must have, all of them.</summary>
    public IReadOnlyList<string> Scopes { get; } =
        Scope is null ? [] : [Scope, .. Message.GetCustomAttribute<RequiresAttribute>()?.AdditionalScopes ?? []];

    /// <summary>It needs no token: the token endpoint.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Its body is a file.</summary>
    public bool TakesFile => Body?.Property.PropertyType == typeof(Upload);

    /// <summary>Its body is a form, not JSON.</summary>
    public bool TakesForm { get; init; }

    public bool TakesIdempotencyKey => Method == "POST" && IsCommand;

    /// <summary>A reader that has the response already is told so (304): it takes If-None-Match.</summary>
    public bool IsConditional { get; } = Method == "GET" && (IsCacheable || typeof(IRecord).IsAssignableFrom(Response));

    /// <summary>Whether it fails without If-Match.</summary>
    public bool NeedsVersion => Success != SuccessStatus.Synced && InHeaders.Any(h => h.Name == "If-Match");

    /// <summary>The request's preconditions (RFC 9110, section 13) that the operation does not check.</summary>
    public IEnumerable<string> UnknownPreconditions(HttpRequest request) =>
        preconditions.Where(name =>
            request.Headers.ContainsKey(name) && !(IsConditional && name == HeaderNames.IfNoneMatch) && InHeaders.All(h => h.Name != name)
        );

    private static bool IsDear(CostAttribute cost, string? value) =>
        value is not (null or "false") && (cost.From == 0 || (int.TryParse(value, out var number) && number >= cost.From));

    private static bool Is(Type message, Type kind) =>
        message.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == kind);
}

/// <summary>The status of a successful response.</summary>
internal enum SuccessStatus
{
    Ok,
    Created,
    Accepted,
    Synced,
    NoContent,
}

/// <summary>Clients may cache the response for an hour: reference data.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CacheableAttribute : Attribute;
