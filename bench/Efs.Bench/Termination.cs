using System.Runtime.InteropServices;

namespace Efs.Bench;

/// <summary>Lets a command end its work and tell its figures when it is told to end (SIGTERM).</summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration registration;

    public Termination() =>
        registration = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                source.Cancel();
            }
        );

    public CancellationToken Token => source.Token;

    public void CancelAfter(TimeSpan time) => source.CancelAfter(time);

    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }
}
