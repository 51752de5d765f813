using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>An authority that nobody knows, and what it signed for loopback, in a folder.</summary>
internal sealed class Certificates : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalogging-tls-");

    public Certificates()
    {
        using ECDsa caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest caRequest = new("CN=Authority of the tests", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset begin = DateTimeOffset.UtcNow.AddDays(-1);
        using X509Certificate2 ca = caRequest.CreateSelfSigned(begin, begin.AddDays(3));
        File.WriteAllText(CaFile, ca.ExportCertificatePem());

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=influxd", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 server = request.Create(ca, begin, begin.AddDays(2), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(Folder, "server.pem"), server.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public string Folder => _folder.FullName;

    public string CaFile => Path.Combine(Folder, "ca.pem");

    public void Dispose() => _folder.Delete(recursive: true);
}
