using System.Text;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Platform.OpenApi;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Architecture;

/// <summary>The state machines as documents and the contract have them.</summary>
public sealed class StatesTests
{
    private static readonly IReadOnlyList<StateAttribute> machines =
    [
        .. typeof(App)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(StateAttribute)))
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => (StateAttribute)Activator.CreateInstance(t)!),
    ];

    private static readonly XmlDocumentation docs = new(typeof(App).Assembly);

    [Theory]
    [InlineData("openapi/states.md", "ru")]
    [InlineData("openapi/states.en.md", "en")]
    public void The_written_states_are_those_of_the_code(string path, string language) =>
        Generated.IsTrue(path, Written(language == "ru" ? Language.Ru : Language.En));

    [Fact]
    public void A_move_leads_to_a_state_of_its_machine_and_every_state_can_be_reached()
    {
        Assert.NotEmpty(machines);
        foreach (var machine in machines.Select(m => m.StateMachine))
        {
            var reached = new HashSet<string> { machine.States[0] };
            while (machine.States.Where(reached.Contains).SelectMany(machine.Next).Where(reached.Add).Any()) { }
            Assert.Equal(machine.States.Order(), reached.Order());
        }
    }

    private static string Written(Language language)
    {
        var text = new StringBuilder(new LocalizedText(
                """
                # Состояния

                Переход, которого здесь нет, отклоняется с кодом 422, а ошибка называет допустимые. В контракте переходы стоят как
                `x-transitions`.

                """,
                """
                # States

                A transition that is not listed here is refused with 422, and the error names those that are allowed. The contract has the
                transitions as `x-transitions`.

                """
            ).In(language).ReplaceLineEndings("\n"));
        foreach (var machine in machines)
        {
            var name = machine.GetType().Name[..^nameof(Attribute).Length];
            text.Append(null, $"\n## {Heading(name).In(language)} (`{name}`)\n\n");
            text.Append(
                new LocalizedText(
                    "| Состояние | Название | Следующее состояние |\n|---|---|---|\n",
                    "| State | In Russian | Next state |\n|---|---|---|\n"
                ).In(language)
            );
            foreach (var state in machine.StateMachine.States)
                text.Append(null, $"| {Row(machine, state, language)} |\n");
        }
        return text.ToString();
    }

    private static LocalizedText Heading(string name) =>
        name switch
        {
            "TrajectoryState" => new("Маршрут", "Trajectory"),
            "TrajectoryStepState" => new("Шаг маршрута", "Step of a trajectory"),
            "EventState" => new("Мероприятие", "Event"),
            "RegistrationState" => new("Заявка на мероприятие", "Registration for an event"),
            "ContestState" => new("Конкурс", "Contest"),
            "ApplicationState" => new("Конкурсная заявка", "Application for a contest"),
            "ExpertRequestState" => new("Запрос эксперта", "Request for an expert"),
            "AppealState" => new("Апелляция", "Appeal"),
            "ProjectState" => new("Проект регионального портфеля", "Project of a region's portfolio"),
            "PartnershipState" => new("Соглашение школ-побратимов", "Partnership of schools"),
            "SelfAssessmentState" => new("Самодиагностика школы", "Self-assessment of a school"),
            _ => throw new InvalidOperationException($"{name} has no heading"),
        };

    private static string Row(StateAttribute machine, string state, Language language)
    {
        var next = machine.StateMachine.Next(state);
        var russian = Regex.Match(docs.Of(machine.GetType()), $@"\b{state} \(([^)]+)\)").Groups[1].Value;
        Assert.NotEqual("", russian);
        return $"`{state}`{(state == machine.StateMachine.States[0] ? new LocalizedText(" (начальное)", " (initial)").In(language) : "")} | "
            + $"{russian} | "
            + (
                next.Count == 0
                    ? new LocalizedText("нет, это конечное", "none, it is final").In(language)
                    : $"`{string.Join("`, `", next)}`"
            );
    }
}
