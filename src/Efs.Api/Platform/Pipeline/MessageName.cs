using System.Reflection;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Pipeline;

/// <summary>What a message is called in the contract, in traces and in metrics; the verbs of a registry take its noun.</summary>
internal static class MessageName
{
    public static string Of(Type message) =>
        message.IsGenericType ? message.Name[..message.Name.IndexOf('`')] + message.GetGenericArguments()[^1].Name : message.Name;

    /// <summary>A message's scope; a registry's verbs read or write under the scope of the record they are about.</summary>
    /// <exception cref="InvalidOperationException">The message says neither: it must not go out unguarded.</exception>
    public static string? ScopeOf(Type message)
    {
        if (message.GetCustomAttribute<RequiresAttribute>() is { } requires)
            return requires.Scope is "" ? null : requires.Scope;
        if (ResourceCatalogue.Find(message) is { } resource)
            return message.GetGenericTypeDefinition() == typeof(Get<>) ? resource.ReadScope : resource.WriteScope;
        throw new InvalidOperationException($"{message} does not say which scope it requires");
    }
}
