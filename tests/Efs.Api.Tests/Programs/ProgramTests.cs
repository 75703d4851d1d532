using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Programs;

/// <summary>What is a programme's own; that every region reads it and its owner writes it, ListTests and LeakTests show.</summary>
public sealed class ProgramTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Everything_said_of_a_program_is_read_back()
    {
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var document = Documents
            .Program("74", 252, Documents.Competences)
            .With("sourceId", "program-74")
            .With("kind", "retraining")
            .With("studyForm", "extramural")
            .With("isNetworked", true)
            .With("provider", null)
            .With("providerInstituteId", institute.Id())
            .With(
                "audience",
                new JsonObject
                {
                    ["positionGroups"] = new JsonArray("pedagogical"),
                    ["subjects"] = new JsonArray("mathematics", "algebra"),
                    ["levels"] = new JsonArray("ooo"),
                }
            )
            .With(
                "federalRegister",
                new JsonObject
                {
                    ["number"] = "12345",
                    ["includedOn"] = "2023-01-01",
                    ["excludedOn"] = "2024-01-01",
                }
            )
            .With("expertise", "passed")
            .With("validFrom", "2023-01-01")
            .With("validTo", "2024-01-01");
        var made = await efs.Region74.Create("/v1/programs", document);
        var read = await efs.Region27.GetJson($"/v1/programs/{made.Id()}");
        foreach (var (member, value) in document)
            Assert.True(JsonNode.DeepEquals(value, read[member]), $"{member}: {read[member]}");
    }

    [Theory]
    [InlineData("upgrade", 15, false)]
    [InlineData("upgrade", 16, true)]
    [InlineData("retraining", 249, false)]
    [InlineData("retraining", 250, true)]
    public async Task A_program_is_not_shorter_than_its_kind_may_be(string kind, int hours, bool isEnough)
    {
        var document = Documents.Program("74", hours).With("kind", kind);
        var standing = (await efs.Region74.Create("/v1/programs", Documents.Program("74", 300).With("kind", kind))).Id();
        foreach (
            var response in new[]
            {
                await efs.Region74.SendJson("POST", "/v1/programs", document),
                await efs.Region74.SendJson("PUT", $"/v1/programs/by-source/74/{kind}-{hours}", document),
                await efs.Region74.SendJson("PUT", $"/v1/programs/{standing}", document, ("If-Match", "*")),
                await efs.Region74.SendJson("PATCH", $"/v1/programs/{standing}", new JsonObject { ["hours"] = hours }, ("If-Match", "*")),
            }
        )
            if (isEnough)
                Assert.True(response.IsSuccessStatusCode, await response.Body());
            else
                Assert.Equal(["/hours too-short"], await response.ReadErrors(422, "programs.too-short"));
    }

    [Fact]
    public async Task A_longer_kind_needs_more_hours()
    {
        var upgrade = await efs.Region74.Create("/v1/programs", Documents.Program("74", 36));
        await (
            await efs.Region74.SendJson("PATCH", $"/v1/programs/{upgrade.Id()}", """{"kind":"retraining"}""", ("If-Match", "*"))
        ).ReadErrors(422, "programs.too-short");
    }

    [Theory]
    [InlineData("""{"provider":null}""", " exactly-one")]
    [InlineData("""{"providerInstituteId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10"}""", " exactly-one")]
    [InlineData("""{"provider":{"inn":"7707083893"}}""", "/provider/name required")]
    [InlineData("""{"provider":{"name":"Университет","inn":"7707083894"}}""", "/provider/inn inn-checksum")]
    [InlineData("""{"validFrom":"2024-01-02","validTo":"2024-01-01"}""", "/validTo date-order")]
    [InlineData("""{"validFrom":"2024-01-02","validTo":"2024-01-02"}""", null)]
    [InlineData(
        """{"federalRegister":{"number":"1","includedOn":"2024-01-02","excludedOn":"2024-01-01"}}""",
        "/federalRegister/excludedOn date-order"
    )]
    [InlineData("""{"federalRegister":{"number":"1"}}""", "/federalRegister/includedOn required")]
    [InlineData("""{"competences":["methodical_assessment","juggling"]}""", "/competences/1 unknown-code")]
    [InlineData("""{"competences":["methodical_assessment","methodical_assessment"]}""", "/competences repeated-item")]
    [InlineData("""{"audience":{"positionGroups":["clowns"]}}""", "/audience/positionGroups/0 not-one-of")]
    [InlineData("""{"audience":{"subjects":["clowning"]}}""", "/audience/subjects/0 unknown-code")]
    [InlineData("""{"hours":0}""", "/hours out-of-range")]
    [InlineData("""{"hours":36.5}""", "/hours wrong-type")]
    [InlineData("""{"kind":"course"}""", "/kind not-one-of")]
    [InlineData("""{"studyForm":"remote"}""", "/studyForm not-one-of")]
    [InlineData("""{"expertise":"maybe"}""", "/expertise not-one-of")]
    public async Task A_member_is_judged(string change, string? error)
    {
        var document = JsonNode
            .Parse(change)!
            .AsObject()
            .Aggregate(Documents.Program(), (left, member) => left.With(member.Key, member.Value?.DeepClone()));
        var response = await efs.Region74.SendJson("POST", "/v1/programs", document);
        if (error is null)
            await response.ReadJson(201);
        else
            Assert.Equal([error], await response.ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task A_program_that_another_region_gave_certificates_for_is_not_removed()
    {
        var program = await efs.Region74.Create("/v1/programs", Documents.Program());
        var educator = await efs.Region27.Create("/v1/educators", Documents.Educator("27"));
        var certificate = await efs.Region27.Create(
            "/v1/certificates",
            Documents.Certificate(educator.Id(), "27").With("programTitle", null).With("programId", program.Id())
        );
        await (await efs.Region74.SendJson("DELETE", $"/v1/programs/{program.Id()}", (string?)null, ("If-Match", "*"))).ReadErrors(
            409,
            "registry.in-use"
        );
        await (await efs.Region27.SendJson("DELETE", $"/v1/certificates/{certificate.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(
            204
        );
        await (await efs.Region74.SendJson("DELETE", $"/v1/programs/{program.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
    }
}
