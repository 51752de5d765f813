using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Forwarding;

/// <summary>
/// The folder of a queue. What is delivered is dropped from it, so it must never be the folder of a trail of its own; and a trail of its own needs the tree that a queue
/// does not have.
/// </summary>
internal static class QueueFolder
{
    /// <summary>The folder within it that a queue has, and no other trail.</summary>
    public const string Name = "forwarding";

    /// <summary>Checks that a data folder is what it is opened as, and marks a new queue.</summary>
    /// <exception cref="ValidationException">It is the other one.</exception>
    public static void Check(string directory, bool isQueue)
    {
        string mark = Path.Combine(directory, Name);
        if (!isQueue && Directory.Exists(mark))
        {
            throw new ValidationException(
                $"MetaLogging:DataDirectory: {directory} is the queue of events for a server, and can't be a trail of its own. Name another folder, or set"
                + " MetaLogging:Server so that what waits there is delivered.");
        }

        if (isQueue && !Directory.Exists(mark))
        {
            string journal = Path.Combine(directory, "journal");
            if (Directory.Exists(journal) && Directory.EnumerateFileSystemEntries(journal).Any())
            {
                throw new ValidationException(
                    $"MetaLogging:DataDirectory: {directory} holds a trail of its own, and would be emptied as its events are delivered to MetaLogging:Server. Name another"
                    + " folder for the queue.");
            }

            Directory.CreateDirectory(mark);
        }
    }
}
