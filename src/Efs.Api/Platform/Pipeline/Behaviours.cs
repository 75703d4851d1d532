using System.Diagnostics;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Telemetry;
using MediatR;

namespace Efs.Api.Platform.Pipeline;

/// <summary>Counts and traces every message by its name and outcome, never by its values.</summary>
internal sealed class Traced<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
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
            var answer = await next();
            outcome = "done";
            return answer;
        }
        catch (RefusalException refusal)
        {
            outcome = refusal.Error.Code;
            throw;
        }
        finally
        {
            activity?.SetTag("efs.outcome", outcome);
            Measures.Messages.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("message", name), new("outcome", outcome));
        }
    }
}

/// <summary>Refuses a message with all its faults: those found while reading it and those between its members.</summary>
internal sealed class Checked<TRequest, TResponse>(Checks checks) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        (request as IChecked)?.Check(checks);
        return checks.Found.Count == 0 ? next() : throw CommonErrors.Invalid.Refuse(checks.Found);
    }
}

/// <summary>Refuses a message that names a region which is not the caller's.</summary>
internal sealed class InRegion<TRequest, TResponse>(Caller caller) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IInRegion, IRequest<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        caller.Reaches(request.RegionCode) ? next() : throw CommonErrors.OutOfRegion.Refuse();
}

/// <summary>Puts an unmasked reading of people on record before its answer leaves; that of a command in its transaction.</summary>
internal sealed class Audited<TRequest, TResponse>(Caller caller, AuditLog audit) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IReveals, IRequest<TResponse>
    where TResponse : IAboutPeople
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var answer = await next();
        Guid[] people = caller.SeesPersonalData ? [.. answer.People] : [];
        if (people.Length > 0)
            await audit.Read(MessageName.Of(typeof(TRequest)), people, cancellationToken);
        return answer;
    }
}

/// <summary>Runs a command in one transaction, again where PostgreSQL asks for it.</summary>
internal sealed class InTransaction<TRequest, TResponse>(Db db) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        db.InTransaction(() => next(), cancellationToken);
}

/// <summary>Answers a command that was carried out before with its first answer; both are kept by one transaction.</summary>
internal sealed class CarriedOutOnce<TRequest, TResponse>(Once once, Caller caller) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (!once.IsExpected)
            return await next();
        if (await once.Kept<TResponse>(cancellationToken) is { } kept)
            return caller.SeesPersonalData || kept is not IMaskable hidden ? kept : (TResponse)hidden.Masked;
        var answer = await next();
        await once.Keep(answer, cancellationToken);
        return answer;
    }
}
