using System.Globalization;
using Efs.Api.Platform;
using Efs.Bench;

switch (args)
{
    case ["country", var folder, var scale, var seed]:
        await new Country(ulong.Parse(seed, CultureInfo.InvariantCulture), decimal.Parse(scale, CultureInfo.InvariantCulture)).Write(
            folder
        );
        return 0;
    case ["bare"]:
        var app = await Bare.Build(new Settings(new ConfigurationBuilder().AddEnvironmentVariables().Build()));
        await app.RunAsync();
        return 0;
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
            feed drain|follow URL TOKEN     reads the feed of changes: all of it, or from now on until SIGTERM
            statements export|upserts FILE  prints the service's statements for psql and pgbench
            """
        );
        return 2;
}
