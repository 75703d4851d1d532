using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Npgsql;

namespace Efs.Api.Tests.Architecture;

public sealed partial class ErrorsTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly Catalogue catalogue = new(typeof(App).Assembly);
    private static readonly IReadOnlyList<(FieldInfo Field, Rule Rule)> rules = [.. StaticsOf<Rule>(typeof(App).Assembly)];

    // Constraints that no document of a client can break, and why.
    private static readonly Dictionary<string, string> unbreakable = new(OfRegistries())
    {
        ["person_pkey"] = "ids are made by the service",
        ["client_secret_pkey"] = "ids are made by the service",
        ["signing_key_pkey"] = "ids are made by the service",
        ["person_snils_hash_key"] = "a person that is there already is taken: ON CONFLICT",
        ["employment_pkey"] = "the place in the document; put by ON CONFLICT",
        ["category_pkey"] = "the place in the document; put by ON CONFLICT",
        ["employment_educator_id_fkey"] = "written by the statement that writes the educator, and goes with them",
        ["category_educator_id_fkey"] = "written by the statement that writes the educator, and goes with them",
        ["client_secret_client_id_fkey"] = "written while its client is held, and clients stay",
        ["step_pkey"] = "ids are made by the service",
        ["certificate_owner_key"] = "holds the id, which is made by the service",
        ["diagnostic_owner_key"] = "holds the id, which is made by the service",
        ["diagnostic_version_pkey"] = "the version that is just corrected, held meanwhile",
        ["diagnostic_version_diagnostic_id_fkey"] = "written while its diagnostic is held, and goes with it",
        ["step_key_key"] = "the rule repeated-item of steps; put by ON CONFLICT",
        ["step_trajectory_id_fkey"] = "written by the statement that writes the trajectory, and goes with it",
        ["transition_pkey"] = "counted while its trajectory is held",
        ["transition_trajectory_id_fkey"] = "written while its trajectory is held, and goes with it",
        ["measure_pkey"] = "the rule repeated-item of measures; put by ON CONFLICT",
        ["measure_road_map_id_fkey"] = "written by the statement that writes the road map, and goes with it",
        ["team_member_pkey"] = "ids are made by the service",
        ["team_member_key_key"] = "the rule repeated-item of a team; put by ON CONFLICT",
        ["team_member_project_id_fkey"] = "written by the statement that writes the project, and goes with it",
        ["project_organisation_pkey"] = "the place in the document; put by ON CONFLICT",
        ["project_organisation_project_id_fkey"] = "written by the statement that writes the project, and goes with it",
        ["transition_project_id_fkey"] = "written while its project is held, and goes with it",
        ["event_organisation_pkey"] = "the place in the document; put by ON CONFLICT",
        ["event_organisation_event_id_fkey"] = "written by the statement that writes the event, and goes with it",
        ["event_site_pkey"] = "the rule repeated-item of sites; put by ON CONFLICT",
        ["event_site_event_id_fkey"] = "written by the statement that writes the event, and goes with it",
        ["event_outcome_pkey"] = "the place in the document; put by ON CONFLICT",
        ["event_outcome_event_id_fkey"] = "written by the statement that writes the event, and goes with it",
        ["event_transition_pkey"] = "counted while its event is held",
        ["event_transition_event_id_fkey"] = "written while its event is held, and goes with it",
        ["registration_member_pkey"] = "ids are made by the service",
        ["registration_member_key_key"] = "the rule repeated-item of members; put by ON CONFLICT",
        ["registration_member_registration_id_fkey"] = "written by the statement that writes the registration, and goes with it",
        ["registration_transition_pkey"] = "counted while the lock of the event is held",
        ["registration_transition_registration_id_fkey"] = "written while the lock of the event is held, and goes with it",
        ["growth_point_figure_pkey"] = "the place in the document; put by ON CONFLICT",
        ["growth_point_figure_growth_point_id_fkey"] = "written by the statement that writes the centre, and goes with it",
        ["partner_school_pkey"] = "one of a partnership: ON CONFLICT",
        ["contest_transition_pkey"] = "counted while its contest is held",
        ["contest_transition_contest_id_fkey"] =
            "written while its contest is held; only a planned contest, without transitions, is deleted",
        ["applicant_pkey"] = "ids are made by the service",
        ["applicant_key_key"] = "the rule repeated-item of members; put by ON CONFLICT",
        ["applicant_application_id_fkey"] = "written by the statement that writes the application, and goes with it",
        ["entrant_pkey"] = "the rule entered-already, checked while the lock of the contest is held",
        ["entrant_application_id_fkey"] = "written while the application is held; a draft, which alone is deleted, has none",
        ["application_transition_pkey"] = "counted while the application is held",
        ["application_transition_application_id_fkey"] = "written while the application is held, and goes with it",
        ["marathon_route_pkey"] = "taken by ON CONFLICT",
        ["marathon_route_application_id_fkey"] = "written while its application is held",
        ["task_completion_pkey"] = "taken by ON CONFLICT",
        ["task_completion_application_id_fkey"] = "written for applications that were read under the contest's lock, and are not deleted",
        ["stage_result_pkey"] = "put by ON CONFLICT",
        ["stage_result_application_id_fkey"] = "only admitted applications have results, and they are not deleted",
        ["appeal_pkey"] = "counted while the lock of the contest is held",
        ["appeal_result_fkey"] = "an appeal is written from the result, which is not deleted",
        ["community_member_pkey"] = "ids are made by the service",
        ["community_member_key_key"] = "the rule repeated-item of members; put by ON CONFLICT",
        ["community_member_community_id_fkey"] = "written by the statement that writes the community, and goes with it",
        ["expert_answer_pkey"] = "counted while the request is held",
        ["expert_answer_request_id_fkey"] = "written while the request is held; one that was answered is not deleted",
        ["closed_period_pkey"] = "ids are made by the service",
        ["closed_period_region_code_fkey"] = "the rule of regionCode knows every region; none is ever deleted",
        ["closed_period_reopened_check"] = "said by the service",
        ["frozen_value_pkey"] = "one version of each indicator is counted, for a closing that is just made",
        ["frozen_value_closed_period_id_fkey"] = "written by the transaction that closes the period, and closings stay",
        ["employment_workplace_check"] = "the rule exactly-one of an employment",
        ["client_reach_check"] = "the rule not-with of a client",
        ["commit_pkey"] = "the position is taken while the region's lock is held",
        ["change_pkey"] = "one change of a record in a transaction: ON CONFLICT",
        ["change_ordinal_key"] = "counted within the transaction",
        ["change_operation_check"] = "said by the triggers",
        ["import_pkey"] = "ids are made by the service",
        ["import_region_code_fkey"] = "the rule of regionCode knows every region; none is ever deleted",
        ["import_state_check"] = "said by the service",
        ["import_running_key"] = "keeps two instances from taking up imports of one resource at the same moment",
        ["import_batch_pkey"] = "counted by the import's worker, which the import's row proves",
        ["import_batch_import_id_fkey"] = "written by the transaction that moves the import on, and goes with it",
        ["subscription_pkey"] = "ids are made by the service",
        ["subscription_client_fkey"] = "the client is the caller, and clients stay",
        ["subscription_secret_pkey"] = "ids are made by the service",
        ["subscription_secret_subscription_id_fkey"] = "written while its subscription is held, and goes with it",
        ["delivery_pkey"] = "counted under the subscription's lease",
        ["delivery_subscription_id_fkey"] = "written by the statement that finds the subscription, and goes with it",
    };

    private static IEnumerable<KeyValuePair<string, string>> OfRegistries() =>
        from resource in ResourceCatalogue.All
        let table = resource.Table.Split('.')[1]
        from constraint in new (string Name, string Why)[]
        {
            ($"{table}_pkey", "ids are made by the service"),
            ($"{table}_region_code_fkey", "the rule of regionCode knows every region; none is ever deleted"),
        }
        select KeyValuePair.Create(constraint.Name, constraint.Why);

    [Theory]
    [InlineData("openapi/errors.md", "ru")]
    [InlineData("openapi/errors.en.md", "en")]
    public void The_written_list_of_errors_is_the_catalogue_and_the_rules(string path, string language) =>
        Generated.IsTrue(path, Written(language == "ru" ? Language.Ru : Language.En));

    [Fact]
    public void Every_status_of_an_error_says_what_to_do() =>
        Found.Nothing(catalogue.All.Where(e => advice.Count(a => a.Statuses.Contains(e.Status)) != 1).Select(e => $"{e.Code} {e.Status}"));

    [Fact]
    public void A_change_of_the_list_is_noticed() =>
        Assert.Contains(
            "EFS_WRITE=1 ./test.sh",
            Generated.Difference(
                "openapi/errors.md",
                Written(default),
                Written(default).Replace("| 409 |", "| 410 |", StringComparison.Ordinal)
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Codes_are_unique_names_in_kebab_case() =>
        Found.Nothing(Misnamed(catalogue.All.Select(e => e.Code), rules.Select(r => r.Rule.Code)));

    [Fact]
    public void A_wrong_code_is_caught() =>
        Assert.Equal(
            ["a.b", "b-c", "Educators.x", "educators", "educators.two_words", "x.y.z", "-x", "Required", "to.o"],
            Misnamed(
                ["a.b", "a.b", "Educators.x", "educators", "educators.two_words", "x.y.z", "a.b-c1"],
                ["b-c", "b-c", "-x", "Required", "to.o", "required"]
            )
        );

    [Fact]
    public void Both_languages_say_something_and_take_the_same_values() =>
        Assert.DoesNotContain(
            catalogue.All.Select(e => e.Title).Concat(rules.Select(r => new LocalizedText(r.Rule.Ru, r.Rule.En))),
            IsLopsided
        );

    [Fact]
    public void A_text_that_says_something_in_one_language_only_is_caught()
    {
        Assert.True(IsLopsided(new("", "Something")));
        Assert.True(IsLopsided(new("от {0} до {1}", "from {0}")));
        Assert.True(IsLopsided(new("Something", "Something")));
        Assert.False(IsLopsided(new("от {0}", "from {0}")));
    }

    [Fact]
    public void Every_error_and_every_rule_is_raised_somewhere()
    {
        var raised = Raised(typeof(App).Assembly);
        Found.Nothing(
            StaticsOf<Error>(typeof(App).Assembly)
                .Where(e => e.Value.Constraint is null && !IsRaised(raised, e.Field))
                .Select(e => e.Value.Code)
        );
        Found.Nothing(rules.Where(r => !IsRaised(raised, r.Field)).Select(r => r.Rule.Code));
    }

    [Fact]
    public void An_error_that_nothing_raises_is_caught()
    {
        var raised = Raised(typeof(ErrorsTests).Assembly);
        Assert.Equal(
            [nameof(Trespassers.Forgotten)],
            StaticsOf<Error>(typeof(ErrorsTests).Assembly).Where(e => !IsRaised(raised, e.Field)).Select(e => e.Field.Name)
        );
    }

    [Fact]
    public async Task Every_constraint_of_the_catalogue_is_in_the_schema_once() =>
        Found.Nothing(Strangers(catalogue.ByConstraint.Keys, await Constraints()));

    [Fact]
    public async Task A_constraint_that_is_not_in_the_schema_is_caught() =>
        Assert.Equal(
            ["school_roof_key", "twice_key"],
            Strangers(["school_source_id_key", "school_roof_key", "twice_key"], [.. await Constraints(), "twice_key", "twice_key"])
        );

    [Fact]
    public async Task Every_constraint_that_a_client_can_break_is_an_error_of_the_catalogue() =>
        Found.Nothing(Unnamed(await Constraints(), catalogue.ByConstraint.Keys));

    [Fact]
    public async Task A_constraint_without_an_error_is_caught() =>
        Assert.Equal(["school_roof_key"], Unnamed([.. await Constraints(), "school_roof_key"], catalogue.ByConstraint.Keys));

    [Fact]
    public async Task Every_exception_is_a_constraint_of_the_schema_and_no_error() =>
        Assert.Equal(unbreakable.Keys.Order(), (await Constraints()).Except(catalogue.ByConstraint.Keys).Order());

    private static IEnumerable<string> Strangers(IEnumerable<string> named, IReadOnlyList<string> constraints) =>
        named.Where(name => constraints.Count(c => c == name) != 1);

    private static IEnumerable<string> Unnamed(IEnumerable<string> constraints, IEnumerable<string> named) =>
        constraints.Except(named).Except(unbreakable.Keys);

    private static IEnumerable<string> Misnamed(IEnumerable<string> errors, IEnumerable<string> faults)
    {
        var (all, kinds) = (errors.ToList(), faults.ToList());
        foreach (var twice in all.Concat(kinds).GroupBy(c => c).Where(g => g.Count() > 1))
            yield return twice.Key;
        foreach (var error in all.Where(e => !ErrorCode().IsMatch(e)))
            yield return error;
        foreach (var kind in kinds.Where(k => !FaultCode().IsMatch(k)))
            yield return kind;
    }

    private static bool IsLopsided(LocalizedText text) =>
        text.Ru.Length == 0
        || text.En.Length == 0
        || !Value().Matches(text.Ru).Select(m => m.Value).Order().SequenceEqual(Value().Matches(text.En).Select(m => m.Value).Order())
        || !text.Ru.Any(c => c is >= 'А' and <= 'я') && text.Ru.Any(char.IsLetter);

    private static HashSet<(Type, string)> Raised(Assembly assembly) =>
        [
            .. from type in assembly.GetTypes()
            from method in Uses.Methods(type)
            from instruction in Uses.Instructions(method)
            where instruction.OpCode == OpCodes.Ldsfld
            let field = (FieldReference)instruction.Operand
            select (Uses.Resolve(field.DeclaringType), field.Name),
        ];

    private static bool IsRaised(HashSet<(Type, string)> raised, FieldInfo field) => raised.Contains((field.DeclaringType!, field.Name));

    private static IEnumerable<(FieldInfo Field, T Value)> StaticsOf<T>(Assembly assembly)
        where T : class =>
        from type in assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.FieldType == typeof(T)
        select (field, (T)field.GetValue(null)!);

    private async Task<IReadOnlyList<string>> Constraints()
    {
        await using var command = efs.Owner.CreateCommand(
            """
            SELECT conname FROM pg_constraint
            WHERE connamespace::regnamespace::text IN ('institutes', 'schools', 'educators', 'programs', 'trajectories', 'projects',
                'events', 'school_development', 'contests', 'analytics', 'change_feed', 'imports', 'webhooks', 'security')
              AND contype IN ('p', 'u', 'f', 'c', 'x') AND conrelid <> 0
            UNION ALL -- a unique index with a condition is no constraint, and refuses like one
            SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE c.relnamespace::regnamespace::text IN ('institutes', 'schools', 'educators', 'programs', 'trajectories', 'projects',
                'events', 'school_development', 'contests', 'analytics', 'change_feed', 'imports', 'webhooks', 'security')
              AND i.indisunique AND i.indpred IS NOT NULL
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    // What a client does after an error of these statuses, and whether it repeats the request as it is.
    private static readonly (int[] Statuses, LocalizedText WhatToDo, LocalizedText IsRepeated)[] advice =
    [
        ([400, 405, 406, 413, 415, 422, 431], new("исправить запрос", "correct the request"), no),
        ([401], new("получить новый токен", "get a new token"), new("с новым токеном", "with the new token")),
        ([403], new("попросить право или регион у администратора", "ask the administrator for the scope or the region"), no),
        ([404], new("проверить адрес и идентификатор", "check the address and the id"), no),
        ([408], new("отправить тело запроса быстрее", "send the request body faster"), yes),
        (
            [409],
            new(
                "устранить противоречие, которое называет ошибка; `recordId` — запись, у которой этот ключ уже есть",
                "resolve the conflict that the error names; `recordId` is the record that has the key already"
            ),
            no
        ),
        ([410], new("начать чтение ленты заново", "start reading the feed anew"), no),
        ([412, 428], new("прочитать запись", "read the record"), new("с её версией в `If-Match`", "with its version in `If-Match`")),
        (
            [429, 503],
            new("подождать, сколько указано в `Retry-After`", "wait as long as `Retry-After` says"),
            new(
                "да; запись — с тем же `Idempotency-Key` или по ключу владельца",
                "yes; a write with the same `Idempotency-Key` or by the owner's key"
            )
        ),
        ([500], new("сообщить `traceId` поддержке", "tell support the `traceId`"), no),
    ];

    private static LocalizedText no => new("нет", "no");

    private static LocalizedText yes => new("да", "yes");

    private static string Written(Language language)
    {
        var text = new StringBuilder(new LocalizedText(
                """
                # Ошибки

                Каждый ответ от 400 — `application/problem+json` (RFC 9457); `type` — `urn:efs:error:` и код. `title` — на русском или на
                английском, по `Accept-Language`. Коды не меняются.

                ## Что делать

                | Статус | Что делать | Повторять ли |
                |---|---|---|

                """,
                """
                # Errors

                Every response from 400 up is `application/problem+json` (RFC 9457); its `type` is `urn:efs:error:` and the code. `title` is
                Russian or English, by `Accept-Language`. Codes never change.

                ## What to do

                | Status | What to do | Repeat it |
                |---|---|---|

                """
            ).In(language).ReplaceLineEndings("\n"));
        foreach (var (statuses, whatToDo, isRepeated) in advice)
            text.Append(null, $"| {string.Join(", ", statuses)} | {whatToDo.In(language)} | {isRepeated.In(language)} |\n");
        text.Append(new LocalizedText(
                """

                ## Коды ошибок

                | Код | Статус | Что означает |
                |---|---|---|

                """,
                """

                ## Codes of errors

                | Code | Status | What it means |
                |---|---|---|

                """
            ).In(language).ReplaceLineEndings("\n"));
        foreach (var error in catalogue.All.OrderBy(e => e.Code, StringComparer.Ordinal))
            text.Append(null, $"| `{error.Code}` | {error.Status} | {Cell(error.Title.In(language))} |\n");
        text.Append(new LocalizedText(
                """

                ## Нарушения

                Что не так в одном месте: `errors[].code` рядом с JSON Pointer в теле (`pointer`) или именем параметра (`parameter`). Все
                нарушения запроса приходят сразу, не больше 100. `{0}`, `{1}` — то, что здесь допустимо; само значение не повторяется. Если
                ошибка всегда относится к одному полю, её нарушение имеет код, который стоит в её коде после точки.

                | Код | Что означает |
                |---|---|

                """,
                """

                ## Faults

                What is wrong in one place: `errors[].code`, beside a JSON Pointer into the body (`pointer`) or the name of a parameter
                (`parameter`). All faults of a request come at once, at most 100. `{0}`, `{1}` stand for what the place allows; a message
                never repeats the value. An error that always lies with one member carries one fault, whose code is what follows its dot.

                | Code | What it means |
                |---|---|

                """
            ).In(language).ReplaceLineEndings("\n"));
        foreach (var (_, rule) in rules.OrderBy(r => r.Rule.Code, StringComparer.Ordinal))
            text.Append(null, $"| `{rule.Code}` | {Cell(language == Language.Ru ? rule.Ru : rule.En)} |\n");
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex FaultCode();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Value();

    private static class Trespassers
    {
        public static readonly Error Forgotten = new("trespassing.forgotten", 400, "Забыта", "Forgotten");
    }
}
