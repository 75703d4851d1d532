using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Observability;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;
using MediatR;

namespace Efs.Api.Platform.Pipeline;

/// <summary>Measures and traces every message by its name and outcome, never by its values.</summary>
internal sealed class Traced<TRequest, TResponse>(Catalogue catalogue) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    private static readonly string name = MessageName.Of(typeof(TRequest));

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var activity = Measures.Source.StartActivity(name);
        var start = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var response = await next();
            outcome = "done";
            return response;
        }
        catch (ProblemException problem)
        {
            outcome = problem.Error.Code;
            throw;
        }
        catch (Exception thrown) when (PostgresErrors.Translate(thrown, catalogue) is { } error)
        {
            outcome = error.Code;
            throw;
        }
        finally
        {
            activity?.SetTag("efs.outcome", outcome);
            Measures.Messages.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("message", name), new("outcome", outcome));
        }
    }
}

/// <summary>
/// Limits what a message takes of the database: a share of the connections, and a time that all its statements, each of which may
/// take EFS_QUERY_SECONDS, and the waiting for a connection have together.
/// </summary>
internal sealed class Limited<TRequest, TResponse>(Db db, Settings settings) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    private static readonly string? module = MessageName.ScopeOf(typeof(TRequest))?.Split(':')[0];
    private static readonly double margin = 1.5 + (typeof(TRequest).GetCustomAttribute<WaitsAttribute>()?.Seconds ?? 0);

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        db.Limit(module, TimeSpan.FromSeconds(settings.QuerySeconds + margin));
        return next();
    }
}

/// <summary>Omits personal data from responses to callers without the right to them.</summary>
internal sealed class Masked<TRequest, TResponse>(Caller caller) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : class
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var response = await next();
        return caller.SeesPersonalData ? response : (TResponse)PersonalDataMask.Mask(response);
    }
}

/// <summary>Rejects an invalid message with all its errors: those found while reading it and those between its properties.</summary>
internal sealed class Validated<TRequest, TResponse>(ValidationContext validation) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        (request as IValidatable)?.Validate(validation);
        return validation.Errors.Count == 0 ? next() : throw CommonErrors.Invalid.ToException(validation.Errors);
    }
}

/// <summary>Rejects a message for a region that is not the caller's.</summary>
internal sealed class InRegion<TRequest, TResponse>(Caller caller) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IInRegion, IRequest<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        caller.HasRegion(request.RegionCode) ? next() : throw CommonErrors.OutOfRegion.ToException();
}

/// <summary>Records an unmasked reading of people before the response is sent; for a command, in its transaction.</summary>
internal sealed class Audited<TRequest, TResponse>(Caller caller, RequestContext context, AuditLog audit)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IDisclosesPersonalData, IRequest<TResponse>
    where TResponse : IHasDataSubjects
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var response = await next();
        Guid[] people = caller.SeesPersonalData ? [.. response.DataSubjects] : [];
        if (people.Length > 0)
            await audit.RecordReading(context.Export ?? MessageName.Of(typeof(TRequest)), people, cancellationToken);
        return response;
    }
}

/// <summary>Rejects a document that names a member which is hidden from the caller.</summary>
internal sealed class Entitled<TRequest, TResponse>(ValidationContext validation) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IStoresDocument, IRequest<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var document = request.Document;
        if (HiddenMembers.AreIn(document.GetType(), validation))
            HiddenMembers.EnsureNoneIn(
                document.GetType(),
                JsonSerializer.SerializeToElement(document, document.GetType(), Json.DocumentOptions)
            );
        return next();
    }
}

/// <summary>Names the record that has the key of a document already, and records that a person was recognised by it.</summary>
internal sealed class Collided<TRequest, TResponse>(IServiceProvider services, Db db, Catalogue catalogue, AuditLog audit)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IStoresDocument, IRequest<TResponse>
{
    private static readonly ResourceDescriptor resource = ResourceCatalogue.Find(typeof(TRequest))!;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        try
        {
            return await next();
        }
        catch (Exception thrown) when (ErrorOf(thrown) is { } error && IsOfKey(error))
        {
            var problem = error.ToException();
            var writer = services.GetRequiredKeyedService<IBulkWriter>(resource.Name);
            var isRecognised = error.Pointer != "/sourceId";
            var recordId = await db.InTransaction(
                () =>
                    isRecognised
                        ? writer.FindByNaturalKey(request.Document, cancellationToken)
                        : writer.FindBySourceId(request.Document, cancellationToken),
                cancellationToken
            );
            if (isRecognised && resource.IsKnownByPersonalData && recordId is { } person)
                await audit.RecordReading(MessageName.Of(typeof(TRequest)), [person], cancellationToken);
            throw new ProblemException(error, problem.Detail, problem.Errors) { RecordId = recordId };
        }
    }

    // A dry run has translated it already.
    private Error? ErrorOf(Exception thrown) => (thrown as ProblemException)?.Error ?? PostgresErrors.Translate(thrown, catalogue);

    // Other conflicts, such as a certificate that is replaced already, are not with the document's own keys.
    private static bool IsOfKey(Error error) =>
        error.Status == 409 && error.Pointer is ['/', .. var member] && resource.NaturalKey.Append("sourceId").Contains(member);
}

