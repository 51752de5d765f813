using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace MetaLogging.Server.Serving;

/// <summary>Says in a sentence why a server did not start, and what to do, where the host and Kestrel tell it to programmers.</summary>
internal static class StartFailure
{
    const string Binder = "Microsoft.Extensions.Configuration.Binder";
    const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>The failure to report; null where the one that was thrown speaks for itself.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="addresses">Where it was to listen.</param>
    public static Exception? Explain(Exception failure, IReadOnlyList<string> addresses) => failure switch
    {
        OptionsValidationException wrong => new UsageException(string.Join(" ", wrong.Failures)),
        AggregateException several when several.InnerExceptions.All(one => one is OptionsValidationException) =>
            new UsageException(string.Join(" ", several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures))),
        InvalidDataException file => new UsageException($"{file.Message.TrimEnd('.')}. {file.GetBaseException().Message.TrimEnd('.')}."),
        InvalidOperationException { Source: Binder } => new UsageException(
            $"A setting has a value of the wrong type: {failure.Message.TrimEnd('.')}. Give it one of that type, or leave it out for the default."),
        IOException { InnerException: AddressInUseException } => new IOException(
            $"{failure.Message.TrimEnd('.')}. Stop the program that listens there, or choose another address with --urls or --metrics-urls.", failure),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => new IOException(
            $"This user may not listen on {Join(addresses)}. Choose a port of 1024 or higher, or give the process the right to the lower ones.", failure),
        SocketException socket => new IOException(
            $"Could not listen on {Join(addresses)}: {socket.Message}. Choose an address of this machine.", failure),
        CryptographicException => new UsageException(
            $"The certificate can't be used: {failure.Message.TrimEnd('.')}. Check Kestrel:Certificates:Default:Path, and the key or password that belongs to it."),
        InvalidOperationException { Source: { } source } when source.StartsWith(Kestrel, StringComparison.Ordinal) => new UsageException(
            addresses.FirstOrDefault(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) is { } secure
                ? $"{secure} needs a certificate: set Kestrel:Certificates:Default:Path and Kestrel:Certificates:Default:KeyPath to files in PEM form"
                    + $" (or Path and Password to one in PFX form). Kestrel says: {FirstLine(failure)}"
                : $"Kestrel does not take its settings: {FirstLine(failure)}"),
        _ => null,
    };

    static string Join(IReadOnlyList<string> addresses) => addresses.Count > 0 ? string.Join(", ", addresses) : "the addresses of Kestrel:Endpoints";

    static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].Trim();
}
