namespace Efs.Api.Kernel;

/// <summary>Writable fields shared by all organisations (institutes and schools).</summary>
public abstract record OrganisationFields : RegistryFields
{
    /// <summary>Full official name.</summary>
    /// <example>Учреждение «Пример»</example>
    [Length(500)]
    public required string FullName { get; init; }

    /// <summary>Short name.</summary>
    /// <example>Пример</example>
    [Length(200)]
    public string? ShortName { get; init; }

    /// <summary>ИНН of the organisation, ten digits with a check digit.</summary>
    [Inn]
    public string? Inn { get; init; }

    /// <summary>ОГРН, thirteen digits with a check digit.</summary>
    [Ogrn]
    public string? Ogrn { get; init; }

    /// <summary>ОКТМО code of the location; must belong to the region.</summary>
    [Oktmo]
    public string? Oktmo { get; init; }

    /// <summary>Postal address.</summary>
    /// <example>454091, Челябинск, ул. Примерная, 1</example>
    [Length(500)]
    public string? Address { get; init; }

    /// <summary>Address of the site.</summary>
    [WebAddress]
    public string? Website { get; init; }

    /// <summary>E-mail of the office.</summary>
    [Email]
    public string? Email { get; init; }

    /// <summary>Telephone of the office.</summary>
    [Phone]
    public string? Phone { get; init; }

    /// <summary>Day of foundation.</summary>
    /// <example>1960-09-01</example>
    [NotInFuture]
    public DateOnly? FoundedOn { get; init; }

    /// <summary>Day of closing; absent while the organisation works.</summary>
    public DateOnly? ClosedOn { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.Require(Oktmo is null || validation.Reference.IsInRegion(Oktmo, RegionCode), "/oktmo", Rules.OktmoRegion);
        validation.RequireOrder("/closedOn", FoundedOn, ClosedOn, "foundedOn");
    }
}
