using System.Reflection;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Tests.Architecture;

/// <summary>
/// A statement of the program: the field that holds it (with its place, where the field holds several), its text, and the type of a row of
/// its answer.
/// </summary>
internal sealed record Statement(FieldInfo Field, string Name, string Text, Type? Row)
{
    /// <summary>The module, or the room above modules, that the statement belongs to.</summary>
    public string Room => Rooms.Of(Field.DeclaringType!);
}

/// <summary>Every statement of an assembly. The modules must have been added before: a statement may need what they register.</summary>
internal static partial class Statements
{
    public static IReadOnlyList<Statement> Of(Assembly assembly) =>
        [
            .. from type in assembly.GetTypes()
            where !type.ContainsGenericParameters
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where !field.IsLiteral
            from statement in In(field)
            select statement,
        ];

    public static IEnumerable<Statement> In(FieldInfo field)
    {
        var member = field.Name.Trim('<').Replace(">k__BackingField", "", StringComparison.Ordinal);
        var name = $"{field.DeclaringType!.FullName!["Efs.Api.".Length..]}.{member}";
        if (IsSql(field.FieldType))
            return
            [
                new(
                    field,
                    name,
                    TextOf(field.GetValue(null)!),
                    field.FieldType.IsGenericType ? field.FieldType.GetGenericArguments()[0] : null
                ),
            ];
        return field.GetValue(null) is IStatements several
            ? several.All.Select((s, i) => new Statement(field, $"{name}[{i}]", s.Text, s.Row))
            : [];
    }

    public static bool IsSql(Type type) => type == typeof(Sql) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Sql<>));

    /// <summary>Names of the parameters; a cast (<c>::</c>) and an array operator (<c>@&gt;</c>) are none.</summary>
    public static IEnumerable<string> Parameters(string text) => Parameter().Matches(text).Select(m => m.Groups[1].Value).Distinct();

    private static string TextOf(object sql) => (string)sql.GetType().GetProperty("Text")!.GetValue(sql)!;

    [GeneratedRegex(@"(?<![:@\w])@(\w+)")]
    private static partial Regex Parameter();
}

/// <summary>The rooms of the house, by namespace.</summary>
internal static class Rooms
{
    /// <summary>
    /// <c>Kernel</c>, <c>Platform</c>, the name of a module, <c>App</c> for what stands above them all, or nothing for what is not ours.
    /// </summary>
    public static string Of(Type type) =>
        (type.Namespace ?? "").Split('.') switch
        {
            ["Efs", "Api", "Modules", var module, ..] => module,
            ["Efs", "Api", "Kernel" or "Platform", ..] and [_, _, var room, ..] => room,
            ["Efs", "Api"] => "App",
            _ => "",
        };

    public static bool IsModule(string room) => room is not ("" or "App" or "Kernel" or "Platform");
}
