namespace Efs.Api.Kernel;

/// <summary>A kind of fault: its stable code and the sentence that says what would be right.</summary>
public sealed record Rule(string Code, string Ru, string En)
{
    /// <summary>The rule as it is broken in one place.</summary>
    public ValidationError At(string where, params object[] values) => new(where, Code, new LocalizedText(Ru, En).Format(values));
}
