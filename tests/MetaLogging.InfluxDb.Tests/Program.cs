using MetaLogging.Embedded.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

// The tests start this program once more as another process.
return OtherProcess.IsAsked ? await OtherProcess.RunAsync() : await ConsoleRunner.Run(args);
