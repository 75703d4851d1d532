using System.Reflection;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Microsoft.OpenApi;

namespace Efs.Api.Platform.OpenApi;

/// <summary>Writes the requests that the service sends: their headers, their body and what the receiver may answer.</summary>
internal sealed class WebhookWriter(OpenApiDocument document, SchemaWriter schemas, XmlDocumentation docs)
{
    public void WriteAll()
    {
        document.Webhooks = typeof(WebhookAttribute)
            .Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(WebhookAttribute)))
            .ToDictionary(type => type.GetCustomAttribute<WebhookAttribute>()!.Name, Write);
    }

    private IOpenApiPathItem Write(Type request)
    {
        var properties = Schema.For(request).Properties;
        return new OpenApiPathItem
        {
            Operations = new()
            {
                [HttpMethod.Post] = new()
                {
                    OperationId = request.Name,
                    Tags = new HashSet<OpenApiTagReference> { new(request.Namespace!.Split('.')[^1], document) },
                    Summary = docs.Of(request).TrimEnd('.'),
                    Description = docs.RemarksOf(request),
                    Parameters = [.. properties.Where(p => p.Property.IsDefined(typeof(HeaderAttribute))).Select(Header)],
                    RequestBody = Body(request, properties.Single(p => p.Property.IsDefined(typeof(BodyAttribute)))),
                    Responses = Responses(),
                    Security = [],
                },
            },
        };
    }

    private OpenApiParameter Header(SchemaProperty property) =>
        new()
        {
            Name = property.Property.GetCustomAttribute<HeaderAttribute>()!.Name,
            In = ParameterLocation.Header,
            Required = true,
            Description = docs.Of(property.Property),
            Schema = schemas.OfParameter(property),
            Example = schemas.ExampleOf(property),
        };

    // The body is a list: each item has the schema of a response, which is open to further members.
    private OpenApiRequestBody Body(Type request, SchemaProperty body) =>
        new()
        {
            Required = true,
            Description = docs.Of(body.Property),
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [request.GetCustomAttribute<WebhookAttribute>()!.MediaType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = schemas.Of(body.Schema!.Type, SchemaUse.Response),
                        MinItems = 1,
                        MaxItems = body.Items!.Max,
                    },
                    Example = new JsonArray(schemas.Example(body.Schema)),
                },
            },
        };

    private static OpenApiResponses Responses() =>
        new()
        {
            ["2XX"] = new OpenApiResponse { Description = "Taken; the service continues with the next batch." },
            ["410"] = new OpenApiResponse { Description = "Not wanted any more: the subscription is paused." },
            ["default"] = new OpenApiResponse
            {
                Description = "Not taken, as without a response: the service tries again later, not before the time of `Retry-After`.",
            },
        };
}
