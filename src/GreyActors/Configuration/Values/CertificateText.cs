using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GreyActors.Files;

namespace GreyActors.Configuration.Values;

/// <summary>Reads certificate files with the configuration, so that an invalid file is reported with its place.</summary>
internal static class CertificateText
{
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The certificates of a PEM file; none if no file is named.</summary>
    public static Checked<X509Certificate2Collection> Roots(string path)
    {
        var roots = new X509Certificate2Collection();
        if (path.Length == 0)
            return Checked<X509Certificate2Collection>.Of(roots);
        try
        {
            roots.ImportFromPem(RegularFile.ReadText(path, MaxBytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return new Wrong($"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }

        return roots.Count > 0 ? Checked<X509Certificate2Collection>.Of(roots) : new Wrong("contains no certificate: expected a file with -----BEGIN CERTIFICATE----- in it");
    }
}
