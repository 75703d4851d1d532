using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>A precondition is obeyed where the contract declares it, and refused everywhere else.</summary>
public sealed class PreconditionsTests(CalledHost efs) : IClassFixture<CalledHost>
{
    private static readonly string[] preconditions = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"];

    public static TheoryData<string> Operations => ContractDocument.CommittedOperations;
    public static TheoryData<string> All => [.. Registries.Names];

    [Theory, MemberData(nameof(Operations))]
    public async Task A_precondition_that_the_operation_does_not_declare_is_refused(string id)
    {
        var operation = Calls.Contract.Operation(id);
        using var client = operation.IsOpen ? efs.WithToken("") : await efs.Calls.Everything();
        var target = await efs.Calls.Target(operation);
        foreach (var name in preconditions.Except(operation.ParametersIn("header").Select(p => (string)p["name"]!)))
        {
            var body = operation.Content is null ? null : await efs.Calls.Fresh(operation);
            var request = Calls.Request(operation, target, Calls.Body(operation, body));
            request.Headers.TryAddWithoutValidation(
                name,
                name.EndsWith("Since", StringComparison.Ordinal) ? "Fri, 01 Jan 2038 00:00:00 GMT" : "*"
            );
            var answer = await Calls.Send(client, operation, request, name);
            Assert.Equal(400, answer.Status);
            if (operation.IsOpen)
                Assert.Contains(name, answer.Text, StringComparison.Ordinal);
            else
                Assert.Contains($"{name} unknown-precondition", answer.Faults);
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task An_upsert_obeys_its_preconditions(string registry)
    {
        var path = $"/v1/{registry}/by-source/74/{Guid.NewGuid()}";
        var document = await efs.Region74.Document(registry);
        foreach (
            var (name, value, status, code) in new (string, string, int, string?)[]
            {
                ("If-Match", "*", 412, "registry.absent"),
                ("If-Match", "\"1\"", 412, "registry.absent"),
                ("If-None-Match", "*", 201, null),
                ("If-None-Match", "*", 412, "registry.exists"),
                ("If-None-Match", "W/\"1\"", 412, "registry.exists"),
                ("If-Match", "\"7\"", 412, "registry.stale"),
                ("If-Match", "1", 412, "registry.stale"),
                ("If-Match", "W/\"1\"", 200, null),
                ("If-Match", "\"7\", \"1\"", 200, null),
                ("If-Match", "*", 200, null),
                ("If-None-Match", "\"7\"", 200, null),
            }
        )
        {
            var response = await efs.Region74.SendJson("PUT", path, document, (name, value));
            if (code is not null)
                await response.ReadErrors(status, code);
            else
                Assert.Equal(1, (await response.ReadJson(status)).Version());
            Assert.Equal(code == "registry.absent" ? null : "\"1\"", response.Headers.ETag?.Tag);
        }
    }
}
