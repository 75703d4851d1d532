using Efs.Api.Platform.Crypto;
using Efs.Api.Tests.Support;
using Efs.Bench;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Bench;

public sealed class VerificationTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly string[] falsifications =
    [
        "DELETE FROM schools.school WHERE id = (SELECT id FROM schools.school LIMIT 1)",
        "UPDATE schools.school SET full_name = 'Школа № 0' WHERE id = (SELECT id FROM schools.school LIMIT 1)",
        "UPDATE educators.educator SET version = version + 1 WHERE id = (SELECT id FROM educators.educator LIMIT 1)",
        "UPDATE educators.category SET granted_on = '2020-01-01' WHERE educator_id = (SELECT id FROM educators.educator LIMIT 1)",
        "DELETE FROM change_feed.change WHERE record_id = (SELECT id FROM schools.school LIMIT 1) AND version = 1",
        "UPDATE change_feed.change SET version = 9 WHERE record_id = (SELECT id FROM educators.educator LIMIT 1)",
        "DELETE FROM change_feed.commit WHERE position = 5",
        "UPDATE change_feed.commit SET at = at + interval '1 minute' WHERE position = 7",
        "DELETE FROM platform.audit WHERE position = (SELECT max(position) FROM platform.audit WHERE action = 'update')",
    ];

    [Fact]
    public async Task An_acknowledged_write_that_is_lost_anywhere_is_found()
    {
        var journals = Directory.CreateTempSubdirectory("efs-journals");
        await new Writers(efs.Region74, Path.Combine(journals.FullName, "write.jsonl")).Run(4, TimeSpan.FromSeconds(3));
        var result = await Verify(journals.FullName);
        Assert.Empty(result.Faults);
        Assert.InRange(result.Acknowledged, 20, int.MaxValue);

        foreach (var falsification in falsifications)
        {
            var before = result.Faults;
            await using var falsify = efs.Owner.CreateCommand(
                $"BEGIN; SET LOCAL session_replication_role = replica; {falsification}; COMMIT"
            );
            await falsify.ExecuteNonQueryAsync();
            result = await Verify(journals.FullName);
            // A record that was falsified before has another fault now.
            Assert.True(result.Faults.Except(before).Any(), falsification);
        }
        journals.Delete(recursive: true);
    }

    private Task<Verification.Result> Verify(string journals) =>
        new Verification(efs.Owner, efs.Services.GetRequiredService<Cipher>()).Run(journals);
}
