using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>Declares a scope on the class of the module that it belongs to.</summary>
/// <param name="order">Its place in lists.</param>
/// <param name="name">The scope, such as <c>schools:read</c>.</param>
/// <param name="description">What it allows, as the contract says it.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DefinesScopeAttribute(int order, string name, string description) : Attribute
{
    public int Order { get; } = order;
    public string Name { get; } = name;
    public string Description { get; } = description;
}

/// <summary>All scopes of the service, found once.</summary>
public static class ScopeCatalogue
{
    public static IReadOnlyList<DefinesScopeAttribute> All { get; } =
    [.. typeof(ScopeCatalogue).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<DefinesScopeAttribute>()).OrderBy(s => s.Order)];
}

/// <summary>A right to a group of operations.</summary>
public sealed class ScopeAttribute() : OneOfAttribute([.. ScopeCatalogue.All.Select(s => s.Name)]);
