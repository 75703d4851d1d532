using System.Reflection;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Resources;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Reads a message from a request: path and query parameters by name, headers and body where the message declares them.
/// Errors are collected in the validation context; if no message can be made, all of them are thrown at once.
/// </summary>
internal sealed class MessageReader<TMessage>
    where TMessage : class
{
    private const int MaxDepth = 16;
    private static readonly int maxBody = typeof(TMessage).GetCustomAttribute<MaxBodyAttribute>()?.Bytes ?? 0;

    private readonly SchemaProperty[] inPath,
        inQuery;
    private readonly (SchemaProperty Member, string Name)[] inHeaders;
    private readonly SchemaProperty? body;
    private readonly string known;

    /// <param name="pattern">The pattern of the route, which names the path parameters.</param>
    /// <param name="except">The query parameters of the message that the route does not take.</param>
    public MessageReader(string pattern, params IReadOnlyList<string> except)
    {
        var properties = Schema.For(typeof(TMessage)).Properties;
        body = properties.SingleOrDefault(m => m.Property.IsDefined(typeof(BodyAttribute)));
        inHeaders =
        [
            .. properties
                .Where(m => m.Property.IsDefined(typeof(HeaderAttribute)))
                .Select(m => (m, m.Property.GetCustomAttribute<HeaderAttribute>()!.Name)),
        ];
        inPath = [.. properties.Where(m => pattern.Contains($"{{{m.Name}}}", StringComparison.Ordinal))];
        inQuery = [.. properties.Except(inPath).Except(inHeaders.Select(h => h.Member)).Where(m => m != body && !except.Contains(m.Name))];
        known = inQuery.Length == 0 ? "—" : string.Join(", ", inQuery.Select(m => m.Name));
    }

    public IEnumerable<SchemaProperty> InPath => inPath;
    public IEnumerable<SchemaProperty> InQuery => inQuery;
    public IEnumerable<(SchemaProperty Member, string Name)> InHeaders => inHeaders;
    public SchemaProperty? Body => body;

    public async Task<(TMessage Message, ReadOnlyMemory<byte> Body)> Read(HttpContext http, ValidationContext validation)
    {
        var message = Activator.CreateInstance<TMessage>();
        var whole = true;
        foreach (var property in inPath)
            whole &= Set(
                message,
                property,
                ScalarReader.Parse(property, Unslashed((string)http.Request.RouteValues[property.Name]!), validation)
            );
        foreach (var (name, values) in http.Request.Query)
        {
            if (inQuery.FirstOrDefault(m => m.Name == name) is not { } property)
                validation.Add(
                    TextNormalizer.CanBeStored(name) && name.Length is > 0 and <= 100 ? name.TrimStart('/') : "?",
                    Rules.UnknownParameter,
                    known
                );
            else if (validation.Require(values.Count == 1, name, Rules.DuplicateParameter))
                Set(message, property, ScalarReader.Parse(property, values[0]!, validation));
        }
        foreach (var property in inQuery.Where(m => m.IsRequired))
            whole &= validation.Require(http.Request.Query.ContainsKey(property.Name), property.Name, Rules.Required);
        foreach (var (property, name) in inHeaders)
            if (http.Request.Headers.TryGetValue(name, out var value))
                Set(message, property, value.ToString());
        ReadOnlyMemory<byte> bytes = default;
        if (body is not null)
        {
            if (body.Property.PropertyType == typeof(Upload))
            {
                if (whole)
                    (message as IValidatable)?.Validate(validation);
                if (!whole || validation.Errors.Count > 0)
                    throw CommonErrors.Invalid.ToException(validation.Errors);
                (message as IAuthorizedBeforeBody)?.Authorize(http.RequestServices.GetRequiredService<RequestContext>().Caller);
                var upload = await UploadBody.Receive(http, body.Property.GetCustomAttribute<AcceptsMediaTypesAttribute>()!.MediaTypes);
                Set(message, body, upload);
                return (message, upload.Digest);
            }
            bytes = await Bytes(http.Request);
            var reader = new DocumentReader(validation);
            whole &= Set(message, body, ReadBody(bytes, reader));
            http.RequestServices.GetRequiredService<SourceReferences>().OfRequest.AddRange(reader.References);
        }
        if (whole)
            return (message, bytes);
        throw CommonErrors.Invalid.ToException(validation.Errors);
    }

    // Kestrel decodes every escape of a path but that of the slash.
    private static string Unslashed(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static bool Set(TMessage message, SchemaProperty property, object? value)
    {
        if (value is null)
            return false;
        property.Property.SetValue(message, value);
        return true;
    }

    private object? ReadBody(ReadOnlyMemory<byte> bytes, DocumentReader reader)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes.WithoutByteOrderMark(), new() { MaxDepth = MaxDepth });
            if (body!.Property.PropertyType != typeof(JsonElement))
                return reader.Read(body.Property.PropertyType, document.RootElement, "");
            return DocumentReader.ValidatePatch(document.RootElement, "", reader.Validation) ? document.RootElement.Clone() : null;
        }
        catch (JsonException broken)
        {
            var (line, position) = (broken.LineNumber + 1, broken.BytePositionInLine + 1);
            throw CommonErrors.Malformed.ToException(
                new LocalizedText(
                    $"Ошибка в JSON: строка {line}, байт {position} (или вложенность больше {MaxDepth} уровней)",
                    $"The JSON is broken in line {line}, byte {position}, or nested deeper than {MaxDepth} levels"
                )
            );
        }
    }

    private static async Task<ReadOnlyMemory<byte>> Bytes(HttpRequest request)
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !(
                type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/merge-patch+json", StringComparison.OrdinalIgnoreCase)
            )
        )
            throw CommonErrors.MediaType.ToException();
        BodyCoding.EnsureUtf8(type);
        var isCompressed = BodyCoding.IsGzip(request);
        if (
            request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit
            && limit.MaxRequestBodySize < maxBody
        )
            limit.MaxRequestBodySize = maxBody;
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? 4096, 1 << 20));
        if (isCompressed)
            await BodyCoding.Decompress(request, buffer);
        else
            await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
