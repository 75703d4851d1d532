using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Http;

/// <summary>The body of every 4xx and 5xx response: RFC 9457, <c>application/problem+json</c>.</summary>
public sealed record ApiProblem
{
    /// <summary>Stable name of the error, as a URN.</summary>
    /// <example>urn:efs:error:request.invalid</example>
    [Length(100)]
    public required string Type { get; init; }

    /// <summary>What went wrong, in the requested language.</summary>
    /// <example>Запрос нарушает правила</example>
    [Length(300)]
    public required string Title { get; init; }

    /// <summary>The HTTP status code.</summary>
    /// <example>400</example>
    [Between(400, 599)]
    public required int Status { get; init; }

    /// <summary>Details of this case.</summary>
    [Length(1000)]
    public string? Detail { get; init; }

    /// <summary>Trace id of the request, to quote to support.</summary>
    /// <example>4bf92f3577b34da6a3ce929d0e0e4736</example>
    [Length(32)]
    public required string TraceId { get; init; }

    /// <summary>All errors of the request.</summary>
    [Items(ValidationContext.MaxErrors)]
    public IReadOnlyList<ApiProblemError>? Errors { get; init; }

    /// <summary>Of a 409: the record that has the key already.</summary>
    /// <example></example>
    public Guid? RecordId { get; init; }

    /// <summary>Token endpoint only: the error code of RFC 6749.</summary>
    [Length(50)]
    public string? Error { get; init; }

    /// <summary>Token endpoint only: what went wrong, in English (RFC 6749 allows ASCII only).</summary>
    [Length(300), JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }
}

/// <summary>One error of a request. It has a pointer or a parameter.</summary>
public sealed record ApiProblemError
{
    /// <summary>JSON Pointer (RFC 6901) into the body; empty for the body as a whole.</summary>
    [Pointer]
    public string? Pointer { get; init; }

    /// <summary>Name of a path parameter, query parameter or header.</summary>
    [Length(100)]
    public string? Parameter { get; init; }

    /// <summary>Stable code of the error.</summary>
    /// <example>snils-checksum</example>
    [Length(100)]
    public required string Code { get; init; }

    /// <summary>What a correct value is, in the requested language.</summary>
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
