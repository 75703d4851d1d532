namespace Efs.Api.Kernel;

/// <summary>A validation rule: its stable code and a sentence that says what is expected.</summary>
public sealed record Rule(string Code, string Ru, string En)
{
    /// <summary>Whether its value is names of other members, such as <c>schoolId, instituteId</c>.</summary>
    public bool NamesMembers { get; init; }

    /// <summary>A violation of the rule at one location.</summary>
    public ValidationError At(string where, params object[] values)
    {
        var form = new LocalizedText(Ru, En);
        return new(where, Code, form.Format(values)) { Members = NamesMembers ? new(form, string.Concat(values)) : null };
    }
}
