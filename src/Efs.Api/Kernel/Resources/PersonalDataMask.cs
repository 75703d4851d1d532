using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>Removes the personal data of a response for callers without the right to them.</summary>
public static class PersonalDataMask
{
    private static readonly MethodInfo clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <summary>The same response without the members that are declared as personal data, at any depth.</summary>
    public static object Mask(object response)
    {
        var schema = Schema.For(response.GetType());
        if (!schema.HoldsPersonalData)
            return response;
        var masked = clone.Invoke(response, null)!;
        foreach (var property in schema.Properties)
            if (property.IsPersonal)
                property.Property.SetValue(masked, null);
            else if (property.Schema is { HoldsPersonalData: true } && property.Property.GetValue(response) is { } value)
                property.Property.SetValue(masked, property.JsonKind == JsonKind.List ? MaskAll(property, value) : Mask(value));
        return masked;
    }

    private static Array MaskAll(SchemaProperty property, object list)
    {
        object[] items = [.. ((IEnumerable<object>)list).Select(Mask)];
        var masked = Array.CreateInstance(property.ValueType, items.Length);
        items.CopyTo(masked, 0);
        return masked;
    }
}
