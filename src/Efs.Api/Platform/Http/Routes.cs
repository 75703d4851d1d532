using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using MediatR;

namespace Efs.Api.Platform.Http;

/// <summary>The route lines of the modules: a message, its answer, a verb and a path.</summary>
internal static class Routes
{
    public static void Get<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IQuery<TAnswer> => routes.Map<TMessage, TAnswer>("GET", pattern, SuccessStatus.Ok);

    /// <summary>A question that can be followed as a stream of events, too.</summary>
    public static void Follow<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IEventStreamQuery<TAnswer>
        where TAnswer : IEventPage => routes.Map<TMessage, TAnswer>("GET", pattern, SuccessStatus.Ok, EventStream.Send);

    /// <summary>A question whose words must not stand in a URL.</summary>
    public static void Ask<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IQuery<TAnswer> => routes.Map<TMessage, TAnswer>("POST", pattern, SuccessStatus.Ok);

    public static void Post<TMessage, TAnswer>(
        this IEndpointRouteBuilder routes,
        string pattern,
        SuccessStatus success = SuccessStatus.Created
    )
        where TMessage : class, ICommand<TAnswer> => routes.Map<TMessage, TAnswer>("POST", pattern, success);

    public static void Put<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern, SuccessStatus success = SuccessStatus.Ok)
        where TMessage : class, ICommand<TAnswer> => routes.Map<TMessage, TAnswer>("PUT", pattern, success);

    public static void Patch<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, ICommand<TAnswer> => routes.Map<TMessage, TAnswer>("PATCH", pattern, SuccessStatus.Ok);

    public static void Delete<TMessage>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, ICommand<NoContent> => routes.Map<TMessage, NoContent>("DELETE", pattern, SuccessStatus.NoContent);

    /// <summary>The seven verbs of a registry.</summary>
    public static RouteGroupBuilder MapRegistry<TFields, TRecord, TList>(this IEndpointRouteBuilder api, string path)
        where TFields : RegistryFields
        where TRecord : class, TFields, IRecord
        where TList : ListOf<TRecord>
    {
        var routes = api.MapGroup(path);
        routes.Get<TList, Page<TRecord>>("");
        routes.Get<Get<TRecord>, TRecord>("/{id}");
        routes.Post<Create<TFields, TRecord>, TRecord>("");
        routes.Put<Replace<TFields, TRecord>, TRecord>("/{id}");
        routes.Patch<Update<TFields, TRecord>, TRecord>("/{id}");
        routes.Delete<Delete<TRecord>>("/{id}");
        routes.Put<Upsert<TFields, TRecord>, UpsertResult<TRecord>>("/by-source/{regionCode}/{sourceId}", SuccessStatus.Synced);
        return routes;
    }

    private static void Map<TMessage, TAnswer>(
        this IEndpointRouteBuilder routes,
        string method,
        string pattern,
        SuccessStatus success,
        Func<HttpContext, Operation, TMessage, TAnswer, Task>? follow = null
    )
        where TMessage : class, IRequest<TAnswer>
    {
        var reader = new MessageReader<TMessage>(pattern);
        var operation = new Operation(
            MessageName.Of(typeof(TMessage)),
            method,
            typeof(TMessage),
            ResponseType(typeof(TAnswer)),
            success,
            MessageName.ScopeOf(typeof(TMessage)),
            typeof(TMessage).IsDefined(typeof(CacheableAttribute))
        )
        {
            InPath = [.. reader.InPath],
            InQuery = [.. reader.InQuery],
            InHeaders = [.. reader.InHeaders],
            Body = reader.Body,
        };
        RequestDelegate serve = http => Serve(http, operation, reader, follow);
        routes.MapMethods(pattern, [method], serve).WithName(operation.Name).WithMetadata(operation, serve.Method);
    }

    private static Type? ResponseType(Type response) =>
        response == typeof(NoContent) ? null
        : response.IsGenericType && response.GetGenericTypeDefinition() == typeof(UpsertResult<>) ? response.GetGenericArguments()[0]
        : response;

    private static async Task Serve<TMessage, TAnswer>(
        HttpContext http,
        Operation operation,
        MessageReader<TMessage> reader,
        Func<HttpContext, Operation, TMessage, TAnswer, Task>? follow
    )
        where TMessage : class, IRequest<TAnswer>
    {
        var services = http.RequestServices;
        var current = services.GetRequiredService<RequestContext>();
        current.Language = http.Request.Language();
        var caller = current.Caller;
        if (caller == Caller.Nobody)
            throw CommonErrors.Unauthenticated.ToException();
        foreach (var scope in operation.Scopes)
            caller.EnsureScope(scope);
        var isFollowed = follow is not null && EventStream.IsAskedFor(http.Request);
        if (operation.IsList)
            http.Response.Headers.Vary = "Accept";
        var mediaType = isFollowed
            ? EventStream.MediaType
            : http.Request.NegotiateMediaType(operation.Forms) ?? throw NotAcceptable(operation);
        using var writer = operation.IsList ? FormOf(mediaType, operation, caller, services) : null;

        var validation = services.GetRequiredService<ValidationContext>();
        if (writer is not null)
            ListExport.Check(http.Request, validation);
        var (message, body) = await reader.Read(http, validation);
        if (operation.TakesIdempotencyKey && http.Request.Headers.TryGetValue("Idempotency-Key", out var key))
            services
                .GetRequiredService<Idempotency>()
                .Expect(key.ToString(), $"{operation.Name} {http.Request.Path}{http.Request.QueryString}", body.Span, validation);
        if (writer is not null)
        {
            await services.GetRequiredService<ListExport>().Send(http, operation, message, writer);
            return;
        }
        var mediator = services.GetRequiredService<IMediator>();
        var response = await Sent<TMessage, TAnswer>(mediator, message, operation, services, http.RequestAborted);
        if (message is IFollowUp<TAnswer> { } first && first.FollowUp(response) is { } query)
        {
            try
            {
                response = await mediator.Send(query, http.RequestAborted);
            }
            catch (ProblemException) { } // what was asked for is done all the same
        }
        if (isFollowed)
        {
            await follow!(http, operation, message, response);
            return;
        }
        if (services.GetRequiredService<Idempotency>().IsReplayed)
            http.Response.Headers["Idempotency-Replayed"] = "true";
        await Answer(http, operation, response!);
    }

    // A body that was put aside for a message that came to nothing is let go.
    private static async Task<TAnswer> Sent<TMessage, TAnswer>(
        IMediator mediator,
        TMessage message,
        Operation operation,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
        where TMessage : class, IRequest<TAnswer>
    {
        if (operation.Body?.Property.GetValue(message) is not Upload upload)
            return await mediator.Send(message, cancellationToken);
        var isTaken = false;
        try
        {
            var response = await mediator.Send(message, cancellationToken);
            isTaken = !services.GetRequiredService<Idempotency>().IsReplayed;
            return response;
        }
        catch (ProblemException problem) when (problem.Error == CommonErrors.OutcomeUnknown)
        {
            isTaken = true;
            throw;
        }
        finally
        {
            if (!isTaken)
                await services.GetRequiredService<Uploads>().Remove(upload.Id, CancellationToken.None);
        }
    }

    private static ExportWriter? FormOf(string mediaType, Operation operation, Caller caller, IServiceProvider services)
    {
        var row = operation.Response!.GetGenericArguments()[0];
        if (mediaType == XlsxWriter.MediaType)
            caller.EnsureScope(operation.Template!.Scope);
        return mediaType switch
        {
            NdjsonWriter.MediaType => new NdjsonWriter(row),
            CsvWriter.MediaType => new CsvWriter(row),
            XlsxWriter.MediaType => new XlsxWriter((IExportTemplate)services.GetRequiredService(operation.Template!.Template)),
            _ => null,
        };
    }

    private static ProblemException NotAcceptable(Operation operation)
    {
        var forms = string.Join(", ", operation.IsEventStream ? operation.Forms.Append(EventStream.MediaType) : operation.Forms);
        return CommonErrors.NotAcceptable.ToException(new LocalizedText($"Он бывает в виде: {forms}", $"It exists as: {forms}"));
    }

    private static async Task Answer(HttpContext http, Operation operation, object answer)
    {
        var response = http.Response;
        response.Headers.CacheControl = operation.IsCacheable ? "private, max-age=3600" : "no-store";
        response.StatusCode = operation.Success switch
        {
            SuccessStatus.Created => 201,
            SuccessStatus.Accepted => 202,
            SuccessStatus.NoContent => 204,
            _ => 200,
        };
        if (answer is NoContent)
            return;
        if (answer is PrintedPage page)
        {
            await Print(response, page, http.RequestAborted);
            return;
        }
        if (answer is IUpsertResult synced)
        {
            response.StatusCode = synced.IsNew ? 201 : 200;
            answer = synced.Record;
        }
        if (answer is IVersioned versioned)
            response.Headers.ETag = EntityTag.Of(versioned.Version);
        if (answer is IRecord record)
        {
            if (response.StatusCode == 201)
                response.Headers.Location = $"{Collection(http.Request.Path)}/{record.Id}";
            if (
                http.Request.Method == "GET"
                && http.Request.Headers.IfNoneMatch is { Count: > 0 } known
                && EntityTag.IsKnown(known.ToString(), EntityTag.Of(record.Version))
            )
            {
                response.StatusCode = 304;
                return;
            }
        }
        if (response.StatusCode == 202 && answer is IConcernsRecord begun)
            response.Headers.Location = $"{Collection(http.Request.Path)}/{begun.RecordId}";
        if (answer is IResponseHeaders headers)
            foreach (var (name, value) in headers.Headers)
                response.Headers[name] = value;
        if (answer is IPage { Next: { } next })
            response.Headers.Link = $"<{NextPage(http.Request, next)}>; rel=\"next\"";

        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), Json.Options);
        if (operation.IsCacheable)
        {
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
            response.Headers.ETag = tag;
            if (EntityTag.IsKnown(http.Request.Headers.IfNoneMatch.ToString(), tag))
            {
                response.StatusCode = 304;
                return;
            }
        }
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    // A page brings its own style and asks for nothing else.
    private static Task Print(HttpResponse response, PrintedPage page, CancellationToken cancellationToken)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(page.Html, cancellationToken);
    }

    // Routes match in any case and with a slash at the end; the address of a record has neither.
    private static string Collection(PathString path)
    {
        var address = path.ToUriComponent();
        var end = address.IndexOf("/by-source/", StringComparison.OrdinalIgnoreCase);
        return (end < 0 ? address : address[..end]).TrimEnd('/');
    }

    private static string NextPage(HttpRequest request, string next)
    {
        var query = request
            .Query.Where(q => q.Key != "cursor")
            .Append(new("cursor", next))
            .Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value!)}");
        return $"{request.Path}?{string.Join('&', query)}";
    }
}
