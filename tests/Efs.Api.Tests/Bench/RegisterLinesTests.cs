using Efs.Api.Platform.Crypto;
using Efs.Api.Tests.Support;
using Efs.Bench;
using Efs.Local;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Efs.Api.Tests.Bench;

public sealed class RegisterLinesTests(EfsHost efs) : IClassFixture<EfsHost>
{
    // Each takes the result of a crash or a restore that went wrong.
    private static readonly string[] falsifications =
    [
        "DELETE FROM platform.audit WHERE position % 2 = 0",
        "UPDATE platform.audit SET members = '{}' WHERE action = 'create'",
        "UPDATE imports.import_batch SET outcomes = '{}'",
        "DELETE FROM imports.import_batch",
        "UPDATE imports.import SET rejected = rejected + 1",
        """
            UPDATE change_feed.commit SET position = -position WHERE region_code = '74' AND position IN (1, 2);
            UPDATE change_feed.commit SET position = 3 + position WHERE region_code = '74' AND position IN (-1, -2)
            """,
        "UPDATE change_feed.commit c SET position = h.position + 1 FROM change_feed.head h WHERE (c.region_code, c.tx) = (h.region_code, h.tx)",
        "UPDATE change_feed.change SET members = '{fullName}' WHERE ordinal = 1",
        "UPDATE change_feed.change SET version = 2 WHERE ordinal = 1",
        "DELETE FROM change_feed.commit WHERE region_code = '74' AND position = 2",
        "INSERT INTO educators.person (id, snils_hash) VALUES (gen_random_uuid(), '\\x00')",
        """
            UPDATE educators.educator SET person_id = (SELECT id FROM educators.person WHERE snils_hash = '\x00')
            WHERE id = (SELECT id FROM educators.educator LIMIT 1)
            """,
        "UPDATE educators.educator SET personal = NULL",
        "UPDATE educators.educator SET search = ''",
        "DELETE FROM educators.category",
        "UPDATE educators.employment SET rate = 0.1",
        "UPDATE schools.school SET levels = '{}'",
        "UPDATE schools.school SET address = 'другой'",
        "UPDATE programs.certificate SET diploma_number = '1'",
        "UPDATE programs.certificate SET original = '{}'",
        "UPDATE trajectories.instrument SET levels = '[]'",
        "UPDATE trajectories.mentorship SET result = 'другой'",
        "DELETE FROM trajectories.diagnostic WHERE id = (SELECT id FROM trajectories.diagnostic LIMIT 1)",
        "UPDATE trajectories.step SET title = 'другой'",
        "INSERT INTO platform.upload (id) VALUES (gen_random_uuid())",
    ];

    [Fact]
    public async Task Any_loss_changes_the_lines()
    {
        await Demo.Fill(efs.Services);
        await efs.Region74.Import("resource=schools&regionCode=74", ImportClient.Lines(Documents.School(), Documents.School("27")));
        await using var connection = await efs.Owner.OpenConnectionAsync();
        await Execute(connection, "SET session_replication_role = replica");
        var lines = await Read();
        Assert.Equal(lines, await Read());

        foreach (var falsification in falsifications)
        {
            await Execute(connection, falsification);
            var before = lines;
            lines = await Read();
            Assert.True(!lines.SequenceEqual(before), falsification);
        }
    }

    private Task<IReadOnlyList<string>> Read() => new RegisterLines(efs.Owner, efs.Services.GetRequiredService<Cipher>()).Read();

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
