using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>Issues certificates (удостоверения о повышении квалификации) to educators of a region who attended an event.</summary>
/// <remarks>
/// All are issued or none. The same request again changes nothing: a certificate is known by its number. One that differs is not changed.
/// </remarks>
[Requires("events:write", "programs:write"), ProducesErrors("registrations.not-attended", "registrations.other-certificate")]
public sealed record IssueCertificates : ICommand<IssuedCertificates>, IInRegion, IValidatable
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required AttendanceCertificates Issue { get; init; }

    string IInRegion.RegionCode => Issue.RegionCode;

    public void Validate(ValidationContext validation) =>
        validation.RequireDistinct("/certificates", Issue.Certificates, "number", c => c.Number);
}

/// <summary>The certificates of an event: what they have in common, and their numbers.</summary>
public sealed record AttendanceCertificates
{
    /// <summary>Region of the educators, which keeps their certificates.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Institute of the region that issues the certificates.</summary>
    /// <example>source:chiro</example>
    [RefersTo("institutes")]
    public required Guid ProviderInstituteId { get; init; }

    /// <summary>Title of the programme as printed in the certificates.</summary>
    /// <example>Организация воспитания в школе</example>
    [Length(500)]
    public required string ProgramTitle { get; init; }

    /// <summary>Volume in academic hours: from 16.</summary>
    /// <example>24</example>
    [Between(16, 10000)]
    public required int Hours { get; init; }

    /// <summary>Form of study.</summary>
    [StudyForm]
    public required string StudyForm { get; init; }

    /// <summary>Date of issue.</summary>
    /// <example>2024-10-11</example>
    [NotInFuture]
    public required DateOnly IssuedOn { get; init; }

    /// <summary>Who gets a certificate, with its number.</summary>
    /// <example>[]</example>
    [Items(1000)]
    public required IReadOnlyList<AttendanceCertificate> Certificates { get; init; }
}

/// <summary>The certificate of a participant.</summary>
public sealed record AttendanceCertificate
{
    /// <summary>Registration of the participant, in state <c>attended</c>.</summary>
    public required Guid RegistrationId { get; init; }

    /// <summary>Key of the participant in the registration.</summary>
    [Form("^[^/\\\\]{1,50}$", "1", 50)]
    public required string MemberKey { get; init; }

    /// <summary>Number, with leading zeros.</summary>
    [DocumentNumber]
    public required string Number { get; init; }

    /// <summary>Registration number.</summary>
    /// <example>2024-17</example>
    [Length(25)]
    public string? RegistrationNumber { get; init; }
}

/// <summary>The certificates that were issued.</summary>
public sealed record IssuedCertificates
{
    /// <summary>Ids of the certificates, in the order of the request.</summary>
    [Items(1000)]
    public required IReadOnlyList<Guid> CertificateIds { get; init; }
}

internal sealed class IssueCertificatesHandler(
    Db db,
    EventRegistry registry,
    ReferenceStore reference,
    [FromKeyedServices("certificates")] IBulkWriter writer
) : IHandle<IssueCertificates, IssuedCertificates>
{
    private static readonly Sql<AttendedEducator> findAttended = new(
        """
        SELECT r.id AS registration_id, m.key AS member_key, m.educator_id
        FROM events.registration r
        JOIN events.registration_member m ON m.registration_id = r.id AND m.region_code = r.region_code
        WHERE r.event_id = @eventId AND r.region_code = @regionCode AND r.state = 'attended' AND m.educator_id IS NOT NULL
        """
    );

    private sealed record AttendedEducator
    {
        public required Guid RegistrationId { get; init; }
        public required string MemberKey { get; init; }
        public required Guid EducatorId { get; init; }
    }

    public async Task<IssuedCertificates> Handle(IssueCertificates request, CancellationToken cancellationToken)
    {
        var issue = request.Issue;
        var hosted = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var attended = (await db.Query(findAttended, new { eventId = hosted.Id, issue.RegionCode }, cancellationToken)).ToDictionary(
            a => (a.RegistrationId, a.MemberKey),
            a => a.EducatorId
        );
        var errors = new List<ValidationError>();
        var documents = new List<RegistryFields>();
        foreach (var (index, certificate) in issue.Certificates.Index())
        {
            if (!attended.TryGetValue((certificate.RegistrationId, certificate.MemberKey), out var educatorId))
                throw RegistrationErrors.NotAttended.ToException();
            var reader = new DocumentReader(new(reference.Current));
            if (writer.Read(Document(issue, certificate, educatorId), reader) is { } document)
                documents.Add(document);
            AddErrors(index, reader.Validation.Errors);
        }
        if (errors.Count == 0 && documents.Count > 0)
        {
            var results = await writer.Write(documents, isTemplate: false, cancellationToken);
            foreach (var (index, result) in results.Index())
            {
                if (result.Outcome == RowOutcome.Updated)
                    throw RegistrationErrors.OtherCertificate.ToException([Rules.Immutable.At($"/certificates/{index}")]);
                AddErrors(index, result.Errors);
            }
            if (errors.Count == 0)
                return new() { CertificateIds = [.. results.Select(r => r.Id!.Value)] };
        }
        return errors.Count == 0 ? new() { CertificateIds = [] } : throw CommonErrors.Invalid.ToException(errors);

        void AddErrors(int index, IReadOnlyList<ValidationError> found) =>
            errors.AddRange(found.Select(e => e with { Location = $"/certificates/{index}{e.Location}" }));
    }

    private static JsonElement Document(AttendanceCertificates issue, AttendanceCertificate certificate, Guid educatorId) =>
        JsonSerializer.SerializeToElement(
            new
            {
                issue.RegionCode,
                educatorId,
                kind = "upgrade_certificate",
                status = "original",
                certificate.Number,
                certificate.RegistrationNumber,
                issue.IssuedOn,
                issue.ProgramTitle,
                issue.Hours,
                issue.StudyForm,
                issue.ProviderInstituteId,
            },
            Json.Options
        );
}
