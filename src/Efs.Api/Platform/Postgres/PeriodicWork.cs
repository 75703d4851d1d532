namespace Efs.Api.Platform.Postgres;

/// <summary>Runs work at an interval until the service stops. A failure is reported, and the work runs again after the interval.</summary>
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
                catch (Exception e)
                {
                    if (!stopping.IsCancellationRequested)
                        failed(e);
                }
            }
        }
        catch (OperationCanceledException) { } // the service stops
    }
}
