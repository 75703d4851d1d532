using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>
/// A limit of a member, declared once: reading a request enforces it and the contract shows it.
/// On a list of texts it applies to each item, except <see cref="ItemsAttribute"/>, which applies to the list.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class RuleAttribute : Attribute
{
    public int MaxLength { get; protected init; }
    public string? Format { get; protected init; }
    public string? Example { get; protected init; }
    public string? Dictionary { get; protected init; }
    public IReadOnlyList<string>? Values { get; protected init; }

    /// <summary>For responses only: texts of requests are never blank.</summary>
    public bool MayBeEmpty { get; protected init; }

    /// <summary>A regular expression that the whole text matches, in the subset that ECMA 262 and .NET share.</summary>
    public string? Pattern
    {
        get;
        protected init
        {
            field = value;
            regex = value is null ? null : new Regex(value, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
    }

    /// <summary>The pattern in words.</summary>
    protected string? Form { get; init; }

    private readonly Regex? regex;

    /// <summary>The form in which the text is validated and stored, whatever form people write it in.</summary>
    internal virtual string Normalize(string text) => text;

    /// <summary>Validates a normalised text that is not blank.</summary>
    internal void Validate(string text, Location where, ValidationContext validation)
    {
        if (MaxLength > 0 && text.Length > MaxLength)
            validation.Add(where, Rules.TooLong, MaxLength);
        else if (Values is { } values && !values.Contains(text))
            validation.Add(where, Rules.NotOneOf, string.Join(", ", values));
        else if (regex is not null && !regex.IsMatch(text))
            validation.Add(where, Rules.Format, Form ?? Pattern!);
        else if (FindViolation(text, validation.Reference) is { } rule)
            validation.Add(where, rule, Dictionary ?? Form ?? "");
    }

    /// <summary>Checks beyond the pattern: check digits, codes of dictionaries.</summary>
    protected virtual Rule? FindViolation(string text, Reference reference) => null;
}

/// <summary>Maximum length of a text in UTF-16 code units.</summary>
public sealed class LengthAttribute : RuleAttribute
{
    public LengthAttribute(int max) => MaxLength = max;
}

/// <summary>Pattern of a text.</summary>
public sealed class FormAttribute : RuleAttribute
{
    public FormAttribute(string pattern, string form, int max)
    {
        Pattern = pattern;
        Form = Example = form;
        MaxLength = max;
    }
}

/// <summary>
/// A list of values, declared once as a class; the contract names the list after it. Requests take these values only; the list may
/// grow, so clients must accept others in responses.
/// </summary>
public abstract class OneOfAttribute : RuleAttribute
{
    protected OneOfAttribute(params string[] values)
    {
        Values = values;
        Example = values[0];
    }
}

/// <summary>A list of values that never grows.</summary>
public abstract class ClosedOneOfAttribute(params string[] values) : OneOfAttribute(values);

/// <summary>A code of a dictionary.</summary>
public sealed class CodeAttribute : RuleAttribute
{
    public CodeAttribute(string dictionary, string example)
    {
        Dictionary = dictionary;
        Example = example;
        MaxLength = 50;
        Pattern = "^[a-z0-9_]{1,50}$";
        Form = "teacher, 643, …";
    }

    protected override Rule? FindViolation(string text, Reference reference) =>
        reference.Item(Dictionary!, text) is null ? Rules.UnknownCode : null;
}

/// <summary>Code of a subject of the Russian Federation in the numbering of ФНС.</summary>
public sealed class RegionAttribute : RuleAttribute
{
    public RegionAttribute()
    {
        Pattern = "^[0-9]{2}$";
        Form = "74";
        MaxLength = 2;
        Example = "74";
    }

    protected override Rule? FindViolation(string text, Reference reference) => reference.HasRegion(text) ? null : Rules.UnknownRegion;
}

/// <summary>The owner's key of a record: any visible text that can be part of a path, so without a slash.</summary>
public sealed class SourceIdAttribute : RuleAttribute
{
    public SourceIdAttribute()
    {
        Pattern = "^[^/\\\\]{1,100}$";
        Form = "hr-104217";
        MaxLength = 100;
        Example = "hr-104217";
    }

    // Servers and proxies resolve dot segments and decode %2F before they look at a path.
    protected override Rule? FindViolation(string text, Reference reference) =>
        Kernel.Snils.IsWritten(text) ? Rules.SourceIdIsSnils
        : LostDigits.Shows(text) ? Rules.LostDigits
        : text is "." or ".." || text.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? Rules.UnreachableSourceId
        : null;
}

/// <summary>Number of a document: it has a digit, so that «б/н» is none.</summary>
public sealed class DocumentNumberAttribute : RuleAttribute
{
    public DocumentNumberAttribute()
    {
        Pattern = "[0-9]";
        Form = Example = "000001";
        MaxLength = 30;
    }

    protected override Rule? FindViolation(string text, Reference reference) => LostDigits.Shows(text) ? Rules.LostDigits : null;
}

/// <summary>Form of study: full time (очная), part time (очно-заочная), extramural (заочная).</summary>
public sealed class StudyFormAttribute() : OneOfAttribute("full_time", "part_time", "extramural");

/// <summary>ИНН of an organisation: ten digits, the last one a check digit.</summary>
public sealed class InnAttribute : RuleAttribute
{
    public InnAttribute()
    {
        Pattern = "^[0-9]{10}$";
        Form = "7707083893";
        MaxLength = 10;
        Example = "7707083893";
    }

    protected override Rule? FindViolation(string text, Reference reference) => Kernel.Inn.IsValid(text) ? null : Rules.InnChecksum;
}

/// <summary>ОГРН: thirteen digits, the last one a check digit.</summary>
public sealed class OgrnAttribute : RuleAttribute
{
    public OgrnAttribute()
    {
        Pattern = "^[0-9]{13}$";
        Form = "1027700132195";
        MaxLength = 13;
        Example = "1027700132195";
    }

    protected override Rule? FindViolation(string text, Reference reference) => Kernel.Ogrn.IsValid(text) ? null : Rules.OgrnChecksum;
}

/// <summary>ОКТМО: eight digits of a municipality or eleven of a settlement.</summary>
public sealed class OktmoAttribute : RuleAttribute
{
    public OktmoAttribute()
    {
        Pattern = "^[0-9]{8}([0-9]{3})?$";
        Form = "75701000";
        MaxLength = 11;
        Example = "75701000";
    }
}

/// <summary>СНИЛС, written with or without its separators.</summary>
public sealed class SnilsAttribute : RuleAttribute
{
    public SnilsAttribute()
    {
        Pattern = Kernel.Snils.Pattern;
        Form = "XXX-XXX-XXX YY";
        MaxLength = 14;
        Example = "112-233-445 95";
    }

    internal override string Normalize(string text) => Kernel.Snils.Canonical(text);

    protected override Rule? FindViolation(string text, Reference reference) => Kernel.Snils.IsValid(text) ? null : Rules.SnilsChecksum;
}

/// <summary>Telephone number, as people write it; stored in the form of E.164.</summary>
public sealed class PhoneAttribute : RuleAttribute
{
    public PhoneAttribute()
    {
        Pattern = "^\\+[1-9][0-9]{9,14}$";
        Form = "+73512000000";
        MaxLength = 16;
        Example = "+73512000000";
    }

    /// <summary>8 (351) 200-00-00, +7 351 200 00 00 and (351) 200-00-00 are +73512000000.</summary>
    internal override string Normalize(string text)
    {
        var bare = string.Concat(text.Where(c => !(c is ' ' or '(' or ')' or '-' or '.' or '–' or '—' or '‑' or '‐' or '−')));
        return bare.All(char.IsAsciiDigit)
                ? bare switch
                {
                    { Length: 11 } and ['7' or '8', ..] => $"+7{bare[1..]}",
                    { Length: 10 } and ['3' or '4' or '8' or '9', ..] => $"+7{bare}", // codes of areas and of mobile networks
                    _ => text,
                }
            : bare is ['+', ..] && bare.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 ? bare
            : text;
    }
}

/// <summary>E-mail address.</summary>
public sealed class EmailAttribute : RuleAttribute
{
    public EmailAttribute()
    {
        Pattern = "^[^@ ]{1,64}@[^@ ]+\\.[^@ .]+$";
        Form = "name@example.ru";
        MaxLength = 254;
        Format = "email";
        Example = "school@example.ru";
    }
}

/// <summary>Address of a web page.</summary>
public sealed class WebAddressAttribute : RuleAttribute
{
    public WebAddressAttribute()
    {
        Pattern = "^https?://[^ ]+$";
        Form = "https://example.ru";
        MaxLength = 500;
        Format = "uri";
        Example = "https://example.ru";
    }

    /// <summary>The address of a text; null for one that no browser opens, which older records may hold.</summary>
    internal static Uri? Parse(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    protected override Rule? FindViolation(string text, Reference reference) => Parse(text) is null ? Rules.Format : null;
}

/// <summary>Maximum number of items in a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int max) : Attribute
{
    public int Max { get; } = max;
}

/// <summary>A number within limits, both inclusive.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BetweenAttribute(double min, double max) : Attribute
{
    public decimal Min { get; } = (decimal)min;
    public decimal Max { get; } = (decimal)max;

    internal void Validate(decimal value, Location where, ValidationContext validation) =>
        validation.Require(value >= Min && value <= Max, where, Rules.OutOfRange, Min, Max);
}

/// <summary>A date that is not in the future.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInFutureAttribute : Attribute;

/// <summary>Required in requests; masked responses omit it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredInRequestAttribute : Attribute;

/// <summary>Set by the service; ignored in requests.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ResponseOnlyAttribute : Attribute;

/// <summary>Sent with a change but not stored: responses omit it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequestOnlyAttribute : Attribute;

/// <summary>Personal data, or a free text that may name people: responses to callers without the right to them omit it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalDataAttribute : Attribute;

/// <summary>
/// Group of competences: subject (предметные), methodical (методические), psychological_pedagogical (психолого-педагогические),
/// communicative (коммуникативные), managerial (управленческие).
/// </summary>
public sealed class CompetenceGroupAttribute()
    : OneOfAttribute("subject", "methodical", "psychological_pedagogical", "communicative", "managerial");

/// <summary>Group of positions, as in the dictionary <c>positions</c>: pedagogical, leader or other.</summary>
public sealed class PositionGroupAttribute() : OneOfAttribute("pedagogical", "leader", "other");

/// <summary>
/// Role of an institute in a project in its region: operator (региональный оператор), coordinator (региональный координатор),
/// responsible (региональный ответственный).
/// </summary>
public sealed class ProjectRoleKindAttribute() : OneOfAttribute("operator", "coordinator", "responsible");

/// <summary>The id of a record of this resource.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RefersToAttribute(string resource) : Attribute
{
    public string Resource { get; } = resource;
}
