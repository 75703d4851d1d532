using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Platform.Resources;

/// <summary>Encrypts the personal data of participants for the table that keeps them, and opens them again.</summary>
internal static class SealedParticipants
{
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
        Convert.ToBase64String(cipher.Reseal(Convert.FromBase64String(value), regionCode));

    private static T Sealed<T>(Cipher cipher, T participant, string regionCode)
        where T : Participant
    {
        var stored = participant with { Id = Guid.CreateVersion7() };
        if (participant.LastName is null)
            return stored;
        var personal = new JsonObject();
        foreach (var (name, property) in PersonalMembers<T>())
            if (property.GetValue(participant) is { } value)
                personal[name] = JsonSerializer.SerializeToNode(value, Json.Options);
        return stored with
        {
            Personal = Convert.ToBase64String(cipher.Seal(personal, regionCode)),
            PersonalHash = Convert.ToBase64String(cipher.Hash("participant", JsonSerializer.SerializeToUtf8Bytes(personal, Json.Options))),
            PersonKey = Convert.ToBase64String(cipher.Hash("person", KeyOf(participant))),
        };
    }

    private static T Opened<T>(Cipher cipher, T participant, string regionCode)
        where T : Participant
    {
        if (participant.Personal is not { } value)
            return participant;
        var opened = participant with { Personal = null, PersonalHash = null, PersonKey = null };
        try
        {
            var personal = cipher.Open<JsonObject>(Convert.FromBase64String(value), regionCode);
            foreach (var (name, property) in PersonalMembers<T>())
                property.SetValue(opened, personal[name]?.Deserialize(property.PropertyType, Json.Options));
        }
        catch (CryptographicException) { }
        return opened;
    }

    // Names alone are shared by many; an organisation tells apart those who say no address and no number.
    private static string KeyOf(Participant person)
    {
        var contact = person.Email?.ToLowerInvariant() ?? person.Phone ?? TextNormalizer.SearchKey(person.Organisation ?? "");
        var names = new[] { person.LastName, person.FirstName, person.MiddleName }.Select(name => TextNormalizer.SearchKey(name ?? ""));
        return string.Join('\n', names.Append(contact));
    }

    private static IEnumerable<(string Name, PropertyInfo Property)> PersonalMembers<T>() =>
        Schema.For(typeof(T)).Properties.Where(p => p.IsPersonal).Select(p => (p.Name, p.Property));
}
