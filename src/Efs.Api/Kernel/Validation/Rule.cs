namespace Efs.Api.Kernel;

/// <summary>A validation rule: its stable code and a sentence that says what is expected.</summary>
public sealed record Rule(string Code, string Ru, string En)
{
    /// <summary>A violation of the rule at one location.</summary>
    public ValidationError At(string where, params object[] values) => new(where, Code, new LocalizedText(Ru, En).Format(values));
}
