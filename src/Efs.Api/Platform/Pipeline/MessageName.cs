using System.Reflection;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Pipeline;

/// <summary>The name of a message in the contract, traces and metrics; a registry's operations end in its noun.</summary>
internal static class MessageName
{
    public static string Of(Type message) =>
        message.IsGenericType ? message.Name[..message.Name.IndexOf('`')] + message.GetGenericArguments()[^1].Name : message.Name;

    /// <summary>The name of the operation that reads a list whole: <c>ExportSchools</c> of <c>ListSchools</c>.</summary>
    public static string OfExport(Type list) => $"Export{Of(list)["List".Length..]}";

    /// <summary>The scope of a message; a registry's operations need the scope of their record's module.</summary>
    /// <exception cref="InvalidOperationException">The message declares no scope: it would be open to everybody.</exception>
    public static string? ScopeOf(Type message)
    {
        if (message.GetCustomAttribute<RequiresAttribute>() is { } requires)
            return requires.Scope is "" ? null : requires.Scope;
        if (ResourceCatalogue.Find(message) is { } resource)
            return message.GetGenericTypeDefinition() == typeof(Get<>) ? resource.ReadScope : resource.WriteScope;
        throw new InvalidOperationException($"{message} does not say which scope it requires");
    }
}
