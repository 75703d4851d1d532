using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Webhooks;

/// <summary>The contract describes what is delivered.</summary>
public sealed class DeliverEventsTests(WebhookDispatcherTests.Host efs) : IClassFixture<WebhookDispatcherTests.Host>
{
    private static readonly JsonObject described = ContractDocument.Committed.Root["webhooks"]!["events"]!["post"]!.AsObject();

    [Fact]
    public async Task A_delivery_and_a_test_are_what_the_contract_describes()
    {
        await using var receiver = await Receiver.Start();
        var client = await efs.Client("described", EfsHost.WholeRegion, "68");
        var made = await client.Create(
            "/v1/subscriptions",
            new JsonObject { ["target"] = receiver.Address, ["resources"] = new JsonArray("schools") }
        );
        await client.Create("/v1/schools", Documents.School("68"));
        await (await client.SendJson("POST", $"/v1/subscriptions/{made["subscription"]!["id"]}/test")).ReadJson(200);
        await Eventually.True(TimeSpan.FromSeconds(30), () => Task.FromResult(receiver.Requests.Count == 2), "an event and a test");

        var contract = ContractDocument.Committed;
        var (mediaType, content) = described["requestBody"]!["content"]!.AsObject().Single();
        foreach (var request in receiver.Requests)
        {
            Assert.Equal($"{mediaType}; charset=utf-8", request.ContentType);
            Found.Nothing(contract.SchemaErrors(content!["schema"]!, JsonNode.Parse(request.Body)));
            Found.Nothing(Header("webhook-id", request.Id));
            Found.Nothing(Header("webhook-timestamp", long.Parse(request.Timestamp, null)));
            Found.Nothing(Header("webhook-signature", request.Signature));
        }
        Assert.NotEmpty(contract.SchemaErrors(content!["schema"]!, new JsonArray(new JsonObject { ["id"] = "x" })));

        IEnumerable<string> Header(string name, JsonNode value) =>
            contract.SchemaErrors(described["parameters"]!.AsArray().Single(p => (string)p!["name"]! == name)!["schema"]!, value);
    }

    [Fact]
    public void Its_examples_fit_their_schemas()
    {
        var contract = ContractDocument.Committed;
        var content = described["requestBody"]!["content"]!.AsObject().Single().Value!;
        Found.Nothing(contract.SchemaErrors(content["schema"]!, contract.ExampleOf(content)));
        foreach (var header in described["parameters"]!.AsArray())
            Found.Nothing(contract.SchemaErrors(header!["schema"]!, header["example"]));
    }
}
