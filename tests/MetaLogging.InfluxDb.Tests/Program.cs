using MetaLogging.InfluxDb.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

// The tests start this program once more as another process.
return KilledWriter.IsAsked ? await KilledWriter.RunAsync() : await ConsoleRunner.Run(args);
