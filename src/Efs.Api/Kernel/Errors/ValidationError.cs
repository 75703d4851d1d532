namespace Efs.Api.Kernel;

/// <summary>One validation error of a request.</summary>
/// <param name="Location">A JSON Pointer into the body, or the name of a parameter.</param>
/// <param name="Code">Stable kebab-case name.</param>
/// <param name="Message">What would be right. Never repeats the value.</param>
public sealed record ValidationError(string Location, string Code, LocalizedText Message)
{
    /// <summary>The names of other members in the message, where it has some.</summary>
    public MemberNames? Members { get; init; }

    public bool IsParameter => Location.Length > 0 && Location[0] != '/';
}

/// <summary>What a message that names other members is made of.</summary>
/// <param name="Form">The message with a place for the names.</param>
/// <param name="Names">The names, such as <c>schoolId, instituteId</c>.</param>
public sealed record MemberNames(LocalizedText Form, string Names)
{
    /// <summary>The message with other names, for each language.</summary>
    public LocalizedText With(string ru, string en) => new(Form.Format(ru).Ru, Form.Format(en).En);
}
