using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;

namespace Efs.Bench;

/// <summary>A request of a writer and its answer; status 0 stands for none.</summary>
internal sealed record Write(
    DateTime At,
    string Resource,
    string Key,
    int Attempt,
    int Status,
    string? Code,
    bool HasRetryAfter,
    int Version,
    int Ms
)
{
    public bool IsAcknowledged => Status is 200 or 201;

    /// <summary>Whether it may have been carried out nevertheless; a balancer's own answer has no code.</summary>
    public bool IsUnknown => Status == 0 || Code == "service.outcome-unknown" || (Status >= 500 && Code is null);
}

/// <summary>
/// Clients that write their records one after another, a new one and a changed one in turn, and remember what was acknowledged.
/// Each attempt's document names the attempt, so the register tells which of them were carried out.
/// </summary>
internal sealed class Writers(HttpClient client, string file)
{
    private const string Region = "74";
    private const int PeopleOfWriter = 2000; // with a number; the others have none

    // Runs do not share keys or people.
    private readonly long run = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>Writes for so long, or until told to end (SIGTERM); tells what was answered.</summary>
    public async Task Run(int writers, TimeSpan time)
    {
        using var ending = new Termination();
        ending.CancelAfter(time);
        using (var journal = new Journal(file))
            await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Write(writer, journal, ending.Token)));
        var written = Journal.Read<Write>(file).ToList();
        var acknowledged = written.Where(w => w.IsAcknowledged).Select(w => w.At).Order().ToList();
        Console.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    Requests = written.Count,
                    Acknowledged = acknowledged.Count,
                    Unknown = written.Count(w => w.IsUnknown),
                    Failed = written.Count(w => !w.IsAcknowledged && w is not { Status: 503, HasRetryAfter: true }),
                    Answers = written.CountBy(w => $"{w.Status} {w.Code}".TrimEnd()).ToDictionary(),
                    LongestMs = written.Select(w => w.Ms).DefaultIfEmpty().Max(),
                    LongestPauseMs = (int)
                        acknowledged.Zip(acknowledged.Skip(1), (a, b) => (b - a).TotalMilliseconds).DefaultIfEmpty().Max(),
                },
                Json.Options
            )
        );
    }

    private async Task Write(int writer, Journal journal, CancellationToken ending)
    {
        var attempts = new List<int>(); // how many each of its records has had
        for (var turn = 0; !ending.IsCancellationRequested; turn++)
        {
            if (turn % 2 == 0)
                attempts.Add(0);
            var record = turn % 2 == 0 ? attempts.Count - 1 : Random.Shared.Next(attempts.Count);
            var write = await Send(writer, record, ++attempts[record]);
            journal.Add(write);
            if (!write.IsAcknowledged)
                await Task.Delay(100, CancellationToken.None);
        }
    }

    // Every other writer writes educators: those have encrypted data, persons, child tables and an audit.
    private async Task<Write> Send(int writer, int record, int attempt)
    {
        var resource = writer % 2 == 0 ? "schools" : "educators";
        var key = $"{run}-{writer}-{record}";
        var document = resource == "schools" ? School(attempt) : Educator(writer, record, attempt);
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await client.PutAsJsonAsync($"/v1/{resource}/by-source/{Region}/{key}", document, Json.Options);
            var isOurs = answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
            var body = isOurs ? await answer.Content.ReadFromJsonAsync<JsonObject>() : null; // a balancer answers HTML
            var code = ((string?)body?["type"])?.Split(':')[^1];
            return Answered((int)answer.StatusCode, code, answer.Headers.RetryAfter is not null, (int?)body?["version"] ?? 0);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            return Answered(0, fault.GetType().Name, false, 0);
        }

        Write Answered(int status, string? code, bool hasRetryAfter, int version) =>
            new(
                DateTime.UtcNow,
                resource,
                key,
                attempt,
                status,
                code,
                hasRetryAfter,
                version,
                (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds
            );
    }

    private static object School(int attempt) =>
        new
        {
            RegionCode = Region,
            Kind = "general",
            FullName = $"Школа № {attempt}",
            Levels = new[] { "noo", "ooo" },
            IsRural = false,
        };

    private object Educator(int writer, int record, int attempt) =>
        new
        {
            RegionCode = Region,
            LastName = "Скворцова",
            FirstName = "Мария",
            Gender = "female",
            BirthDate = "1985-04-12",
            Snils = record < PeopleOfWriter
                ? Territory.SnilsOf(900_000_000 + (((run * 64) + writer) * PeopleOfWriter % 99_000_000) + record)
                : null,
            Email = string.Create(CultureInfo.InvariantCulture, $"{attempt}@example.ru"),
            Categories = new[] { new { Kind = "first", GrantedOn = new DateOnly(2024, 1, 1).AddDays(attempt % 300) } },
            LegalBasis = new { Kind = "contract" },
        };
}
