using System.Globalization;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Bench;

switch (args)
{
    case ["country", var folder, var scale, var seed]:
        await new Country(ulong.Parse(seed, CultureInfo.InvariantCulture), decimal.Parse(scale, CultureInfo.InvariantCulture)).Write(
            folder
        );
        return 0;
    case ["bare"]:
        var app = await Bare.Build(Database.Settings);
        await app.RunAsync();
        return 0;
    case ["write", var address, var token, var journal, var writers, var seconds]:
        using (var client = ChangeFeedReader.Client(address, token))
            await new Writers(client, journal).Run(
                int.Parse(writers, CultureInfo.InvariantCulture),
                TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))
            );
        return 0;
    case ["copy", var address, var token, var journal]:
        using (var client = ChangeFeedReader.Client(address, token))
            return await new ChangeFeedReader(client).Copy(journal) ? 0 : 3;
    case ["receive", var address, var journal]:
        await Receiver.Build(address, journal).RunAsync();
        return 0;
    case ["register"]:
        await using (var database = await Database.Open())
            foreach (var line in await new RegisterLines(database.Source, database.Cipher).Read())
                Console.WriteLine(line);
        return 0;
    case ["verify", var journals]:
        await using (var database = await Database.Open())
        {
            var result = await new Verification(database.Source, database.Cipher).Run(journals);
            Console.WriteLine(JsonSerializer.Serialize(result, Json.Options));
            return result.Faults.Count == 0 ? 0 : 1;
        }
    case ["feed", "drain" or "follow", var address, var token]:
        using (var client = ChangeFeedReader.Client(address, token))
        {
            var feed = new ChangeFeedReader(client);
            await (args[1] == "drain" ? feed.Drain() : feed.Follow());
        }
        return 0;
    case ["statements", "export"]:
        Console.WriteLine(Statements.Export);
        return 0;
    case ["statements", "upserts", var schools]:
        Console.WriteLine(Statements.Upserts([.. File.ReadLines(schools).Select(line => (line[..2], Guid.Parse(line.AsSpan(3))))]));
        return 0;
    default:
        Console.Error.WriteLine(
            """
            country FOLDER SCALE SEED       writes a synthetic country
            bare                            serves educators without the service, by the service's settings
            write URL TOKEN JOURNAL WRITERS SECONDS
                                            writes schools and educators, and remembers what was acknowledged
            copy URL TOKEN JOURNAL          copies the feed of changes until SIGTERM, from the last change of the journal on
            receive ADDRESS JOURNAL         receives webhooks
            register                        prints all that the database holds, without ids and instants, by the service's settings
            verify JOURNALS                 compares the journals of a folder with the database, by the service's settings
            feed drain|follow URL TOKEN     reads the feed of changes: all of it, or from now on until SIGTERM
            statements export|upserts FILE  prints the service's statements for psql and pgbench
            """
        );
        return 2;
}
