using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api;
using Efs.Api.Kernel;
using Efs.Api.Modules.Security;
using Efs.Api.Platform.Postgres;
using MediatR;

namespace Efs.Local;

/// <summary>
/// The demo data of a private database: institutes and schools that the source documents name, fictitious people and three
/// clients. The same messages write it as for a request over HTTP.
/// </summary>
internal sealed record Demo(string Folder, IReadOnlyList<Demo.Credentials> Clients)
{
    internal sealed record Credentials(string Id, string Secret, string What);

    private static readonly MethodInfo put = typeof(Demo).GetMethod(nameof(Put), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly (NewApiClient Client, string What)[] clients =
    [
        (
            new()
            {
                Id = "region-74",
                Name = "Информационная система Челябинской области",
                Regions = ["74"],
                Scopes = [.. ApiClientFields.KnownScopes.Where(s => s != "security:admin")],
            },
            "a region's system (74)"
        ),
        (
            new()
            {
                Id = "analyst",
                Name = "Федеральный аналитик",
                IsFederal = true,
                Scopes = ["regions:read", "institutes:read", "schools:read", "analytics:read"],
            },
            "a federal analyst"
        ),
        (
            new()
            {
                Id = "administrator",
                Name = "Администратор",
                IsFederal = true,
                Scopes = ["regions:read", "security:admin"],
            },
            "an administrator"
        ),
    ];

    public static async Task<Demo> Load(IServiceProvider services, string folder)
    {
        var file = Path.Combine(folder, "clients.json");
        if (File.Exists(file))
            return new(folder, JsonSerializer.Deserialize<List<Credentials>>(await File.ReadAllTextAsync(file), Json.Options)!);
        await Fill(services);
        var created = new List<Credentials>();
        foreach (var (client, what) in clients)
        {
            // An interrupted first start may have left a client whose secret nobody saw; it gets a new secret.
            var secret = await Commands.As(
                services,
                async mediator =>
                    await Exists(mediator, client.Id)
                        ? await ReplaceSecret(mediator, client.Id)
                        : (await mediator.Send(new CreateClient { Client = client })).Secret.Secret
            );
            created.Add(new(client.Id, secret, what));
        }
        await PrivateFile.Write(file, JsonSerializer.Serialize(created, Json.Options));
        return new(folder, created);
    }

    public string Greeting(IEnumerable<string> addresses)
    {
        var address = addresses.First();
        var (id, secret) = (Clients[0].Id, Clients[0].Secret);
        return $"""

            Efs.Api serves at {address}
              Swagger  {address}/swagger
              data     {Folder} (a private PostgreSQL with demo data; remove the folder to start anew)
              clients  {string.Join("\n           ", Clients.Select(c => $"{c.Id, -14} {c.Secret}  {c.What}"))}

            Try it:
              TOKEN=$(curl -s {address}/oauth/token -d grant_type=client_credentials -d client_id={id} -d client_secret={secret} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
              curl -s -H "Authorization: Bearer $TOKEN" "{address}/v1/educators?limit=2"

            """;
    }

    /// <summary>Writes the records, without the clients.</summary>
    public static async Task Fill(IServiceProvider services)
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var resource in ResourceCatalogue.All)
            await (Task)put.MakeGenericMethod(resource.Record.BaseType!, resource.Record).Invoke(null, [services, resource.Name, ids])!;
    }

    private static async Task Put<TFields, TRecord>(IServiceProvider services, string resource, Dictionary<string, Guid> ids)
        where TFields : RegistryFields
        where TRecord : class, TFields, IRecord
    {
        foreach (var document in Documents(resource))
        {
            Resolve(document!, ids);
            await Commands.As(
                services,
                async mediator =>
                {
                    var validation = new ValidationContext(services.GetRequiredService<ReferenceStore>().Current);
                    var fields = DocumentReader.Read<TFields>(JsonSerializer.SerializeToElement(document), "", validation);
                    if (fields is null || validation.Errors.Count > 0)
                        throw CommonErrors.Invalid.ToException(validation.Errors);
                    var synced = await mediator.Send(
                        new Upsert<TFields, TRecord>
                        {
                            RegionCode = fields.RegionCode,
                            SourceId = fields.SourceId!,
                            Fields = fields,
                        }
                    );
                    ids[$"@{fields.RegionCode}/{fields.SourceId}"] = synced.Record.Id;
                    return true;
                }
            );
        }
    }

    private static JsonArray Documents(string resource)
    {
        using var file = typeof(Demo).Assembly.GetManifestResourceStream($"demo/{resource}.json")!;
        return JsonNode.Parse(file)!.AsArray();
    }

    // A document refers to another by "@region/sourceId".
    private static void Resolve(JsonNode node, Dictionary<string, Guid> ids)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                    if (value is JsonValue text && text.TryGetValue<string>(out var reference) && reference.StartsWith('@'))
                        members[name] = ids[reference];
                    else if (value is not null)
                        Resolve(value, ids);
                break;
            case JsonArray items:
                foreach (var item in items)
                    if (item is not null)
                        Resolve(item, ids);
                break;
        }
    }

    private static async Task<bool> Exists(IMediator mediator, string id)
    {
        try
        {
            await mediator.Send(new GetClient { Id = id });
            return true;
        }
        catch (ProblemException)
        {
            return false;
        }
    }

    private static async Task<string> ReplaceSecret(IMediator mediator, string id)
    {
        var added = await mediator.Send(new CreateClientSecret { Id = id });
        foreach (var old in (await mediator.Send(new GetClient { Id = id })).Secrets.Where(s => s.Id != added.SecretId))
            await mediator.Send(new DeleteClientSecret { Id = id, SecretId = old.Id });
        return added.Secret;
    }
}
