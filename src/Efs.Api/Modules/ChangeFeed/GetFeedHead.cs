using Efs.Api.Kernel;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>
/// Reads the current cursor of the feed; a client that then reads all records and continues after the cursor misses nothing.
/// </summary>
[Requires("exchange:read")]
public sealed record GetFeedHead : IQuery<FeedHead>;

/// <summary>Current end of the feed.</summary>
public sealed record FeedHead
{
    /// <summary>Value of <c>after</c> for the list of changes.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string Cursor { get; init; }
}

internal sealed class GetFeedHeadHandler(IChangeFeed feed) : IHandle<GetFeedHead, FeedHead>
{
    public async Task<FeedHead> Handle(GetFeedHead request, CancellationToken cancellationToken) =>
        new() { Cursor = feed.ToCursor(await feed.Head(cancellationToken)) };
}
