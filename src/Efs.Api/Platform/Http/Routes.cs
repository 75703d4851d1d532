using System.Reflection;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using MediatR;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Efs.Api.Platform.Http;

/// <summary>Maps messages to HTTP: each route line names a message, its response, a method and a path.</summary>
internal static class Routes
{
    public static void Get<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IQuery<TAnswer> => routes.Map<TMessage, TAnswer>("GET", pattern, SuccessStatus.Ok);

    /// <summary>A list by pages, and the whole list at <c>/export</c>.</summary>
    public static void List<TMessage, TItem>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IQuery<Page<TItem>>
    {
        routes.Get<TMessage, Page<TItem>>(pattern);
        routes.Export<TMessage, TItem>($"{pattern}/export");
    }

    /// <summary>A query that also answers as an event stream.</summary>
    public static void Follow<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IEventStreamQuery<TAnswer>
        where TAnswer : IEventPage => routes.Map<TMessage, TAnswer>("GET", pattern, SuccessStatus.Ok, EventStream.Send);

    /// <summary>A query whose parameters must not appear in a URL.</summary>
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

    /// <summary>The operations of a registry.</summary>
    public static RouteGroupBuilder MapRegistry<TFields, TRecord, TList>(this IEndpointRouteBuilder api, string path)
        where TFields : RegistryFields
        where TRecord : class, TFields, IRecord
        where TList : ListOf<TRecord>
    {
        var routes = api.MapGroup(path);
        routes.List<TList, TRecord>("");
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
        routes.Map(pattern, operation, http => Serve(http, operation, reader, follow));
    }

    private static void Export<TMessage, TItem>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IQuery<Page<TItem>>
    {
        var reader = new MessageReader<TMessage>(pattern, except: ListExport.PageParameters);
        var operation = new Operation(
            MessageName.OfExport(typeof(TMessage)),
            "GET",
            typeof(TMessage),
            typeof(Page<TItem>),
            SuccessStatus.Ok,
            MessageName.ScopeOf(typeof(TMessage)),
            IsCacheable: false
        )
        {
            InPath = [.. reader.InPath],
            InQuery = [.. reader.InQuery],
            InHeaders = [],
            Body = null,
            IsExport = true,
        };
        routes.Map(pattern, operation, http => ServeExport<TMessage, TItem>(http, operation, reader));
    }

    private static void Map(this IEndpointRouteBuilder routes, string pattern, Operation operation, RequestDelegate serve) =>
        routes
            .MapMethods(pattern, operation.Method == "GET" ? Methods.Read : [operation.Method], serve)
            .WithName(operation.Name)
            .WithMetadata(operation, serve.Method)
            .Finally(TrimSlash);

    // A group ends an empty pattern with a slash, which traces and metrics would show in http.route.
    private static void TrimSlash(EndpointBuilder endpoint)
    {
        var route = (RouteEndpointBuilder)endpoint;
        route.RoutePattern = RoutePatternFactory.Parse(route.RoutePattern.RawText!.TrimEnd('/'));
    }

    private static Type? ResponseType(Type response) =>
        response == typeof(NoContent) ? null
        : response.IsGenericType && response.GetGenericTypeDefinition() == typeof(UpsertResult<>) ? response.GetGenericArguments()[0]
        : response;

    // Scopes are checked here and not by an authorization policy: event streams and exports check the same scopes again
    // while they run, and the order 401, 403, 406, 400 is one order for every operation.
    private static async Task Serve<TMessage, TAnswer>(
        HttpContext http,
        Operation operation,
        MessageReader<TMessage> reader,
        Func<HttpContext, Operation, TMessage, TAnswer, Task>? follow
    )
        where TMessage : class, IRequest<TAnswer>
    {
        var services = http.RequestServices;
        EnsureAuthorized(http, operation);
        var mediaType = Negotiate(http, operation);
        var validation = ValidatePreconditions(http, operation);
        var (message, body) = await Receive(http, operation, reader, validation);
        ExpectIdempotencyKey(http, operation, body, validation);
        var response = await Work(http, operation, () => Send<TMessage, TAnswer>(services, operation, message, http.RequestAborted));
        if (mediaType == EventStream.MediaType)
        {
            await follow!(http, operation, message, response);
            return;
        }
        if (services.GetRequiredService<Idempotency>().IsReplayed)
            http.Response.Headers["Idempotency-Replayed"] = "true";
        await ResponseWriter.Write(http, operation, response!, mediaType);
    }

    // A file may arrive for hours, and only a line is written then: its requests have a limit of their own.
    private static async Task<(TMessage Message, ReadOnlyMemory<byte> Body)> Receive<TMessage>(
        HttpContext http,
        Operation operation,
        MessageReader<TMessage> reader,
        ValidationContext validation
    )
        where TMessage : class
    {
        var (services, context) = (http.RequestServices, http.RequestServices.GetRequiredService<RequestContext>());
        if (operation.TakesFile)
        {
            using var upload = services.GetRequiredService<UploadLimiter>().Acquire(context.Caller.Client);
            return await reader.Read(http, validation);
        }
        context.Hold(
            await services
                .GetRequiredService<WorkLimiter>()
                .EnterAsync(context.Caller.Client, operation.CostOf(http.Request.Query), http.RequestAborted)
        );
        return await reader.Read(http, validation);
    }

