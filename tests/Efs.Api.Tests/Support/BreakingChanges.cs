using System.Text.Json.Nodes;

namespace Efs.Api.Tests.Support;

/// <summary>
/// What a client made from the old contract may stumble over in the new one. What it sends must still be taken: so
/// requests may only become laxer; what it reads must still be there: so answers may only gain members and values.
/// </summary>
internal sealed class BreakingChanges
{
    private readonly ContractDocument old,
        @new;
    private readonly SortedSet<string> found = new(StringComparer.Ordinal);

    private BreakingChanges(ContractDocument old, ContractDocument @new) => (this.old, this.@new) = (old, @new);

    private enum Way
    {
        In,
        Out,
    }

    public static IReadOnlyCollection<string> Between(ContractDocument old, ContractDocument @new)
    {
        var changes = new BreakingChanges(old, @new);
        foreach (var operation in old.Operations)
            changes.Compare(operation);
        return changes.found;
    }

    private void Compare(ContractOperation before)
    {
        if (@new.Operations.SingleOrDefault(o => o.Path == before.Path && o.Method == before.Method) is not { } after)
        {
            found.Add($"{before} is gone");
            return;
        }
        if (before.Id != after.Id)
            found.Add($"{before} is called {after.Id} instead of {before.Id}");
        if (!after.IsOpen && (before.IsOpen || before.Scope != after.Scope) && after.Scope is not null)
            found.Add($"{before} needs the scope {after.Scope}");
        else if (before.IsOpen && !after.IsOpen)
            found.Add($"{before} needs a token");

        foreach (var parameter in before.Parameters)
            if (Same(after, parameter) is not { } kept)
                found.Add($"{before} {NameOf(parameter)} is gone");
            else
            {
                if (IsRequired(kept) && !IsRequired(parameter))
                    found.Add($"{before} {NameOf(parameter)} is required");
                Compare(parameter["schema"]!, kept["schema"]!, Way.In, $"{before} {NameOf(parameter)}", []);
            }
        foreach (var parameter in after.Parameters.Where(p => IsRequired(p) && Same(before, p) is null))
            found.Add($"{before} {NameOf(parameter)} is new and required");

        if (before.Content is null && after.Content is not null)
            found.Add($"{before} takes a body");
        Contents(before.Content, after.Content, Way.In, $"{before} body");
        foreach (var (status, response) in before.Responses)
            if (!after.Responses.TryGetValue(status, out var kept))
                found.Add($"{before} {status} is gone");
            else
            {
                Contents(response["content"]?.AsObject(), kept["content"]?.AsObject(), Way.Out, $"{before} {status}");
                foreach (var code in ContractOperation.CodesOf(response).Except(ContractOperation.CodesOf(kept)))
                    found.Add($"{before} {status} {code} is gone");
                foreach (var header in Names(response["headers"]).Except(Names(kept["headers"])))
                    found.Add($"{before} {status} header {header} is gone");
            }
    }

    private void Contents(JsonObject? before, JsonObject? after, Way way, string where)
    {
        foreach (var (type, content) in before ?? [])
            if (after?[type] is not { } kept)
                found.Add($"{where} {type} is gone");
            else
                Compare(content!["schema"]!, kept["schema"]!, way, where, []);
    }

    private void Compare(JsonNode beforeNode, JsonNode afterNode, Way way, string where, HashSet<JsonObject> seen)
    {
        var (before, after) = (old.Resolved(beforeNode), @new.Resolved(afterNode));
        if (!seen.Add(before))
            return;
        var (isNullBefore, isNullAfter) = (Lift(ref before, old), Lift(ref after, @new));

        var (types, typesNow) = (TypesOf(before, isNullBefore), TypesOf(after, isNullAfter));
        if ((way == Way.In ? types.Except(typesNow) : typesNow.Except(types)).Any())
            found.Add($"{where} is {string.Join(" or ", typesNow)} instead of {string.Join(" or ", types)}");
        if ((string?)before["format"] != (string?)after["format"] && (way == Way.Out || after["format"] is not null))
            found.Add($"{where} has another format");

        foreach (var value in Values(before).Except(Values(after)))
            if (ContractDocument.ValuesOf(after) is not null || way == Way.Out)
                found.Add($"{where} has lost the value {value}");
        if (ContractDocument.ValuesOf(before) is null && ContractDocument.ValuesOf(after) is not null && way == Way.In)
            found.Add($"{where} is now one of a list");
        if (before["enum"] is not null && after["enum"] is not null && way == Way.Out)
            foreach (var value in Values(after).Except(Values(before)))
                found.Add($"{where}, which never grows, has the new value {value}");

        if (way == Way.In && ContractDocument.ValuesOf(before) is null) // the limits of a list are its values
        {
            foreach (var limit in new[] { "maxLength", "maximum", "maxItems" })
                if (SchemaCheck.Number(after[limit]) is { } now && !(SchemaCheck.Number(before[limit]) <= now))
                    found.Add($"{where} {limit} is {now}");
            foreach (var limit in new[] { "minLength", "minimum" })
                if (SchemaCheck.Number(after[limit]) is { } now && !(SchemaCheck.Number(before[limit]) >= now))
                    found.Add($"{where} {limit} is {now}");
            if (after["pattern"] is { } pattern && (string?)before["pattern"] != (string?)pattern)
                found.Add($"{where} has the pattern {pattern}");
            if ((bool?)after["uniqueItems"] == true && (bool?)before["uniqueItems"] != true)
                found.Add($"{where} must not repeat items");
        }

        if (before["items"] is { } items && after["items"] is { } itemsNow)
            Compare(items, itemsNow, way, $"{where}[]", [.. seen]);
        var (members, membersNow) = (before["properties"]?.AsObject() ?? [], after["properties"]?.AsObject() ?? []);
        foreach (var (name, member) in members)
            if (membersNow[name] is not { } kept)
                found.Add($"{where}.{name} is gone");
            else
                Compare(member!, kept, way, $"{where}.{name}", [.. seen]);
        foreach (
            var name in way == Way.In
                ? Required(after).Except(Required(before))
                : Required(before).Except(Required(after)).Where(membersNow.ContainsKey)
        )
            found.Add($"{where}.{name} is {(way == Way.In ? "required" : "no longer always there")}");
    }

    // "One of this and null" is this, which may be null.
    private static bool Lift(ref JsonObject schema, ContractDocument document)
    {
        if (schema["oneOf"] is not JsonArray choices)
            return false;
        schema = document.Resolved(choices.First(c => (string?)c!["type"] != "null")!);
        return true;
    }

    private static IEnumerable<string> TypesOf(JsonObject schema, bool isNullable) =>
        [.. schema["type"] is { } type ? SchemaCheck.Types(type) : [], .. isNullable ? new[] { "null" } : []];

    private static JsonObject? Same(ContractOperation operation, JsonObject parameter) =>
        operation.Parameters.SingleOrDefault(p => NameOf(p) == NameOf(parameter));

    private static string NameOf(JsonObject parameter) => $"{parameter["in"]} {parameter["name"]}";

    private static bool IsRequired(JsonObject parameter) => (bool?)parameter["required"] == true;

    private static IEnumerable<string> Values(JsonObject schema) => (ContractDocument.ValuesOf(schema) ?? []).Select(v => v!.ToString());

    private static IEnumerable<string> Required(JsonObject schema) => (schema["required"]?.AsArray() ?? []).Select(v => (string)v!);

    private static IEnumerable<string> Names(JsonNode? node) => (node?.AsObject() ?? []).Select(n => n.Key);
}
