using System.Collections.Concurrent;
using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Efs.Api.Tests.Architecture;

/// <summary>Reads from the compiled program what the code of a type names: other types, members, texts.</summary>
internal static class Uses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Module, ModuleDefinition> modules = new();

    public static IEnumerable<MethodBase> Methods(Type type) =>
        type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));

    public static IEnumerable<Instruction> Instructions(MethodBase method) =>
        ((MethodDefinition)Read(method)).Body?.Instructions.AsEnumerable() ?? [];

    /// <summary>Every type that the type's declaration, members, attributes and code name; generic types as their definitions.</summary>
    public static HashSet<Type> Of(Type type) =>
        NamedBy((TypeDefinition)Read(type)).SelectMany(Parts).Distinct().Select(Resolve).ToHashSet();

    /// <summary>The loaded type that declares what the reference names; a generic one as its definition.</summary>
    public static Type Resolve(TypeReference reference)
    {
        if (reference is ArrayType)
            return typeof(Array);
        var type = reference.GetElementType();
        var assembly = type.Scope is AssemblyNameReference other ? other.FullName : type.Module.Assembly.FullName;
        return Type.GetType($"{type.FullName.Replace('/', '+')}, {assembly}", throwOnError: true)!;
    }

    private static IMetadataTokenProvider Read(MemberInfo member) =>
        modules
            .GetOrAdd(member.Module, module => ModuleDefinition.ReadModule(module.FullyQualifiedName, new(ReadingMode.Immediate)))
            .LookupToken(member.MetadataToken);

    private static IEnumerable<TypeReference?> NamedBy(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(i => i.InterfaceType),
            .. Attributes(type),
            .. Constraints(type),
            .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
            .. type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType)),
            .. type.Methods.SelectMany(NamedBy),
        ];

    private static IEnumerable<TypeReference?> NamedBy(MethodDefinition method) =>
        [
            .. Signature(method),
            .. Attributes(method),
            .. Constraints(method),
            .. method.Parameters.SelectMany(Attributes),
            .. method.Body?.Variables.Select(variable => variable.VariableType) ?? [],
            .. method.Body?.ExceptionHandlers.Select(handler => handler.CatchType) ?? [],
            .. method.Body?.Instructions.SelectMany(instruction => NamedBy(instruction.Operand)) ?? [],
        ];

    private static IEnumerable<TypeReference?> NamedBy(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.DeclaringType, field.FieldType],
            MethodReference method => Signature(method).Append(method.DeclaringType),
            _ => [],
        };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. (method as GenericInstanceMethod)?.GenericArguments ?? [],
        ];

    private static IEnumerable<TypeReference?> Constraints(IGenericParameterProvider generic) =>
        generic.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference?> Attributes(Mono.Cecil.ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(attribute =>
            attribute
                .ConstructorArguments.Concat(attribute.Fields.Concat(attribute.Properties).Select(named => named.Argument))
                .Select(argument => argument.Value as TypeReference)
                .Append(attribute.AttributeType)
        );

    private static IEnumerable<TypeReference> Parts(TypeReference? type) =>
        type switch
        {
            null or GenericParameter or FunctionPointerType => [],
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
            IModifierType modified => Parts(modified.ElementType).Concat(Parts(modified.ModifierType)),
            TypeSpecification wrapped => Parts(wrapped.ElementType),
            _ => [type],
        };
}
