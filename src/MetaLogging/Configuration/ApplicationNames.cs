using System.Reflection;

namespace MetaLogging.Configuration;

/// <summary>Which name stands for the application where none is set.</summary>
internal static class ApplicationNames
{
    public static string Of(MetaLoggingOptions options) =>
        options.ApplicationName ?? AsName(Assembly.GetEntryAssembly()?.GetName().Name) ?? "application";

    /// <summary>An assembly may be called what a source may not; spaces and the like become hyphens.</summary>
    static string? AsName(string? assembly) => assembly is null
        ? null
        : string.Concat(assembly.Take(128).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '-'));
}
