using System.Security.Cryptography;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Platform.Resources;

/// <summary>Encrypts the personal data of participants for the table that keeps them, and opens them again.</summary>
internal static class SealedParticipants
{
    private sealed record PersonalData(
        string LastName,
        string FirstName,
        string? MiddleName,
        string? Organisation,
        string? Position,
        string? Email,
        string? Phone
    );

    /// <summary>The participants as they are stored, each with the id that it has if it is new.</summary>
    public static IReadOnlyList<T> SealParticipants<T>(this Cipher cipher, IReadOnlyList<T> participants, string regionCode)
        where T : Participant => [.. participants.Select(p => Sealed(cipher, p, regionCode))];

    /// <summary>
    /// The participants as they were sent. Data that is damaged or was copied from another region's row is left out, and does not hide
    /// the record.
    /// </summary>
    public static IReadOnlyList<T> OpenParticipants<T>(this Cipher cipher, IReadOnlyList<T> participants, string regionCode)
        where T : Participant => [.. participants.Select(p => Opened(cipher, p, regionCode))];

    /// <summary>The value of <c>personal</c>, sealed with the newest key.</summary>
    public static string Reseal(this Cipher cipher, string value, string regionCode) =>
        Convert.ToBase64String(cipher.Seal(cipher.Open<PersonalData>(Convert.FromBase64String(value), regionCode), regionCode));

    private static T Sealed<T>(Cipher cipher, T participant, string regionCode)
        where T : Participant
    {
        var stored = participant with { Id = Guid.CreateVersion7() };
        if (participant is not { LastName: { } lastName, FirstName: { } firstName })
            return stored;
        var personal = new PersonalData(
            lastName,
            firstName,
            participant.MiddleName,
            participant.Organisation,
            participant.Position,
            participant.Email,
            participant.Phone
        );
        return stored with
        {
            Personal = Convert.ToBase64String(cipher.Seal(personal, regionCode)),
            PersonalHash = Convert.ToBase64String(cipher.Hash("participant", JsonSerializer.SerializeToUtf8Bytes(personal, Json.Options))),
        };
    }

    private static T Opened<T>(Cipher cipher, T participant, string regionCode)
        where T : Participant
    {
        if (participant.Personal is not { } value)
            return participant;
        var closed = participant with { Personal = null, PersonalHash = null };
        try
        {
            var personal = cipher.Open<PersonalData>(Convert.FromBase64String(value), regionCode);
            return closed with
            {
                LastName = personal.LastName,
                FirstName = personal.FirstName,
                MiddleName = personal.MiddleName,
                Organisation = personal.Organisation,
                Position = personal.Position,
                Email = personal.Email,
                Phone = personal.Phone,
            };
        }
        catch (CryptographicException)
        {
            return closed;
        }
    }
}
