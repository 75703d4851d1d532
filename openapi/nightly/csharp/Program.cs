using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Efs.Client;
using Nightly;

// The nightly job of a regional system: dotnet Nightly.dll <address> <clients.json> [--webhooks].
// Prints each step; the first surprise ends it.

var secret = JsonDocument
    .Parse(await File.ReadAllTextAsync(args[1]))
    .RootElement.EnumerateArray()
    .Single(c => c.GetProperty("id").GetString() == "region-74")
    .GetProperty("secret")
    .GetString()!;
using var service = new TroubledService();
var efs = EfsClient.Connect(new Uri(args[0]), "region-74", secret, service);

// The register of the regional system.
var own = Enumerable.Range(1, 5).ToDictionary(n => Key(n), School);
var (cursor, branchId, title) = ("", Guid.Empty, "");

try
{
    await Step(
        "a token is fetched, and fetched anew when the service refuses it",
        async () =>
        {
            Same("region-74", (await efs.WhoAmIAsync()).Client);
            service.RefuseToken = true;
            Same("region-74", (await efs.WhoAmIAsync()).Client);
            Same(2, service.Tokens);
            cursor = (await efs.GetFeedHeadAsync()).Cursor;
        }
    );
    await Step(
        "rows are imported once although the response is lost, and the report is read",
        async () =>
        {
            own[Key(3)].Kind = "Дворец!";
            service.LoseResponse = true;
            var first = await efs.ImportAsync("schools", own.Values);
            Same(1, service.Replayed);
            Same(("done", 4, 1), (first.State, first.Counts.Created, first.Counts.Rejected));
            var rejected = (await efs.RejectedRowsAsync(first.Id).ToListAsync()).Single();
            Same((Key(3), "/kind"), (rejected.Key, rejected.Errors!.Single().Pointer));
            own[Key(3)].Kind = "general";
            var mended = await efs.ImportAsync("schools", [own[rejected.Key!]]);
            Same((1, 0), (mended.Counts.Created, mended.Counts.Rejected));
        }
    );
    await Step(
        "pages hold every school once",
        async () =>
        {
            var ids = await Schools().Select(s => s.Id).ToListAsync();
            Same(ids.Count, ids.Distinct().Count());
            Same(true, ids.Count > 5);
        }
    );
    await Step(
        "a school names another by source: and the owner's key, and the same document changes nothing",
        async () =>
        {
            own[Key(6)] = School(6);
            own[Key(6)].BranchOfId = $"source:{Key(1)}";
            var branch = await Put(Key(6));
            branchId = branch.Id;
            Same(Key(1), (await efs.GetSchoolAsync(branch.BranchOfId!.Value)).SourceId);
            Same(branch.Version, (await Put(Key(6))).Version);
        }
    );
    await Step(
        "hashes find what differs, what is new and what is missing, and the differences are mended",
        async () =>
        {
            own[Key(2)].ShortName = "Школа «Ёлочка» 🌲";
            own[Key(7)] = School(7);
            own.Remove(Key(4));
            var found = await Reconcile();
            Same((Key(2), Key(7), Key(4)), (found.Differing.Single(), found.Unknown.Single(), found.Missing.Single()));
            foreach (var key in found.Differing.Concat(found.Unknown))
                await Put(key);
            await foreach (var school in Schools().Where(s => found.Missing.Contains(s.SourceId!)))
                await efs.DeleteSchoolAsync(school.Id, $"\"{school.Version}\"");
            found = await Reconcile();
            Same(0, found.Differing.Count + found.Unknown.Count + found.Missing.Count);
        }
    );
    await Step(
        "the feed holds the changes of the night from the last cursor, each once, and says when a cursor is too old",
        async () =>
        {
            var changes = await efs.ReadChangesAsync(cursor).SelectMany(page => page.Items).ToListAsync();
            Same("1 2 3 4 5 6 7", Numbers(FeedOperation.Create));
            Same(("2", "4"), (Numbers(FeedOperation.Update), Numbers(FeedOperation.Delete)));
            service.OldCursor = true;
            try
            {
                await efs.ReadChangesAsync(cursor).FirstAsync();
                throw new InvalidOperationException("an old cursor was taken");
            }
            catch (ChangesTooOldException) { }

            string Numbers(FeedOperation operation) =>
                string.Join(' ', changes.Where(c => c.Operation == operation).Select(c => c.SourceId!.Replace(Key(""), "")).Order());
        }
    );
    await Step(
        "an export holds the register of one moment, and the feed goes on from it",
        async () =>
        {
            using var export = await efs.ReadExportAsync<School>("schools", "regionCode=74");
            var keys = await export
                .Records.Select(s => s.SourceId!)
                .Where(k => k.StartsWith(Key(""), StringComparison.Ordinal))
                .ToListAsync();
            Same(string.Join(' ', own.Keys.Order()), string.Join(' ', keys.Order()));
            Same(0, await efs.ReadChangesAsync(export.ConsistentThrough).SelectMany(page => page.Items).CountAsync());
        }
    );
    await Step(
        "an unknown member and an unknown value in an answer are taken",
        async () =>
        {
            service.LaterYear = true;
            var grown = await efs.GetSchoolAsync(branchId);
            Same(("castle", "red"), (grown.Kind, $"{grown.AdditionalProperties["colour"]}"));
        }
    );
    await Step(
        "the signature of the specification's example is verified, a forged or an old one refused",
        () =>
        {
            const string Signatures = "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
            var sent = DateTimeOffset.FromUnixTimeSeconds(1614265330);
            bool IsGenuine(string body, DateTimeOffset now) =>
                WebhookSignature.IsGenuine(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    "1614265330",
                    Signatures,
                    Encoding.UTF8.GetBytes(body),
                    ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
                    now
                );
            Same(true, IsGenuine("""{"test": 2432232314}""", sent));
            Same(false, IsGenuine("""{"test": 2432232314} """, sent));
            Same(false, IsGenuine("""{"test": 2432232314}""", sent.AddSeconds(301)));
            return Task.CompletedTask;
        }
    );
    if (args.Contains("--webhooks"))
        await Step("a webhook arrives with a genuine signature", ReceiveWebhook);
    return 0;
}
catch (Exception surprise)
{
    Console.WriteLine($"FAILED  C#: {title}\n{surprise}");
    return 1;
}

