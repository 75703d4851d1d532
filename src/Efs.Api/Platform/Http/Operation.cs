using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using MediatR;

namespace Efs.Api.Platform.Http;

/// <summary>An operation as the contract and the tests see it: one route line.</summary>
internal sealed record Operation(
    string Name,
    string Method,
    Type Message,
    Type? Response,
    SuccessStatus Success,
    string? Scope,
    bool IsCacheable
)
{
    /// <summary>Where each member of the message comes from.</summary>
    public required IReadOnlyList<SchemaProperty> InPath { get; init; }
    public required IReadOnlyList<SchemaProperty> InQuery { get; init; }
    public required IReadOnlyList<(SchemaProperty Member, string Name)> InHeaders { get; init; }
    public required SchemaProperty? Body { get; init; }

    public bool IsCommand { get; } = Is(Message, typeof(ICommand<>));

    /// <summary>Its answer is a page to print, not JSON.</summary>
    public bool IsHtml { get; } = Response == typeof(PrintedPage);

    /// <summary>Can be asked for as a stream of events, too.</summary>
    public bool IsEventStream { get; } = Is(Message, typeof(IEventStreamQuery<>));

    /// <summary>What a list can be had as beside those forms that every list has.</summary>
    public ExportTemplateAttribute? Template { get; } = Message.GetCustomAttribute<ExportTemplateAttribute>();

    /// <summary>Its answer is a list: it can be had whole.</summary>
    public bool IsList { get; } = Method == "GET" && IsPage(Response);

    public string MediaType => IsHtml ? "text/html" : "application/json";

    /// <summary>The forms that its answer can be had in, the usual one first; events are asked for by name.</summary>
    public IReadOnlyList<string> Forms =>
        IsList
            ? [MediaType, NdjsonWriter.MediaType, CsvWriter.MediaType, .. Template is null ? Array.Empty<string>() : [XlsxWriter.MediaType]]
            : [MediaType];

    /// <summary>Every scope that a caller must hold.</summary>
    public IReadOnlyList<string> Scopes { get; } =
        Scope is null ? [] : [Scope, .. Message.GetCustomAttribute<RequiresAttribute>()?.AdditionalScopes ?? []];

    /// <summary>Needs no token: the one that gives tokens.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Its body is a form, not JSON.</summary>
    public bool TakesForm { get; init; }

    public bool TakesIdempotencyKey => Method == "POST" && IsCommand;

    private static bool IsPage(Type? response) =>
        response is { IsGenericType: true } && response.GetGenericTypeDefinition() == typeof(Page<>);

    private static bool Is(Type message, Type kind) =>
        message.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == kind);
}

/// <summary>How an operation answers when all is well.</summary>
internal enum SuccessStatus
{
    Ok,
    Created,
    Accepted,
    Synced,
    NoContent,
}

/// <summary>Answers with this message may be kept by the client for an hour: reference data.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CacheableAttribute : Attribute;
