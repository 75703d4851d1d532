using System.Reflection;
using System.Reflection.Emit;

namespace Efs.Api.Tests.Architecture;

/// <summary>What a type's code says: its instructions, and every type that its declarations and instructions name.</summary>
internal static class Uses
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<MethodBase> Methods(Type type) => type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own));

    /// <summary>Every instruction that names something, with what it names: a member, a type or a text.</summary>
    public static IEnumerable<(OpCode Code, object Operand)> Instructions(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
            yield break;
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length; )
        {
            var code = codes[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return (code, method.Module.ResolveMember(BitConverter.ToInt32(il, at), ofType, ofMethod)!);
            if (code.OperandType is OperandType.InlineString)
                yield return (code, method.Module.ResolveString(BitConverter.ToInt32(il, at)));
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
                _ => 4,
            };
        }
    }

    /// <summary>Every type that the type names, generic ones as their definitions.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(type.BaseType);
        AddAll(type.GetInterfaces());
        Attributes(type);
        foreach (var parameter in type.GetGenericArguments().Where(a => a.IsGenericParameter))
            AddAll(parameter.GetGenericParameterConstraints());
        foreach (var field in type.GetFields(Own))
        {
            Add(field.FieldType);
            Attributes(field);
        }
        foreach (var property in type.GetProperties(Own))
        {
            Add(property.PropertyType);
            Attributes(property);
        }
        foreach (var method in Methods(type))
        {
            Signature(method);
            Attributes(method);
            if (method.IsGenericMethodDefinition)
                foreach (var parameter in method.GetGenericArguments())
                    AddAll(parameter.GetGenericParameterConstraints());
            if (method.GetMethodBody() is not { } body)
                continue;
            AddAll(body.LocalVariables.Select(local => local.LocalType));
            AddAll(
                body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                    .Select(clause => clause.CatchType)
            );
            foreach (var (_, operand) in Instructions(method))
                Named(operand);
        }
        return found;

        void AddAll(IEnumerable<Type?> types)
        {
            foreach (var each in types)
                Add(each);
        }

        void Add(Type? named)
        {
            if (named is null || named.IsGenericParameter)
                return;
            if (named.HasElementType)
            {
                Add(named.GetElementType());
                return;
            }
            if (!named.IsGenericType)
            {
                found.Add(named);
                return;
            }
            found.Add(named.GetGenericTypeDefinition());
            AddAll(named.GetGenericArguments());
        }

        void Named(object operand)
        {
            if (operand is Type named)
                Add(named);
            if (operand is not MemberInfo member)
                return;
            Add(member.DeclaringType);
            if (member is FieldInfo field)
                Add(field.FieldType);
            if (member is MethodBase method)
                Signature(method);
        }

        void Signature(MethodBase method)
        {
            if (method is MethodInfo { ReturnType: var response })
                Add(response);
            if (method.IsGenericMethod)
                AddAll(method.GetGenericArguments());
            AddAll(method.GetParameters().Select(parameter => parameter.ParameterType));
        }

        void Attributes(MemberInfo member)
        {
            foreach (var attribute in member.CustomAttributes)
            {
                Add(attribute.AttributeType);
                AddAll(
                    attribute
                        .ConstructorArguments.Select(a => a.Value as Type)
                        .Concat(attribute.NamedArguments.Select(a => a.TypedValue.Value as Type))
                );
            }
        }
    }
}
