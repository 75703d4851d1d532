using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Efs.Bench;
using Microsoft.AspNetCore.Builder;

namespace Efs.Api.Tests.Bench;

public sealed class BareTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task What_the_service_is_measured_against_answers_the_same()
    {
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        var made = new List<Guid>();
        for (var i = 0; i < 3; i++)
            made.Add(
                (
                    await efs.Region74.Create(
                        "/v1/educators",
                        Documents.Educator().With("employments", new JsonArray(Documents.Employment(school.Id())))
                    )
                ).Id()
            );
        await using var bare = await Bare.Build(
            RunningApp.SettingsOf(
                ("EFS_DATABASE", efs.Connection),
                ("EFS_MASTER_KEY", Convert.ToBase64String(new byte[32])),
                ("EFS_URLS", "http://127.0.0.1:0")
            )
        );
        await bare.StartAsync();
        using var caller = new HttpClient { BaseAddress = new(bare.Urls.First()) };

        Assert.Equal(await efs.Analyst.GetStringAsync($"/v1/educators/{made[0]}"), await caller.GetStringAsync($"/v1/educators/{made[0]}"));
        var first = await efs.Analyst.GetJson("/v1/educators?limit=1");
        Assert.Equal(
            (await efs.Analyst.GetJson($"/v1/educators?limit=50&cursor={first["next"]}"))["items"]!.ToJsonString(),
            (await caller.GetJson($"/v1/educators?limit=50&cursor=74.{made[0]}"))["items"]!.ToJsonString()
        );
    }

    /// <summary>A statement that takes another parameter stops the measurement only after a quarter of an hour.</summary>
    [Fact]
    public void The_script_of_upserts_has_a_value_for_each_parameter() =>
        Assert.DoesNotContain('@', Statements.Upserts([("74", Guid.NewGuid())]));
}
