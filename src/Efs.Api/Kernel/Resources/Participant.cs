using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>
/// A person who takes part in what a record tells: an educator of the record's region by id, anybody else by name. Names and what
/// else describes a person are personal data, which child tables keep encrypted.
/// </summary>
public abstract record Participant
{
    /// <summary>Identifier made by the service (UUIDv7); a participant with the same key keeps it.</summary>
    [ResponseOnly]
    public Guid Id { get; init; }

    /// <summary>
    /// The owner's key of the participant, unique in the record. It identifies the participant when the list is replaced.
    /// </summary>
    [Form("^[^/\\\\]{1,50}$", "1", 50)]
    public required string Key { get; init; }

    /// <summary>Educator of the record's region. Exactly one of this and <c>lastName</c>.</summary>
    /// <example>source:ivanova-m</example>
    [RefersTo(IEducatorDirectory.Resource)]
    public Guid? EducatorId { get; init; }

    /// <summary>Last name (фамилия) of a person who is no educator of the record's region.</summary>
    /// <example></example>
    [PersonName, PersonalData]
    public string? LastName { get; init; }

    /// <summary>First name (имя); together with <c>lastName</c>.</summary>
    /// <example></example>
    [PersonName, PersonalData]
    public string? FirstName { get; init; }

    /// <summary>Middle name (отчество), if there is one.</summary>
    /// <example></example>
    [PersonName, PersonalData]
    public string? MiddleName { get; init; }

    /// <summary>Organisation that the person comes from.</summary>
    /// <example></example>
    [Length(500), PersonalData]
    public string? Organisation { get; init; }

    /// <summary>Position there.</summary>
    /// <example></example>
    [Length(300), PersonalData]
    public string? Position { get; init; }

    /// <summary>E-mail address.</summary>
    /// <example></example>
    [Email, PersonalData]
    public string? Email { get; init; }

    /// <summary>Telephone number.</summary>
    /// <example></example>
    [Phone, PersonalData]
    public string? Phone { get; init; }

    /// <summary>Region that the person comes from, if it is not the record's. It may read the record.</summary>
    /// <example></example>
    [Region]
    public string? HomeRegionCode { get; init; }

    /// <summary>The personal data as they are stored, encrypted; absent outside the database.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Personal { get; init; }

    /// <summary>The keyed hash of the personal data as they are stored, by which a change is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PersonalHash { get; init; }

    /// <summary>
    /// The keyed hash of the names and a contact, by which one person is counted once over records; absent outside the database.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PersonKey { get; init; }

    /// <summary>Adds the errors of rules over several members.</summary>
    public void Validate(string where, string regionCode, ValidationContext validation)
    {
        validation.Require(EducatorId is null != LastName is null, where, Rules.ExactlyOne, "educatorId, lastName");
        validation.Require(LastName is null || FirstName is not null, $"{where}/firstName", Rules.Required);
        foreach (
            var (member, value) in new[]
            {
                ("firstName", FirstName),
                ("middleName", MiddleName),
                ("organisation", Organisation),
                ("position", Position),
                ("email", Email),
                ("phone", Phone),
                ("homeRegionCode", HomeRegionCode),
            }
        )
            validation.Require(value is null || EducatorId is null, $"{where}/{member}", Rules.TogetherOnly, "lastName");
        validation.Require(HomeRegionCode != regionCode, $"{where}/homeRegionCode", Rules.OwnRegion);
    }
}
