using Efs.Api.Kernel;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>Reads the cursor of now: who then reads all records and goes on after it has missed nothing.</summary>
[Requires("exchange:read")]
public sealed record GetFeedHead : IQuery<FeedHead>;

/// <summary>The end of the feed at the moment.</summary>
public sealed record FeedHead
{
    /// <summary>Where to go on: as <c>after</c> of the list of changes.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string Cursor { get; init; }
}

internal sealed class GetFeedHeadHandler(IChangeFeed feed) : IHandle<GetFeedHead, FeedHead>
{
    public async Task<FeedHead> Handle(GetFeedHead request, CancellationToken cancellationToken) =>
        new() { Cursor = feed.ToCursor(await feed.Head(cancellationToken)) };
}
