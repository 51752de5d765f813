using System.ComponentModel.DataAnnotations;
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
        ValidationException wrong => new UsageException(wrong.Message),
        InvalidDataException file => new UsageException($"{Sentence(file)} {Sentence(file.GetBaseException())}"),
        InvalidOperationException { Source: Binder } setting => new UsageException(
            $"{Sentence(setting)} Give it a value of that type, or leave it out for the default."),
        IOException { InnerException: AddressInUseException } taken => new IOException(
            $"{Sentence(taken)} Another program listens there, or a server runs already. Stop it, or choose another address with --urls or --metrics-urls.", taken),
        SocketException { SocketErrorCode: SocketError.AccessDenied } denied => new IOException(
            $"This user may not listen on {Join(addresses)}. Choose a port of 1024 or higher, or give the process the right to the lower ones.", denied),
        SocketException socket => new IOException($"It can't listen on {Join(addresses)}: {Sentence(socket)} Choose an address of this machine.", socket),
        CryptographicException certificate => new UsageException(
            $"The certificate can't be used: {Sentence(certificate)} Check Kestrel:Certificates:Default:Path, and the key or password that belongs to it."),
        InvalidOperationException { Source: { } source } https when source.StartsWith(Kestrel, StringComparison.Ordinal)
            && https.Message.Contains("dev-certs", StringComparison.Ordinal) =>
            new UsageException("https needs a certificate: name it in Kestrel:Certificates:Default:Path and its key in Kestrel:Certificates:Default:KeyPath"
                + " (docs/proxy-and-tls.md)."),
        InvalidOperationException { Source: { } source } setting when source.StartsWith(Kestrel, StringComparison.Ordinal) => new UsageException(Sentence(setting)),
        _ => null,
    };

    static string Join(IReadOnlyList<string> addresses) => addresses.Count > 0 ? string.Join(", ", addresses) : "the addresses of Kestrel:Endpoints";

    static string Sentence(Exception failure) => failure.Message.TrimEnd('.') + ".";
}
