using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MetaLogging.Server.Serving;

/// <summary>Says in a sentence why a server does not start: what was wrong with its settings, or who is in its way.</summary>
internal static class StartFailure
{
    /// <summary>Refuses addresses that are none, before anything is opened.</summary>
    /// <exception cref="UsageException">One is.</exception>
    public static void RequireUrls(string option, string? urls)
    {
        foreach (string url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            try
            {
                if (BindingAddress.Parse(url) is { Scheme: "http" or "https", PathBase: "" })
                {
                    continue;
                }
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException)
            {
                // Said below.
            }

            throw new UsageException($"{option} takes addresses such as {ServerSettings.DefaultUrl}; '{url}' is none.");
        }
    }

    /// <summary>The failure as a person understands it; null where it is one that should not happen, or explains itself.</summary>
    public static Exception? Explain(Exception failure) => failure switch
    {
        OptionsValidationException wrong => new UsageException(string.Join(" ", wrong.Failures)),
        InvalidDataException file => new UsageException($"{Sentence(file)} {Sentence(file.GetBaseException())}"),
        IOException { InnerException: AddressInUseException } taken => new IOException(
            $"{Sentence(taken)} Another program listens there, or a server runs already. Stop it, or choose another address with --urls.", taken),
        SocketException socket => new IOException(
            $"It can't listen where it should: {Sentence(socket)} Choose an address of this machine, and a port that this user may open.", socket),
        CryptographicException certificate => new UsageException($"The certificate can't be used: {Sentence(certificate)}"),
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } https when https.Message.Contains("dev-certs", StringComparison.Ordinal) =>
            new UsageException("https needs a certificate: name it in Kestrel:Certificates:Default:Path (docs/proxy-and-tls.md)."),
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" or "Microsoft.Extensions.Configuration.Binder" } setting =>
            new UsageException(Sentence(setting)),
        _ => null,
    };

    static string Sentence(Exception failure) => failure.Message.TrimEnd('.') + ".";
}
