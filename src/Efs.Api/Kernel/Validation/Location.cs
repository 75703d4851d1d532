using System.Globalization;

namespace Efs.Api.Kernel;

/// <summary>
/// A place in a request: a parameter's name, or a JSON pointer (RFC 6901) into the body. A member's or an item's pointer is written only
/// when there is an error to tell, so that reading a correct document writes none.
/// </summary>
public readonly struct Location
{
    private readonly string where;
    private readonly string? member;
    private readonly int? index;

    private Location(string where, int? index, string? member) => (this.where, this.index, this.member) = (where, index, member);

    /// <summary>A member of the object at a pointer.</summary>
    public static Location Member(string where, string name) => new(where, null, name);

    /// <summary>An item of the list at a pointer, or a member of this item.</summary>
    public static Location Item(string where, int index, string? member = null) => new(where, index, member);

    public static implicit operator Location(string where) => new(where, null, null);

    public override string ToString() =>
        (index, member) switch
        {
            (null, null) => where,
            (null, { } name) => $"{where}/{name}",
            ({ } at, null) => string.Create(CultureInfo.InvariantCulture, $"{where}/{at}"),
            ({ } at, { } name) => string.Create(CultureInfo.InvariantCulture, $"{where}/{at}/{name}"),
        };
}
