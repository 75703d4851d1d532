using System.Security.Cryptography;
using Efs.Api.Modules.Educators;
using Efs.Api.Platform;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Platform;

public sealed class KeyRotationTests
{
    [Fact]
    public async Task Everything_is_readable_before_during_and_after_a_rotation_also_by_other_instances()
    {
        await using var world = await World.Make();
        await using var another = await RunningApp.Start(world.Database);
        using var here = await world.App.Client("region-74", EfsHost.WholeRegion, "74");
        using var there = another.With(here.DefaultRequestHeaders.Authorization!.Parameter!);
        var people = new List<(Guid Id, string Snils)>();
        for (var i = 0; i < 30; i++)
            people.Add(await Person(here));

        using var stop = new CancellationTokenSource();
        var readers = new[] { here, there }
            .Select(client =>
                Task.Run(async () =>
                {
                    var reads = 0;
                    while (!stop.IsCancellationRequested)
                    {
                        var (id, snils) = people[Random.Shared.Next(people.Count)];
                        Assert.Equal(snils, (string?)(await client.GetJson($"/v1/educators/{id}"))["snils"]);
                        Assert.All(
                            (await client.GetJson("/v1/educators?limit=10&sort=lastName"))["items"]!.AsArray(),
                            e => Assert.NotNull(e!["snils"])
                        );
                        reads++;
                    }
                    return reads;
                })
            )
            .ToList();
        var writer = Task.Run(async () =>
        {
            var made = new List<(Guid, string)>();
            while (!stop.IsCancellationRequested)
                made.Add(await Person(there));
            return made;
        });

        var before = await Keys(world);
        await world.App.Services.GetRequiredService<KeyStore>().Add(default);
        var fresh = await Person(here); // sealed by the key that the other instance has not read yet
        Assert.Equal(fresh.Snils, (string?)(await there.GetJson($"/v1/educators/{fresh.Id}"))["snils"]);
        Assert.True(await world.App.Services.GetServices<IReencryption>().OfType<EducatorReencryption>().Single().Run(default) >= 30);
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        people.AddRange(await writer);

        await world.App.Services.GetServices<IReencryption>().OfType<EducatorReencryption>().Single().Run(default);
        Assert.Equal([1], before);
        Assert.Equal([2], await Keys(world));
        foreach (var (id, snils) in people)
            Assert.Equal(snils, (string?)(await there.GetJson($"/v1/educators/{id}"))["snils"]);
    }

    [Fact]
    public async Task A_page_begun_at_one_instance_goes_on_at_another_that_does_not_know_the_newest_key()
    {
        await using var world = await World.Make();
        await using var another = await RunningApp.Start(world.Database);
        using var here = await world.App.Client("region-74", EfsHost.WholeRegion, "74");
        using var there = another.With(here.DefaultRequestHeaders.Authorization!.Parameter!);
        for (var i = 0; i < 3; i++)
            await Person(here);
        await world.App.Services.GetRequiredService<KeyStore>().Add(default);
        var next = (string?)(await here.GetJson("/v1/educators?limit=2"))["next"];
        Assert.Single((await there.GetJson($"/v1/educators?limit=2&cursor={next}"))["items"]!.AsArray());
        for (var key = 3; key < 40; key++) // made up by its sender
            await (
                await there.GetAsync(
                    $"/v1/educators?cursor={System.Buffers.Text.Base64Url.EncodeToString([(byte)key, 0, .. new byte[60]])}"
                )
            ).ReadErrors(400, "request.invalid");
    }

    [Fact]
    public async Task A_wrong_master_key_stops_the_start_with_its_name()
    {
        await using var world = await World.Make();
        var wrong = await Assert.ThrowsAsync<SettingsException>(() => RunningApp.Start(world.Database, ("EFS_MASTER_KEY", NewKey())));
        Assert.Contains("EFS_MASTER_KEY", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_master_key_is_changed_while_instances_run()
    {
        await using var world = await World.Make();
        using var client = await world.App.Client("region-74", EfsHost.WholeRegion, "74");
        var (id, snils) = await Person(client);
        var (old, made) = (Convert.ToBase64String(new byte[32]), NewKey());

        // In turn each instance is started anew with both keys, before and after the data keys are sealed by the new one.
        await using (var early = await RunningApp.Start(world.Database, ("EFS_MASTER_KEY", made), ("EFS_MASTER_KEY_PREVIOUS", old)))
        {
            using var reader = early.With(client.DefaultRequestHeaders.Authorization!.Parameter!);
            Assert.Equal(snils, (string?)(await reader.GetJson($"/v1/educators/{id}"))["snils"]);
            Assert.Equal(2, await early.Services.GetRequiredService<KeyStore>().ChangeMaster(Convert.FromBase64String(old), default));
            Assert.Equal(0, await early.Services.GetRequiredService<KeyStore>().ChangeMaster(Convert.FromBase64String(old), default));
            await early.Services.GetRequiredService<KeyStore>().Load(default);
            Assert.Equal(snils, (string?)(await reader.GetJson($"/v1/educators/{id}"))["snils"]);
        }
        Assert.Equal(snils, (string?)(await client.GetJson($"/v1/educators/{id}"))["snils"]); // who started with the old one goes on
        await using var late = await RunningApp.Start(world.Database, ("EFS_MASTER_KEY", made));
        using var again = late.With(client.DefaultRequestHeaders.Authorization!.Parameter!);
        Assert.Equal(snils, (string?)(await again.GetJson($"/v1/educators/{id}"))["snils"]);
        await Assert.ThrowsAsync<SettingsException>(() => RunningApp.Start(world.Database));
    }

    [Fact]
    public async Task An_instance_with_the_old_master_key_outlives_its_clock()
    {
        await using var world = await World.Make();
        using var client = await world.App.Client("region-74", EfsHost.WholeRegion, "74");
        var (id, snils) = await Person(client);
        await using (var owner = Npgsql.NpgsqlDataSource.Create(world.Database))
        await using (var spoil = owner.CreateCommand("UPDATE platform.data_key SET sealed = decode(repeat('00', 60), 'hex')"))
            await spoil.ExecuteNonQueryAsync();
        await Task.Delay(TimeSpan.FromSeconds(11)); // its clock strikes each ten seconds
        Assert.Equal(snils, (string?)(await client.GetJson($"/v1/educators/{id}"))["snils"]);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static async Task<(Guid Id, string Snils)> Person(HttpClient client)
    {
        var document = Documents.Educator();
        return ((await client.Create("/v1/educators", document)).Id(), (string)document["snils"]!);
    }

    // The numbers of the keys that seal people.
    private static async Task<IReadOnlyList<int>> Keys(World world)
    {
        await using var owner = Npgsql.NpgsqlDataSource.Create(world.Database);
        await using var command = owner.CreateCommand("SELECT array_agg(DISTINCT get_byte(personal, 0)) FROM educators.educator");
        return (int[])(await command.ExecuteScalarAsync())!;
    }

    private sealed class World(string database, RunningApp app) : IAsyncDisposable
    {
        public string Database => database;
        public RunningApp App => app;

        public static async Task<World> Make()
        {
            var database = await Server.NewDatabase();
            return new(database, await RunningApp.Start(database));
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            await Server.Drop(database);
        }
    }
}
