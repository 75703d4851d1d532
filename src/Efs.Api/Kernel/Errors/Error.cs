using System.Globalization;
using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>An error of the catalogue, declared in a class named *Errors. Its code never changes.</summary>
/// <param name="Code">Stable name, <c>module.what</c>.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What happened, for people.</param>
/// <param name="Pointer">The member of the body at fault, if it is always the same.</param>
/// <param name="Constraint">The database constraint whose violation is this error.</param>
public sealed record Error(string Code, int Status, LocalizedText Title, string? Pointer = null, string? Constraint = null)
{
    private const string OAuth = "oauth.";

    /// <summary>
    /// Whether its constraint is broken only by a concurrent transaction, so that the same work may succeed when it is done
    /// again.
    /// </summary>
    public bool IsRaced { get; init; }

    /// <summary>Its name among the errors of a token endpoint (RFC 6749, section 5.2); null for any other error.</summary>
    public string? OAuthCode => Code.StartsWith(OAuth, StringComparison.Ordinal) ? Code[OAuth.Length..].Replace('-', '_') : null;

    public Error(string code, int status, string ru, string en, string? pointer = null, string? constraint = null)
        : this(code, status, new LocalizedText(ru, en), pointer, constraint) { }
}
