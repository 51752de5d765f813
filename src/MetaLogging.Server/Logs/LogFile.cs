namespace MetaLogging.Server.Logs;

/// <summary>A log as it was named on the command line: a file, or standard input.</summary>
internal sealed record LogFile(string Argument)
{
    const string StandardInput = "-";

    /// <summary>Whether it is standard input.</summary>
    public bool IsStandardInput => Argument == StandardInput;

    /// <summary>Its name in sentences.</summary>
    public string Name => IsStandardInput ? "standard input" : Argument;

    /// <summary>Makes sure that it can be read before anything is written anywhere.</summary>
    /// <exception cref="UsageException">It is a folder.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public void RequireReadable()
    {
        if (Directory.Exists(Argument))
        {
            throw new UsageException($"{Argument} is a folder. Name the files in it: {Path.Combine(Argument, "*")}");
        }

        if (!IsStandardInput)
        {
            OpenFile().Dispose();
        }
    }

    /// <summary>Opens it for reading.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public Stream Open(Stream standardInput) => IsStandardInput ? new InterruptibleStream(standardInput) : OpenFile();

    FileStream OpenFile()
    {
        try
        {
            return new FileStream(Argument, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"There is no file {Argument}.", failure);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"{Argument} can't be read: {failure.Message}", failure);
        }
    }
}