    private static async Task<TAnswer> Work<TAnswer>(HttpContext http, Operation operation, Func<Task<TAnswer>> work)
    {
        if (operation.TakesFile)
            return await work();
        var services = http.RequestServices;
        using var permits = await services
            .GetRequiredService<WorkLimiter>()
            .WorkAsync(operation.CostOf(http.Request.Query), http.RequestAborted);
        services.GetRequiredService<RequestContext>().Hold(permits);
        return await work();
    }

    private static async Task ServeExport<TMessage, TItem>(HttpContext http, Operation operation, MessageReader<TMessage> reader)
        where TMessage : class, IQuery<Page<TItem>>
    {
        EnsureAuthorized(http, operation);
        http.Response.Headers.Vary = "Accept";
        var mediaType = Negotiate(http, operation);
        await using var writer = CreateWriter(http, operation, mediaType, typeof(TItem));
        var (message, _) = await reader.Read(http, ValidatePreconditions(http, operation));
        await http.RequestServices.GetRequiredService<ListExport>().Send(http, operation, message, writer);
    }

    private static ValidationContext ValidatePreconditions(HttpContext http, Operation operation)
    {
        var validation = http.RequestServices.GetRequiredService<ValidationContext>();
        foreach (var name in operation.UnknownPreconditions(http.Request))
            validation.Add(name, Rules.UnknownPrecondition); // passing one over could lose somebody's change
        return validation;
    }

    private static void EnsureAuthorized(HttpContext http, Operation operation)
    {
        var context = http.RequestServices.GetRequiredService<RequestContext>();
        context.Language = http.Request.Language();
        var caller = context.Caller;
        if (caller == Caller.Nobody)
            throw CommonErrors.Unauthenticated.ToException();
        foreach (var scope in operation.Scopes)
            caller.EnsureScope(scope);
    }

    private static string Negotiate(HttpContext http, Operation operation)
    {
        if (operation.IsEventStream && EventStream.IsAskedFor(http.Request))
            return EventStream.MediaType;
        return http.Request.NegotiateMediaType(operation.Forms) ?? throw NotAcceptable(operation);
    }

    private static ProblemException NotAcceptable(Operation operation)
    {
        var forms = string.Join(", ", operation.IsEventStream ? operation.Forms.Append(EventStream.MediaType) : operation.Forms);
        return CommonErrors.NotAcceptable.ToException(
            new LocalizedText($"Допустимые форматы ответа: {forms}", $"The response is available as {forms}")
        );
    }

    private static ExportWriter CreateWriter(HttpContext http, Operation operation, string mediaType, Type row)
    {
        var services = http.RequestServices;
        if (mediaType == XlsxWriter.MediaType)
            services.GetRequiredService<RequestContext>().Caller.EnsureScope(operation.Template!.Scope);
        return ExportFormats.CreateWriter(mediaType, row, operation.Template, services);
    }

    private static void ExpectIdempotencyKey(HttpContext http, Operation operation, ReadOnlyMemory<byte> body, ValidationContext validation)
    {
        var request = http.Request;
        if (!operation.TakesIdempotencyKey || !request.Headers.TryGetValue("Idempotency-Key", out var keys))
            return;
        if (keys is not [{ } key])
        {
            validation.Add("Idempotency-Key", Rules.DuplicateParameter);
            return;
        }
        http.RequestServices.GetRequiredService<Idempotency>()
            .Expect(Unquoted(key), $"{operation.Name} {request.Path}{request.QueryString}", body.Span, validation);
    }

    // The draft has a string of structured fields (RFC 9651), most clients send it bare: one key.
    private static string Unquoted(string key) =>
        key is ['"', .. var inner, '"']
            ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : key;

    private static async Task<TAnswer> Send<TMessage, TAnswer>(
        IServiceProvider services,
        Operation operation,
        TMessage message,
        CancellationToken cancellationToken
    )
        where TMessage : class, IRequest<TAnswer>
    {
        var mediator = services.GetRequiredService<IMediator>();
        var response = operation.Body?.Property.GetValue(message) is Upload upload
            ? await SendUpload<TMessage, TAnswer>(services, mediator, message, upload, cancellationToken)
            : await mediator.Send(message, cancellationToken);
        if (message is not IFollowUp<TAnswer> command || command.FollowUp(response) is not { } query)
            return response;
        try
        {
            return await mediator.Send(query, cancellationToken);
        }
        catch (ProblemException)
        {
            return response; // the command itself has succeeded
        }
    }

    // An upload that no import took is deleted.
    private static async Task<TAnswer> SendUpload<TMessage, TAnswer>(
        IServiceProvider services,
        IMediator mediator,
        TMessage message,
        Upload upload,
        CancellationToken cancellationToken
    )
        where TMessage : class, IRequest<TAnswer>
    {
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
}
