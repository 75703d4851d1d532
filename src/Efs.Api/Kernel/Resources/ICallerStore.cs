using System.Diagnostics;

namespace Efs.Api.Kernel;

/// <summary>Finds what a client may do; its answer is never older than a few seconds.</summary>
internal interface ICallerStore
{
    ValueTask<Caller?> Get(string client, CancellationToken cancellationToken);
}
