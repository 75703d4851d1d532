using System.Globalization;

namespace Efs.Api.Tests.Support;

/// <summary>A clock that stands still.</summary>
internal sealed class FrozenClock(string now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);
}
