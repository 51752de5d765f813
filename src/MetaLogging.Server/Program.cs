using System.Runtime.InteropServices;
using MetaLogging.Server;

using CancellationTokenSource interrupt = new();

// The first signal ends the command in order; another one ends the process.
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}

using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

return await MetalogProgram.RunAsync(args, ProcessSurroundings.Read(), interrupt.Token).ConfigureAwait(false);
