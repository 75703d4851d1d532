using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Observability;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Http;

/// <summary>Writes every error response: problems, the framework's statuses and unexpected exceptions.</summary>
internal sealed partial class Problems(RequestDelegate next, Catalogue catalogue, Rejections rejections, ILogger<Problems> log)
{
    public const string MediaType = "application/problem+json";

    // Who repeats a refused request at once keeps one connection waiting instead of the processors busy.
    private static readonly TimeSpan waitOfRefused = TimeSpan.FromSeconds(0.5);

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (
                http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
                && OfStatus(http.Response.StatusCode) is { } error
            )
                await Write(http, error.ToException());
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = 499;
        }
        catch (Exception thrown) when (!http.Response.HasStarted)
        {
            var problem = Refusal(thrown);
            if (problem.Error.Status is 429 or 503)
                rejections.Note(problem.Error.Code, http.RequestServices.GetRequiredService<RequestContext>().Caller.Client);
            if (problem.Error.Status == 429)
                await Task.Delay(waitOfRefused, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Write(http, problem);
        }
    }

    public static async Task Write(HttpContext http, ProblemException problem)
    {
        var language = http.Request.Language();
        http.Response.StatusCode = problem.Error.Status;
        foreach (var (name, value) in problem.Headers)
            http.Response.Headers[name] = value;
        if (problem.Error.Status is 429 or 503 && http.Response.Headers.RetryAfter.Count == 0)
            http.Response.Headers.RetryAfter = "1";
        if (problem.Error.Status == 401 && http.Response.Headers.WWWAuthenticate.Count == 0)
            http.Response.Headers.WWWAuthenticate =
                http.Request.Headers.Authorization.Count > 0 ? "Bearer error=\"invalid_token\"" : "Bearer";
        if (problem.Error == CommonErrors.NoScope)
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentLanguage = language == Language.Ru ? "ru" : "en";
        http.Response.ContentType = MediaType;
        var body = JsonSerializer.SerializeToUtf8Bytes(Of(problem, language), Json.Options);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    public static ApiProblem Of(ProblemException problem, Language language) =>
        new()
        {
            Type = $"urn:efs:error:{problem.Error.Code}",
            Title = problem.Error.Title.In(language),
            Status = problem.Error.Status,
            Detail = problem.Detail?.In(language),
            TraceId = CurrentTrace.Id,
            RecordId = problem.RecordId,
            Error = problem.Error.OAuthCode,
            ErrorDescription = problem.Error.OAuthCode is null ? null : (problem.Detail ?? problem.Error.Title).En, // ASCII only
            Errors =
                problem.Errors.Count == 0
                    ? null
                    :
                    [
                        .. problem.Errors.Select(f => new ApiProblemError
                        {
                            Pointer = f.IsParameter ? null : f.Location,
                            Parameter = f.IsParameter ? f.Location : null,
                            Code = f.Code,
                            Message = f.Message.In(language),
                        }),
                    ],
        };

    private ProblemException Refusal(Exception thrown)
    {
        switch (thrown)
        {
            case ProblemException problem:
                return problem;
            case BadHttpRequestException bad:
                return (OfStatus(bad.StatusCode) ?? CommonErrors.Malformed).ToException();
            case IOException:
                return CommonErrors.Malformed.ToException(); // the request's body ended early; Npgsql throws NpgsqlException
        }
        if (PostgresErrors.Translate(thrown, catalogue) is { } error)
        {
            if (Resilience.IsLost(thrown) || Resilience.IsImpaired(thrown))
                DatabaseAway(log, thrown.GetType().Name, PostgresErrors.Describe(thrown).SqlState);
            return error.ToException();
        }
        // An exception's message may repeat what a client sent: log its type, stack and PostgreSQL's code.
        var (state, constraint) = PostgresErrors.Describe(thrown);
        Broken(log, thrown.GetType().FullName!, state, constraint, thrown.StackTrace);
        return CommonErrors.Internal.ToException();
    }

    /// <summary>The error of a status that the framework or Kestrel sets.</summary>
    public static Error? OfStatus(int status) =>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away: {Exception} {SqlState}")]
    private static partial void DatabaseAway(ILogger log, string exception, string? sqlState);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Exception} {SqlState} {Constraint} {StackTrace}")]
    private static partial void Broken(ILogger log, string exception, string? sqlState, string? constraint, string? stackTrace);
}
