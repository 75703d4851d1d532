using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Pipeline;
using MediatR;

namespace Efs.Api.Platform.Http;

/// <summary>How an operation answers when all is well.</summary>
internal enum Success
{
    Ok,
    Created,
    Accepted,
    Synced,
    NoContent,
}

/// <summary>An operation as the contract and the tests see it: one route line.</summary>
internal sealed record Operation(string Name, string Method, Type Message, Type? Answer, Success Success, string? Scope, bool IsCacheable)
{
    /// <summary>Where each member of the message comes from.</summary>
    public required IReadOnlyList<Member> InPath { get; init; }
    public required IReadOnlyList<Member> InQuery { get; init; }
    public required IReadOnlyList<(Member Member, string Name)> InHeaders { get; init; }
    public required Member? Body { get; init; }

    public bool IsCommand { get; } = Is(Message, typeof(ICommand<>));

    /// <summary>Its answer is a page to print, not JSON.</summary>
    public bool IsPrinted { get; } = Answer == typeof(PrintedPage);

    /// <summary>Can be asked for as a stream of events, too.</summary>
    public bool IsFollowed { get; } = Is(Message, typeof(IFollowed<>));

    /// <summary>What a list can be had as beside those forms that every list has.</summary>
    public AsSheetAttribute? Sheet { get; } = Message.GetCustomAttribute<AsSheetAttribute>();

    /// <summary>Its answer is a list: it can be had whole.</summary>
    public bool IsList { get; } = Method == "GET" && IsPage(Answer);

    public string MediaType => IsPrinted ? "text/html" : "application/json";

    /// <summary>The forms that its answer can be had in, the usual one first; events are asked for by name.</summary>
    public IReadOnlyList<string> Forms =>
        IsList
            ? [MediaType, Lines.MediaType, Table.MediaType, .. Sheet is null ? Array.Empty<string>() : [Workbook.MediaType]]
            : [MediaType];

    /// <summary>Every scope that a caller must hold.</summary>
    public IReadOnlyList<string> Scopes { get; } =
        Scope is null ? [] : [Scope, .. Message.GetCustomAttribute<RequiresAttribute>()?.Also ?? []];

    /// <summary>Needs no token: the one that gives tokens.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Its body is a form, not JSON.</summary>
    public bool TakesForm { get; init; }

    public bool TakesIdempotencyKey => Method == "POST" && IsCommand;

    private static bool IsPage(Type? answer) => answer is { IsGenericType: true } && answer.GetGenericTypeDefinition() == typeof(Page<>);

    private static bool Is(Type message, Type kind) =>
        message.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == kind);
}

/// <summary>Answers with this message may be kept by the client for an hour: reference data.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CacheableAttribute : Attribute;

/// <summary>The route lines of the modules: a message, its answer, a verb and a path.</summary>
internal static class Routes
{
    public static void Get<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IQuery<TAnswer> => routes.Map<TMessage, TAnswer>("GET", pattern, Success.Ok);

    /// <summary>A question that can be followed as a stream of events, too.</summary>
    public static void Follow<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IFollowed<TAnswer>
        where TAnswer : IEvents => routes.Map<TMessage, TAnswer>("GET", pattern, Success.Ok, EventStream.Send);

    /// <summary>A question whose words must not stand in a URL.</summary>
    public static void Ask<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, IQuery<TAnswer> => routes.Map<TMessage, TAnswer>("POST", pattern, Success.Ok);

