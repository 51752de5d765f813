using MetaLogging.Journaling.Tests.Processes;
using Xunit.Runner.InProc.SystemConsole;

// The tests start this program once more as another process.
return Child.IsAsked ? await Child.RunAsync() : await ConsoleRunner.Run(args);
