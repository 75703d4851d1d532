using System.Globalization;
using System.Reflection;

namespace Efs.Api.Kernel;

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
