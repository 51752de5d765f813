using System.Runtime.CompilerServices;

namespace MetaLogging.TestsState;

/// <summary>
/// Trails remember what they signed in the user's state folder. Those of tests, and of the programs that tests start, get a folder that goes with the test
/// process, unless whoever starts the tests has named one.
/// </summary>
internal static class TestsStateFolder
{
    const string Variable = "XDG_STATE_HOME";

    [ModuleInitializer]
#pragma warning disable CA2255 // Before any test, and whatever runs it: there is no other such place.
    public static void Make()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            return;
        }

        string folder = Directory.CreateTempSubdirectory("metalog-tests-state-").FullName;
        Environment.SetEnvironmentVariable(Variable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // A program that a test started may just be writing; the folder for temporary files is cleared by others.
            }
        };
    }
}