async Task ReceiveWebhook()
{
    using var probe = new TcpListener(IPAddress.Loopback, 0);
    probe.Start();
    var target = $"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}/efs/";
    probe.Stop();
    using var receiver = new HttpListener();
    receiver.Prefixes.Add(target);
    receiver.Start();
    var made = await efs.CreateSubscriptionAsync(
        new()
        {
            Target = new(target),
            Resources = ["schools"],
            Regions = ["74"],
        }
    );
    own[Key(1)].ShortName = "Школа № 1";
    await Put(Key(1));

    var delivery = await receiver.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(30));
    using var body = new MemoryStream();
    await delivery.Request.InputStream.CopyToAsync(body);
    delivery.Response.StatusCode = 204;
    delivery.Response.Close();
    bool IsGenuine(string secret) =>
        WebhookSignature.IsGenuine(
            delivery.Request.Headers["webhook-id"],
            delivery.Request.Headers["webhook-timestamp"],
            delivery.Request.Headers["webhook-signature"],
            body.ToArray(),
            [secret]
        );
    Same(true, IsGenuine(made.Secret.Secret));
    Same(false, IsGenuine("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    var events = JsonDocument.Parse(body.ToArray()).RootElement.EnumerateArray().ToList();
    Same(Key(1), events.Single().GetProperty("data").GetProperty("sourceId").GetString());
    await efs.DeleteSubscriptionAsync(made.Subscription.Id, $"\"{made.Subscription.Version}\"");
}

IAsyncEnumerable<School> Schools() =>
    EfsClient.ReadAllAsync(
        (next, token) => efs.ListSchoolsAsync(regionCode: "74", limit: 3, cursor: next, cancellationToken: token),
        page => page.Items,
        page => page.Next
    );

Task<School> Put(string key) => efs.UpsertSchoolAsync("74", key, own[key]);

Task<ReconciliationResult> Reconcile() =>
    efs.ReconcileAsync(
        new()
        {
            Resource = "schools",
            RegionCode = "74",
            Range = new() { After = Key(""), Through = Key("~") },
            Pairs = [.. own.Select(pair => new ReconciliationItem { SourceId = pair.Key, Hash = ReconciliationHash.Of(pair.Value) })],
        }
    );

async Task Step(string what, Func<Task> act)
{
    title = what;
    await act();
    Console.WriteLine($"passed  C#: {what}");
}

static void Same<T>(T expected, T actual)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
        throw new InvalidOperationException($"{actual} should be {expected}");
}

static string Key(object number) => $"csharp-{number}";

static SchoolFields School(int number) =>
    new()
    {
        RegionCode = "74",
        SourceId = Key(number),
        Kind = "general",
        FullName = $"Школа ночной выгрузки № {number}",
        Levels = ["noo"],
        IsRural = false,
    };
