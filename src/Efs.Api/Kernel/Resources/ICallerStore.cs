using System.Diagnostics;

namespace Efs.Api.Kernel;

/// <summary>Finds a client's scopes and regions; the answer is never older than a few seconds.</summary>
internal interface ICallerStore
{
    ValueTask<Caller?> Get(string client, CancellationToken cancellationToken);
}
