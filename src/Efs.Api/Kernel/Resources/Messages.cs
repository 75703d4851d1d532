using MediatR;

namespace Efs.Api.Kernel;

/// <summary>A question: reads, changes nothing.</summary>
public interface IQuery<T> : IRequest<T>, IDisclosesPersonalData;

/// <summary>An order: runs in one transaction, which a retry may run again as long as it is not committed.</summary>
public interface ICommand<T> : IRequest<T>;

/// <summary>The one place where a module meets the mediator: handlers say IHandle, never IRequestHandler.</summary>
public interface IHandle<TMessage, TAnswer> : IRequestHandler<TMessage, TAnswer>
    where TMessage : IRequest<TAnswer>;

/// <summary>A message with rules that one member alone cannot tell.</summary>
public interface IValidatable
{
    void Validate(ValidationContext validation);
}

/// <summary>A message that names the region it acts in.</summary>
public interface IInRegion
{
    string RegionCode { get; }
}

/// <summary>A message whose answer says more than its sender did: of people, that is a reading.</summary>
public interface IDisclosesPersonalData;

/// <summary>An answer that speaks of people: reading it unmasked is put on record.</summary>
public interface IHasDataSubjects
{
    IEnumerable<Guid> DataSubjects { get; }
}

/// <summary>An answer that has a form for those without the right to personal data.</summary>
public interface IMaskable
{
    object Masked { get; }
}

/// <summary>A page in Russian that prints on A4: HTML with its style inside, without scripts.</summary>
public sealed record PrintedPage(string Html);

/// <summary>A question that can be followed: asked for as <c>text/event-stream</c>, it is asked again from where its answer ended, for as long as the client listens.</summary>
public interface IEventStreamQuery<TAnswer> : IQuery<TAnswer>
    where TAnswer : IEventPage
{
    /// <summary>The same question from a place on, waiting a while for something to tell.</summary>
    IEventStreamQuery<TAnswer> From(string place);
}

/// <summary>An answer that is a part of a stream.</summary>
public interface IEventPage
{
    /// <summary>Where to go on.</summary>
    string Position { get; }

    /// <summary>What it tells, each with the place after it.</summary>
    IEnumerable<(string Place, object Event)> Events { get; }
}

/// <summary>An order whose sender wants to know what came of it: the question that is asked once it is committed.</summary>
public interface IFollowUp<TAnswer>
{
    IQuery<TAnswer>? FollowUp(TAnswer response);
}

/// <summary>A message with a body too large to be received in vain: who may send it is asked before.</summary>
public interface IAuthorizedBeforeBody
{
    /// <exception cref="ProblemException">The caller may not.</exception>
    void Authorize(Caller caller);
}

/// <summary>An answer that says something in headers too.</summary>
public interface IResponseHeaders
{
    IEnumerable<(string Name, string Value)> Headers { get; }
}

/// <summary>The scope that a caller must hold to send this message; and others, where its answer draws on other modules.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(string scope, params string[] also) : Attribute
{
    public string Scope { get; } = scope;
    public IReadOnlyList<string> AdditionalScopes { get; } = also;
}

/// <summary>The member of a message that comes as the request's body; all others come from the path, the query or a header.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BodyAttribute : Attribute;

/// <summary>The member of a message that comes as a request header.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The bytes of the message's body at most, where that is more than any other may have.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MaxBodyAttribute(int bytes) : Attribute
{
    public int Bytes { get; } = bytes;
}

/// <summary>Errors of the catalogue, by code, that a message may be refused with, beside those of its kind.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ProducesErrorsAttribute(params string[] codes) : Attribute
{
    public IReadOnlyList<string> ErrorCodes { get; } = codes;
}
