using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Platform.Http;

/// <summary>What every 4xx and 5xx answers: RFC 9457, <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>The error's stable name as a URN.</summary>
    /// <example>urn:efs:error:request.invalid</example>
    [Length(100)]
    public required string Type { get; init; }

    /// <summary>What happened, in the language asked for.</summary>
    /// <example>Запрос нарушает правила</example>
    [Length(300)]
    public required string Title { get; init; }

    /// <summary>The HTTP status again.</summary>
    /// <example>400</example>
    [Between(400, 599)]
    public required int Status { get; init; }

    /// <summary>More about this very case.</summary>
    [Length(1000)]
    public string? Detail { get; init; }

    /// <summary>Identifier of the request's trace, to quote to support.</summary>
    /// <example>4bf92f3577b34da6a3ce929d0e0e4736</example>
    [Length(32)]
    public required string TraceId { get; init; }

    /// <summary>Everything that is wrong with the request, at once.</summary>
    [Items(Checks.Most)]
    public IReadOnlyList<ProblemFault>? Errors { get; init; }

    /// <summary>Of the token endpoint only: the error's name in RFC 6749.</summary>
    [Length(50)]
    public string? Error { get; init; }

    /// <summary>Of the token endpoint only: the title again.</summary>
    [Length(300), JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }
}

/// <summary>One thing wrong with a request. Has a pointer or a parameter.</summary>
public sealed record ProblemFault
{
    /// <summary>JSON Pointer (RFC 6901) into the body; empty when it is about the whole of it.</summary>
    [Pointer]
    public string? Pointer { get; init; }

    /// <summary>Name of a parameter of the path, the query or a header.</summary>
    [Length(100)]
    public string? Parameter { get; init; }

    /// <summary>Stable code of the fault.</summary>
    /// <example>snils-checksum</example>
    [Length(100)]
    public required string Code { get; init; }

    /// <summary>What would be right, in the language asked for.</summary>
    /// <example>контрольное число СНИЛС не сходится</example>
    [Length(4000)]
    public required string Message { get; init; }
}

/// <summary>A JSON Pointer (RFC 6901).</summary>
public sealed class PointerAttribute : RuleAttribute
{
    public PointerAttribute()
    {
        Pattern = "^(/[^\\u0000]*)?$";
        Form = Example = "/snils";
        MaxLength = 500;
        MayBeEmpty = true;
    }
}

/// <summary>The one writer of errors: refusals, the framework's own statuses, and whatever else was thrown.</summary>
internal sealed partial class Problems(RequestDelegate next, Catalogue catalogue, ILogger<Problems> log)
{
    public const string MediaType = "application/problem+json";

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (
                http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
                && OfStatus(http.Response.StatusCode) is { } error
            )
                await Write(http, error.Refuse());
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = 499;
        }
        catch (Exception thrown) when (!http.Response.HasStarted)
        {
            await Write(http, Refusal(thrown));
        }
    }

    public static async Task Write(HttpContext http, RefusalException refusal)
    {
        var language = http.Request.Language();
        http.Response.StatusCode = refusal.Error.Status;
        foreach (var (name, value) in refusal.Headers)
            http.Response.Headers[name] = value;
        if (refusal.Error.Status is 429 or 503 && http.Response.Headers.RetryAfter.Count == 0)
            http.Response.Headers.RetryAfter = "1";
        if (refusal.Error.Status == 401 && http.Response.Headers.WWWAuthenticate.Count == 0)
            http.Response.Headers.WWWAuthenticate =
                http.Request.Headers.Authorization.Count > 0 ? "Bearer error=\"invalid_token\"" : "Bearer";
        if (refusal.Error == CommonErrors.NoScope)
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentLanguage = language == Language.Ru ? "ru" : "en";
        http.Response.ContentType = MediaType;
        await JsonSerializer.SerializeAsync(http.Response.Body, Of(refusal, language), Json.Options);
    }

    public static Problem Of(RefusalException refusal, Language language) =>
        new()
        {
            Type = $"urn:efs:error:{refusal.Error.Code}",
            Title = refusal.Error.Title.In(language),
            Status = refusal.Error.Status,
            Detail = refusal.Detail?.In(language),
            TraceId = Requests.TraceId,
            Error = refusal.Error.Code.StartsWith("oauth.", StringComparison.Ordinal)
                ? refusal.Error.Code["oauth.".Length..].Replace('-', '_')
                : null,
            ErrorDescription = refusal.Error.Code.StartsWith("oauth.", StringComparison.Ordinal) ? refusal.Error.Title.In(language) : null,
            Errors =
                refusal.Faults.Count == 0
                    ? null
                    :
                    [
                        .. refusal.Faults.Select(f => new ProblemFault
                        {
                            Pointer = f.IsParameter ? null : f.Where,
                            Parameter = f.IsParameter ? f.Where : null,
                            Code = f.Code,
                            Message = f.Message.In(language),
                        }),
                    ],
        };

    private RefusalException Refusal(Exception thrown)
    {
        switch (thrown)
        {
            case RefusalException said:
                return said;
            case BadHttpRequestException bad:
                return (OfStatus(bad.StatusCode) ?? CommonErrors.Malformed).Refuse();
            case IOException:
                return CommonErrors.Malformed.Refuse(); // the request's body broke off; the database's own are NpgsqlExceptions
        }
        if (Refusals.Of(thrown, catalogue) is { } error)
        {
            if (Resilience.IsLost(thrown))
                DatabaseAway(log, thrown.GetType().Name);
            return error.Refuse();
        }
        // The message of an exception may repeat what a client sent: its type, its place and PostgreSQL's code are enough.
        var (state, constraint) = Refusals.Place(thrown);
        Broken(log, thrown.GetType().FullName!, state, constraint, thrown.StackTrace);
        return CommonErrors.Internal.Refuse();
    }

    private static Error? OfStatus(int status) =>
        status switch
        {
            400 => CommonErrors.Malformed,
            401 => CommonErrors.Unauthenticated,
            403 => CommonErrors.NoScope,
            404 => CommonErrors.NoRoute,
            405 => CommonErrors.MethodNotAllowed,
            406 => CommonErrors.NotAcceptable,
            408 => CommonErrors.Timeout,
            413 => CommonErrors.TooLarge,
            415 => CommonErrors.MediaType,
            429 => CommonErrors.TooMany,
            431 => CommonErrors.HeadersTooLarge,
            >= 500 => CommonErrors.Internal,
            _ => null,
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away: {Exception}")]
    private static partial void DatabaseAway(ILogger log, string exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Exception} {SqlState} {Constraint} {StackTrace}")]
    private static partial void Broken(ILogger log, string exception, string? sqlState, string? constraint, string? stackTrace);
}
