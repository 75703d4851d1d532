using System.Globalization;
using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>A sentence for people, in both languages of the service.</summary>
public readonly record struct Text(string Ru, string En)
{
    public string In(Language language) => language == Language.Ru ? Ru : En;

    public Text With(params object[] values) =>
        new(string.Format(CultureInfo.InvariantCulture, Ru, values), string.Format(CultureInfo.InvariantCulture, En, values));
}

public enum Language
{
    Ru,
    En,
}

/// <summary>One way to refuse a request. Declared one per line in a class named *Errors; its code never changes.</summary>
/// <param name="Code">Stable name, <c>module.what</c>.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What happened, for people.</param>
/// <param name="Pointer">The member of the body that is to blame, if it is always the same.</param>
/// <param name="Constraint">The database constraint that is this error.</param>
public sealed record Error(string Code, int Status, Text Title, string? Pointer = null, string? Constraint = null)
{
    public Error(string code, int status, string ru, string en, string? pointer = null, string? constraint = null)
        : this(code, status, new Text(ru, en), pointer, constraint) { }

    public RefusalException Refuse(Text? detail = null) =>
        new(this, detail, Pointer is null ? [] : [new(Pointer, Code[(Code.IndexOf('.') + 1)..], Title)]);

    public RefusalException Refuse(IReadOnlyList<Fault> faults) => new(this, null, faults);
}

/// <summary>One thing wrong with a request.</summary>
/// <param name="Where">A JSON Pointer into the body, or the name of a parameter.</param>
/// <param name="Code">Stable kebab-case name.</param>
/// <param name="Message">What would be right. Never repeats the value.</param>
public sealed record Fault(string Where, string Code, Text Message)
{
    public bool IsParameter => Where.Length > 0 && Where[0] != '/';
}

/// <summary>The one exception that a handler throws: the request is refused for a reason of the catalogue.</summary>
public sealed class RefusalException(Error error, Text? detail, IReadOnlyList<Fault> faults) : Exception(error.Code)
{
    public Error Error { get; } = error;
    public Text? Detail { get; } = detail;
    public IReadOnlyList<Fault> Faults { get; } = faults;

    /// <summary>Headers that the refusal carries, such as the current ETag.</summary>
    public Dictionary<string, string> Headers { get; } = [];
}

/// <summary>Every Error declared in any *Errors class, found once at start.</summary>
public sealed class Catalogue
{
    public Catalogue(Assembly assembly)
    {
        All =
        [
            .. assembly
                .DefinedTypes.Where(t => t.Name.EndsWith("Errors", StringComparison.Ordinal))
                .SelectMany(t => t.DeclaredFields)
                .Where(f => f is { IsStatic: true, IsPublic: true } && f.FieldType == typeof(Error))
                .Select(f => (Error)f.GetValue(null)!)
                .OrderBy(e => e.Code, StringComparer.Ordinal),
        ];
        ByCode = All.ToDictionary(e => e.Code);
        ByConstraint = All.Where(e => e.Constraint is not null).ToDictionary(e => e.Constraint!);
    }

    public IReadOnlyList<Error> All { get; }
    public IReadOnlyDictionary<string, Error> ByCode { get; }
    public IReadOnlyDictionary<string, Error> ByConstraint { get; }
}
