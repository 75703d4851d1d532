using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Http;

/// <summary>What every 4xx and 5xx answers: RFC 9457, <c>application/problem+json</c>.</summary>
public sealed record ApiProblem
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
    [Items(ValidationContext.MaxErrors)]
    public IReadOnlyList<ApiProblemError>? Errors { get; init; }

    /// <summary>Of the token endpoint only: the error's name in RFC 6749.</summary>
    [Length(50)]
    public string? Error { get; init; }

    /// <summary>Of the token endpoint only: the title again.</summary>
    [Length(300), JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }
}

/// <summary>One thing wrong with a request. Has a pointer or a parameter.</summary>
public sealed record ApiProblemError
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
