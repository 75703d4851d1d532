using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api;
using Efs.Api.Kernel;
using Efs.Api.Modules.Security;
using Efs.Api.Platform.Postgres;
using MediatR;

namespace Efs.Local;

/// <summary>
/// The demo data of a private database: the stories of the source documents with fictitious people, and three clients. The same messages
/// write it as for a request over HTTP.
/// </summary>
internal sealed record Demo(string Folder, IReadOnlyList<Demo.Credentials> Clients)
{
    internal sealed record Credentials(string Id, string Secret, string What);

    private static readonly MethodInfo put = typeof(Demo).GetMethod(nameof(Put), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly Dictionary<string, Type> messages = typeof(Commands)
        .Assembly.GetTypes()
        .Where(t => t.IsDefined(typeof(RequiresAttribute)) && !t.IsGenericType)
        .ToDictionary(t => t.Name);

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
                Scopes = ["regions:read", "institutes:read", "schools:read", "projects:read", "school-development:read", "analytics:read"],
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

    /// <summary>Writes the records and does with them what the data tell, without the clients. Repeated, it changes nothing.</summary>
    /// <returns>The ids of the records by the references to them.</returns>
    public static async Task<IReadOnlyDictionary<string, Guid>> Fill(IServiceProvider services)
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var (resource, document) in DemoData.Records())
            await (Task)put.MakeGenericMethod(resource.Record.BaseType!, resource.Record).Invoke(null, [services, document, ids])!;
        foreach (var operation in DemoData.Operations())
            await CarryOut(services, operation, ids);
        return ids;
    }

    private static async Task Put<TFields, TRecord>(IServiceProvider services, JsonObject document, Dictionary<string, Guid> ids)
        where TFields : RegistryFields
        where TRecord : class, TFields, IRecord
    {
        var key = DemoData.KeyOf(document);
        DemoData.Resolve(document, ids);
        var fields = (TFields)Read(services, typeof(TFields), document);
        var upsert = new Upsert<TFields, TRecord>
        {
            RegionCode = fields.RegionCode,
            SourceId = fields.SourceId!,
            Fields = fields,
        };
        ids[key] = (await Commands.As(services, mediator => mediator.Send(upsert))).Record.Id;
    }

    // An operation has its own text for an Idempotency-Key, so that a start after an interrupted one goes on behind it.
    private static Task<bool> CarryOut(IServiceProvider services, JsonObject operation, IReadOnlyDictionary<string, Guid> ids)
    {
        var name = (string)operation["operation"]!;
        var key = Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(operation)));
        DemoData.Resolve(operation, ids);
        var type = messages[name];
        var body = Schema.For(type).Properties.SingleOrDefault(p => p.Property.IsDefined(typeof(BodyAttribute)));
        var members = operation
            .Where(m => m.Key is not ("regionCode" or "operation"))
            .Select(m => KeyValuePair.Create(m.Key == "body" ? body!.Name : m.Key, m.Value?.DeepClone()));
        dynamic message = Read(services, type, new JsonObject(members));
        return Commands.InScope(
            services,
            async scope =>
            {
                scope.GetRequiredService<Idempotency>().Expect(key, name, [], scope.GetRequiredService<ValidationContext>());
                await (Task)scope.GetRequiredService<IMediator>().Send(message);
                return true;
            }
        );
    }

    private static object Read(IServiceProvider services, Type type, JsonObject document)
    {
        var validation = new ValidationContext(services.GetRequiredService<ReferenceStore>().Current);
        var read = new DocumentReader(validation).Read(type, JsonSerializer.SerializeToElement(document), "");
        return read is not null && validation.Errors.Count == 0 ? read : throw CommonErrors.Invalid.ToException(validation.Errors);
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
