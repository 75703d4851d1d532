namespace Efs.Api.Platform.Postgres;

/// <summary>Work that is done by the clock until the service stops; a failure is told, and the next time tried again.</summary>
internal static class PeriodicWork
{
    public static async Task Run(TimeSpan pause, Func<Task> work, Action<Exception> failed, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                try
                {
                    await work();
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    failed(e);
                }
            }
        }
        catch (OperationCanceledException) { } // the service stops
    }
}