/// <summary>Lets messages that concern one record go on one after another, before they take a connection.</summary>
internal sealed class InTurn<TRequest, TResponse>(Turns turns, SourceReferences references, IEnumerable<ITurnFinder<TRequest>> finders)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (await Find(request, cancellationToken) is not { } record)
            return await next();
        using var turn = await turns.Take(record, cancellationToken);
        return await next();
    }

    private async Task<string?> Find(TRequest request, CancellationToken cancellationToken)
    {
        if (request is not IStoresDocument { Document: IWrittenInTurn { Turn: var (pointer, recordId) } } document)
            return finders.FirstOrDefault() is { } finder ? (await finder.Find(request, cancellationToken))?.ToString() : null;
        // Until it is bound, a record that is named by its owner's key has no id.
        var named = references.OfRequest.FirstOrDefault(r => r.Location == pointer);
        return named is null ? recordId.ToString() : $"{document.RegionCode}/{named.SourceId}";
    }
}

/// <summary>Runs a command in one transaction and retries it where PostgreSQL requires it.</summary>
internal sealed class InTransaction<TRequest, TResponse>(Db db) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        db.InTransaction(() => next(), cancellationToken);
}

/// <summary>Undoes a command that is only to say what it would do; what the response discloses stays on record.</summary>
internal sealed class DryRun<TRequest, TResponse>(Db db, Caller caller, AuditLog audit) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICanDryRun, IRequest<TResponse>
{
    private static readonly bool replaces =
        typeof(TRequest).IsGenericType
        && typeof(TRequest).GetGenericTypeDefinition() is var type
        && (type == typeof(Replace<,>) || type == typeof(Upsert<,>));

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (!request.DryRun)
            return await next();
        var response = await db.InSavepoint(() => next(), isKept: _ => false, cancellationToken);
        // The version tells whether the document is that of the record, and no change puts that on record.
        Guid[] people =
            replaces && caller.SeesPersonalData && response is not IUpsertResult { IsNew: true } ? [.. Disclosed.By(response)] : [];
        if (people.Length > 0)
            await audit.RecordReading(MessageName.Of(typeof(TRequest)), people, cancellationToken);
        return response;
    }
}

/// <summary>The people whose data a response shows.</summary>
internal static class Disclosed
{
    public static IEnumerable<Guid> By(object? response) =>
        ((response is IUpsertResult upserted ? upserted.Record : response) as IHasDataSubjects)?.DataSubjects ?? [];
}

/// <summary>
/// Replays the stored response of a repeated Idempotency-Key; command and response commit together. A replay reads the record once more.
/// </summary>
internal sealed class Idempotent<TRequest, TResponse>(Idempotency idempotency, Caller caller, AuditLog audit)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (!idempotency.IsExpected)
            return await next();
        if (await idempotency.GetStored<TResponse>(cancellationToken) is { } stored)
        {
            Guid[] people = caller.SeesPersonalData ? [.. Disclosed.By(stored)] : [];
            if (people.Length > 0 && !typeof(TRequest).IsAssignableTo(typeof(IDisclosesPersonalData)))
                await audit.RecordReading(MessageName.Of(typeof(TRequest)), people, cancellationToken);
            return stored;
        }
        var response = await next();
        await idempotency.Store(response, cancellationToken);
        return response;
    }
}

/// <summary>
/// Binds the records that a document names by their owner's key, and validates the document again where it has such references.
/// </summary>
internal sealed class Referenced<TRequest, TResponse>(SourceReferences references, ValidationContext validation)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IInRegion, IValidatable, IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (references.OfRequest.Count == 0)
            return await next();
        await references.Bind(request.RegionCode, cancellationToken);
        request.Validate(validation);
        return validation.Errors.Count == 0 ? await next() : throw CommonErrors.Invalid.ToException(validation.Errors);
    }
}
