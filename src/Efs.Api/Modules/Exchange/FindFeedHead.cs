using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Reads the cursor of now: who then reads all records and goes on after it has missed nothing.</summary>
[Requires("exchange:read")]
public sealed record FindFeedHead : IQuery<FeedHead>;

/// <summary>The end of the feed at the moment.</summary>
public sealed record FeedHead
{
    /// <summary>Where to go on: as <c>after</c> of the list of changes.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string Cursor { get; init; }
}

internal sealed class FindFeedHeadHandler(Feed feed, Cipher cipher) : IHandle<FindFeedHead, FeedHead>
{
    public async Task<FeedHead> Handle(FindFeedHead request, CancellationToken cancellationToken) =>
        new() { Cursor = (await feed.Head(cancellationToken)).Write(cipher) };
}