    public static void Post<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern, Success success = Success.Created)
        where TMessage : class, ICommand<TAnswer> => routes.Map<TMessage, TAnswer>("POST", pattern, success);

    public static void Put<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern, Success success = Success.Ok)
        where TMessage : class, ICommand<TAnswer> => routes.Map<TMessage, TAnswer>("PUT", pattern, success);

    public static void Patch<TMessage, TAnswer>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, ICommand<TAnswer> => routes.Map<TMessage, TAnswer>("PATCH", pattern, Success.Ok);

    public static void Delete<TMessage>(this IEndpointRouteBuilder routes, string pattern)
        where TMessage : class, ICommand<Removed> => routes.Map<TMessage, Removed>("DELETE", pattern, Success.NoContent);

    /// <summary>The seven verbs of a registry.</summary>
    public static RouteGroupBuilder MapRegistry<TFields, TRecord, TList>(this IEndpointRouteBuilder api, string path)
        where TFields : RegistryFields
        where TRecord : class, TFields, IRecord
        where TList : ListOf<TRecord>
    {
        var routes = api.MapGroup(path);
        routes.Get<TList, Page<TRecord>>("");
        routes.Get<Find<TRecord>, TRecord>("/{id}");
        routes.Post<Register<TFields, TRecord>, TRecord>("");
        routes.Put<Replace<TFields, TRecord>, TRecord>("/{id}");
        routes.Patch<Amend<TFields, TRecord>, TRecord>("/{id}");
        routes.Delete<Remove<TRecord>>("/{id}");
        routes.Put<Sync<TFields, TRecord>, Synced<TRecord>>("/by-source/{regionCode}/{sourceId}", Success.Synced);
        return routes;
    }

    private static void Map<TMessage, TAnswer>(
        this IEndpointRouteBuilder routes,
        string method,
        string pattern,
        Success success,
        Func<HttpContext, Operation, TMessage, TAnswer, Task>? follow = null
    )
        where TMessage : class, IRequest<TAnswer>
    {
        var reader = new MessageReader<TMessage>(pattern);
        var operation = new Operation(
            MessageName.Of(typeof(TMessage)),
            method,
            typeof(TMessage),
            AnswerOf(typeof(TAnswer)),
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

    private static Type? AnswerOf(Type answer) =>
        answer == typeof(Removed) ? null
        : answer.IsGenericType && answer.GetGenericTypeDefinition() == typeof(Synced<>) ? answer.GetGenericArguments()[0]
        : answer;

    private static async Task Serve<TMessage, TAnswer>(
        HttpContext http,
        Operation operation,
        MessageReader<TMessage> reader,
        Func<HttpContext, Operation, TMessage, TAnswer, Task>? follow
    )
        where TMessage : class, IRequest<TAnswer>
    {
        var services = http.RequestServices;
        var current = services.GetRequiredService<Current>();
        current.Language = http.Request.Language();
        var caller = current.Caller;
        if (caller == Caller.Nobody)
            throw CommonErrors.Unauthenticated.Refuse();
        foreach (var scope in operation.Scopes)
            caller.MustHold(scope);
        var isFollowed = follow is not null && EventStream.IsAskedFor(http.Request);
        if (operation.IsList)
            http.Response.Headers.Vary = "Accept";
        var wish = isFollowed ? EventStream.MediaType : http.Request.Wish(operation.Forms) ?? throw NotAcceptable(operation);
        using var form = operation.IsList ? FormOf(wish, operation, caller, services) : null;

        var checks = services.GetRequiredService<Checks>();
        if (form is not null)
            WholeList.Check(http.Request, checks);
        var (message, body) = await reader.Read(http, checks);
        if (operation.TakesIdempotencyKey && http.Request.Headers.TryGetValue("Idempotency-Key", out var key))
            services
                .GetRequiredService<Once>()
                .Expect(key.ToString(), $"{operation.Name} {http.Request.Path}{http.Request.QueryString}", body.Span, checks);
        if (form is not null)
        {
            await services.GetRequiredService<WholeList>().Send(http, operation, message, form);
            return;
        }
        var mediator = services.GetRequiredService<IMediator>();
        var answer = await Sent<TMessage, TAnswer>(mediator, message, operation, services, http.RequestAborted);
        if (message is IThen<TAnswer> { } first && first.Then(answer) is { } question)
        {
            try
            {
                answer = await mediator.Send(question, http.RequestAborted);
            }
            catch (RefusalException) { } // what was asked for is done all the same
        }
        if (isFollowed)
        {
            await follow!(http, operation, message, answer);
            return;
        }
        if (services.GetRequiredService<Once>().IsReplayed)
            http.Response.Headers["Idempotency-Replayed"] = "true";
        await Answer(http, operation, answer!);
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
            var answer = await mediator.Send(message, cancellationToken);
            isTaken = !services.GetRequiredService<Once>().IsReplayed;
            return answer;
        }
        catch (RefusalException refusal) when (refusal.Error == CommonErrors.OutcomeUnknown)
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

    private static ListForm? FormOf(string wish, Operation operation, Caller caller, IServiceProvider services)
    {
        var row = operation.Answer!.GetGenericArguments()[0];
        if (wish == Workbook.MediaType)
            caller.MustHold(operation.Sheet!.Scope);
        return wish switch
        {
            Lines.MediaType => new Lines(row),
            Table.MediaType => new Table(row),
            Workbook.MediaType => new Workbook((ISheet)services.GetRequiredService(operation.Sheet!.Sheet)),
            _ => null,
        };
    }

    private static RefusalException NotAcceptable(Operation operation)
    {
        var forms = string.Join(", ", operation.IsFollowed ? operation.Forms.Append(EventStream.MediaType) : operation.Forms);
        return CommonErrors.NotAcceptable.Refuse(new Text($"Он бывает в виде: {forms}", $"It exists as: {forms}"));
    }

    private static async Task Answer(HttpContext http, Operation operation, object answer)
    {
        var response = http.Response;
        response.Headers.CacheControl = operation.IsCacheable ? "private, max-age=3600" : "no-store";
        response.StatusCode = operation.Success switch
        {
            Success.Created => 201,
            Success.Accepted => 202,
            Success.NoContent => 204,
            _ => 200,
        };
        if (answer is Removed)
            return;
        if (answer is PrintedPage page)
        {
            await Print(response, page, http.RequestAborted);
            return;
        }
        if (answer is ISynced synced)
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
        if (response.StatusCode == 202 && answer is IAboutRecord begun)
            response.Headers.Location = $"{Collection(http.Request.Path)}/{begun.RecordId}";
        if (answer is IAnswersHeaders said)
            foreach (var (name, value) in said.Headers)
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
