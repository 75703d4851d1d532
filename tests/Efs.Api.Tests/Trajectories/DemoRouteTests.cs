using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Efs.Local;

namespace Efs.Api.Tests.Trajectories;

/// <summary>On the demo data, the whole way of one educator: from the first diagnostic to what the route has changed.</summary>
public sealed class DemoRouteTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task From_three_deficits_to_one()
    {
        await Demo.Fill(efs.Services);
        var (educator, institute, methodist, instrument) = (
            await By("educators", "ivanova-m"),
            await By("institutes", "cnppm"),
            await By("methodists", "methodist-lebedev"),
            await By("instruments", "instrument-mathematics")
        );
        var growth = $"/v1/educators/{educator}";

        // Three deficits, and what would close them.
        var primary = await efs.Region74.Create("/v1/diagnostics", Diagnostic("primary", "2026-09-10", 20, 8, 9));
        Assert.Equal(
            ["subject_mathematics", "methodical_assessment", "methodical_lesson_design"],
            Codes(await efs.Region74.GetJson($"{growth}/deficits?isOpen=true"))
        );
        var proposed = await efs.Region74.GetJson($"{growth}/recommendations");
        Assert.Equal(("exact", 76), ((string)proposed["plan"]!["method"]!, (int)proposed["plan"]!["hours"]!));
        Assert.Equal(
            ["methodical_assessment", "methodical_lesson_design", "subject_mathematics"],
            proposed["plan"]!["covered"]!.AsArray().Select(c => (string)c!)
        );
        Assert.Contains(proposed["methodists"]!.AsArray(), m => (Guid)m!["methodistId"]! == methodist);

        // The route that follows from the plan.
        var planned = proposed["plan"]!["programs"]!
            .AsArray()
            .Select((p, i) => Documents.Step($"{i}", kind: "program").With("programId", p!.DeepClone()))
            .ToArray();
        var route = await efs.Region74.Create(
            "/v1/trajectories",
            Documents
                .Trajectory(educator, institute, steps: [.. planned, Documents.Step("урок"), Documents.Step("мастер-класс", kind: "event")])
                .With("methodistId", methodist)
                .With("diagnosticId", primary.Id())
                .With("plannedFrom", "2026-09-15")
                .With("plannedTo", "2026-12-25")
        );
        var (path, steps) = ($"/v1/trajectories/{route.Id()}", route["steps"]!.AsArray().Select(s => (Guid)s!["id"]!).ToList());
        await Move(
            path,
            new()
            {
                ["to"] = "agreed",
                ["agreement"] = new JsonObject { ["agreedOn"] = "2026-09-14", ["channel"] = "account" },
            }
        );
        await Move(path, new() { ["to"] = "active" });

        // One step is returned and submitted again, one is waived.
        await Step(0, "submitted");
        await Step(0, "returned", "Приложите итоговую работу");
        await Step(0, "submitted");
        await Step(0, "accepted");
        for (var i = 1; i < steps.Count - 1; i++)
        {
            await Step(i, "submitted");
            await Step(i, "accepted");
        }
        var completed = new JsonObject
        {
            ["to"] = "completed",
            ["completion"] = new JsonObject
            {
                ["mark"] = 5,
                ["bestMark"] = 5,
                ["comment"] = "Маршрут помог",
            },
        };
        Assert.Equal(
            ["/to step-open"],
            await (await efs.Region74.SendJson("POST", $"{path}/transitions", completed)).ReadErrors(422, "trajectories.unfinished")
        );
        await Step(steps.Count - 1, "waived", "Отменён организатором");
        await Move(path, completed);

        // The repeated diagnostic closes two deficits and keeps one.
        var repeated = await efs.Region74.Create("/v1/diagnostics", Diagnostic("repeated", "2026-11-20", 31, 14, 11));
        var state = await (
            await efs.Region74.SendJson(
                "PUT",
                $"{path}/repeated-diagnostic",
                new JsonObject { ["diagnosticId"] = repeated.Id() },
                ("If-Match", "*")
            )
        ).ReadJson(200);
        Assert.Equal(
            [
                "methodical_assessment 30 closed",
                "methodical_lesson_design 10 kept",
                "psychological_motivation 0 ",
                "subject_mathematics 27.5 closed",
            ],
            state["outcome"]!["competences"]!.AsArray().Select(c => $"{c!["competenceCode"]} {c["gain"]} {c["deficit"]}")
        );
        Assert.Equal(["methodical_lesson_design"], Codes(await efs.Region74.GetJson($"{growth}/deficits?isOpen=true")));
        Assert.Equal(
            ["subject_mathematics", "methodical_assessment"],
            Codes(await efs.Region74.GetJson($"{growth}/deficits?isOpen=false"))
        );

        // Growth tells it all, and so does the page to print.
        var grown = await efs.Region74.GetJson($"{growth}/growth");
        var happened = grown["timeline"]!.AsArray().Select(e => $"{e!["kind"]} {e["what"]}").ToList();
        Assert.Equal(
            [
                "trajectory draft",
                "trajectory agreed",
                "trajectory active",
                "step submitted",
                "step returned",
                "step submitted",
                "step accepted",
            ],
            happened
                .Where(h => h.StartsWith("trajectory", StringComparison.Ordinal) || h.StartsWith("step", StringComparison.Ordinal))
                .Take(7)
        );
        Assert.Equal(
            (3, 2),
            (
                happened.Count(h => h.StartsWith("deficit_opened", StringComparison.Ordinal)),
                happened.Count(h => h.StartsWith("deficit_closed", StringComparison.Ordinal))
            )
        );
        Assert.Equal(["step waived", "trajectory completed"], happened[^2..]);
        Assert.Equal([30m, 10m, 0m, 27.5m], grown["competences"]!.AsArray().Select(c => (decimal)c!["change"]!));
        var page = await Printed(
            path,
            "<title>Индивидуальный образовательный маршрут — Иванова Мария Сергеевна — ",
            "<main>",
            "<meta name=\"viewport\"",
            "Педагог: Иванова Мария Сергеевна",
            "Методист: Лебедев Игорь Станиславович",
            "учитель (",
            $"Документ {path.Split('/')[^1]}, версия",
            "клиентом «",
            "Лебедев Игорь Станиславович",
            "Шаг мастер-класс",
            "Оценивание образовательных результатов",
            "завершён",
            "снято",
            "14.09.2026",
            "+27,5",
            "сохранился"
        );
        Assert.Matches("принято [0-9]{2}[.][0-9]{2}[.][0-9]{4}", page); // as it is sent: no letter is a character reference

        JsonObject Diagnostic(string stage, string takenOn, decimal mathematics, decimal assessment, decimal design) =>
            Documents.Diagnostic(
                educator,
                instrument,
                stage,
                takenOn,
                ("subject_mathematics", mathematics),
                ("methodical_assessment", assessment),
                ("methodical_lesson_design", design),
                ("psychological_motivation", 9)
            );

        Task<JsonObject> Step(int step, string to, string? comment = null) =>
            efs.Region74.Create($"{path}/steps/{steps[step]}/transitions", new JsonObject { ["to"] = to }.With("comment", comment));
    }

    [Fact]
    public async Task What_a_caller_wrote_stands_on_the_page_as_text()
    {
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute().With("fullName", "<b>ЦНППМ</b>"));
        var route = await efs.Region74.Create(
            "/v1/trajectories",
            Documents
                .Trajectory(educator.Id(), institute.Id(), steps: Documents.Step("1").With("title", "</td><script>alert(1)</script>"))
                .With("goal", "\"><img src=x onerror=alert(1)>")
        );
        var page = await Printed(
            $"/v1/trajectories/{route.Id()}",
            "<b>ЦНППМ</b>",
            "</td><script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>"
        );
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_page_is_asked_for_as_one()
    {
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var trajectory = await efs.Region74.Create("/v1/trajectories", Documents.Trajectory(educator.Id(), institute.Id()));
        var path = $"/v1/trajectories/{trajectory.Id()}/document";
        await (await efs.Region74.SendJson("GET", path, (string?)null, ("Accept", "application/json"))).ReadErrors(
            406,
            "request.not-acceptable"
        );
        using var namesHidden = await efs.Client("no-names", ["trajectories:read"], "74");
        await (await namesHidden.GetAsync(path)).ReadErrors(403, "access.scope");
    }

    /// <summary>The page says all of this, and nothing in it runs.</summary>
    private async Task<string> Printed(string path, params string[] texts)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}/document")
        {
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/html") } },
        };
        using var response = await efs.Region74.SendAsync(request);
        Assert.Equal(
            ("text/html", "utf-8"),
            (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentType.CharSet)
        );
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await response.Body();
        var shown = System.Net.WebUtility.HtmlDecode(page);
        foreach (var text in texts)
            Assert.Contains(text, shown, StringComparison.Ordinal);
        return page;
    }

    private async Task<Guid> By(string registry, string sourceId) =>
        (Guid)(await efs.Region74.GetJson($"/v1/{registry}?regionCode=74&sourceId={sourceId}"))["items"]![0]!["id"]!;

    private Task<JsonObject> Move(string path, JsonObject move) => efs.Region74.Create($"{path}/transitions", move);

    private static IEnumerable<string> Codes(JsonObject deficits) =>
        deficits["items"]!.AsArray().Select(d => (string)d!["competenceCode"]!);
}
