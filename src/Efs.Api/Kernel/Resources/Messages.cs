using MediatR;

namespace Efs.Api.Kernel;

/// <summary>A query: reads and changes nothing.</summary>
public interface IQuery<T> : IRequest<T>, IDisclosesPersonalData;

/// <summary>A command: runs in one transaction, which may be retried until it is committed.</summary>
public interface ICommand<T> : IRequest<T>;

/// <summary>Handlers of modules implement this interface, so that only Kernel and Platform name the mediator.</summary>
public interface IHandle<TMessage, TAnswer> : IRequestHandler<TMessage, TAnswer>
    where TMessage : IRequest<TAnswer>;

/// <summary>A message with rules over several members.</summary>
public interface IValidatable
{
    void Validate(ValidationContext validation);
}

/// <summary>A message that names the region it acts in.</summary>
public interface IInRegion
{
    string RegionCode { get; }
}

/// <summary>A message whose response may disclose personal data: the reading is audited.</summary>
public interface IDisclosesPersonalData;

/// <summary>A response about people: reading it unmasked is audited.</summary>
public interface IHasDataSubjects
{
    IEnumerable<Guid> DataSubjects { get; }
}

/// <summary>A printable page in Russian: HTML with inline style, without scripts.</summary>
/// <param name="Html">The page.</param>
/// <param name="People">The educators whom it names.</param>
public sealed record PrintedPage(string Html, IReadOnlyList<Guid> People) : IHasDataSubjects
{
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => People;
}

/// <summary>A calendar in the format iCalendar (RFC 5545).</summary>
/// <param name="Text">The calendar.</param>
public sealed record CalendarFile(string Text);

/// <summary>
/// A query that can be answered as <c>text/event-stream</c>: it is repeated from the end of the last response while the client
/// listens.
/// </summary>
public interface IEventStreamQuery<TAnswer> : IQuery<TAnswer>
    where TAnswer : IEventPage
{
    /// <summary>The same query after a cursor, waiting for new items.</summary>
    IEventStreamQuery<TAnswer> From(string place);
}

/// <summary>A response that is a part of a stream.</summary>
public interface IEventPage
{
    /// <summary>The cursor to continue from.</summary>
    string Position { get; }

    /// <summary>The events, each with the cursor after it.</summary>
    IEnumerable<(string Place, object Event)> Events { get; }
}

/// <summary>A command whose response is read by a query after the commit.</summary>
public interface IFollowUp<TAnswer>
{
    IQuery<TAnswer>? FollowUp(TAnswer response);
}

/// <summary>A message with a large body: the caller is authorised before the body is received.</summary>
public interface IAuthorizedBeforeBody
{
    /// <exception cref="ProblemException">The caller is not allowed to send the message.</exception>
    void Authorize(Caller caller);
}

/// <summary>A response with headers of its own.</summary>
public interface IResponseHeaders
{
    IEnumerable<(string Name, string Value)> Headers { get; }
}

/// <summary>The scopes that a caller needs for this message.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(string scope, params string[] also) : Attribute
{
    public string Scope { get; } = scope;
    public IReadOnlyList<string> AdditionalScopes { get; } = also;
}

/// <summary>Seconds that the message may wait for something other than a statement of the database.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class WaitsAttribute(int seconds) : Attribute
{
    public int Seconds { get; } = seconds;
}

/// <summary>
/// How many of its client's permits a request takes while it is under way; 1 without the attribute. On a parameter: a request that has it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class CostAttribute(int permits) : Attribute
{
    public int Permits { get; } = permits;

    /// <summary>The least value of the parameter that costs as much.</summary>
    public int From { get; init; }
}

/// <summary>The member read from the request body; all others come from the path, the query or a header.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BodyAttribute : Attribute;

/// <summary>The member read from a request header.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Maximum size of the body in bytes, where it exceeds the general limit.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MaxBodyAttribute(int bytes) : Attribute
{
    public int Bytes { get; } = bytes;
}

/// <summary>Codes of errors that the message may answer, beside the common ones.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ProducesErrorsAttribute(params string[] codes) : Attribute
{
    public IReadOnlyList<string> ErrorCodes { get; } = codes;
}

/// <summary>A request that the service sends to other systems; the contract describes it under <c>webhooks</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WebhookAttribute(string name, string mediaType) : Attribute
{
    public string Name { get; } = name;
    public string MediaType { get; } = mediaType;
}
