using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GreyActors.Files;

namespace GreyActors.Configuration;

/// <summary>A certificate with its private key and the certificates that lead to its root, read of PEM files.</summary>
/// <param name="Certificate">With its private key.</param>
/// <param name="Intermediates">What stood behind it in its file.</param>
/// <param name="Fingerprint">Of what stood in the files; another one means that they were changed.</param>
public sealed record KeyPair(X509Certificate2 Certificate, X509Certificate2Collection Intermediates, string Fingerprint)
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads both files; false when no pair comes of them.</summary>
    /// <param name="certificateFile">The certificate first, behind it those that lead to its root.</param>
    /// <param name="keyFile">Its key, not encrypted.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="problem">Which of the two is at fault, and why: "`/etc/x.pem` holds no certificate".</param>
    public static bool TryRead(
        string certificateFile, string keyFile, [NotNullWhen(true)] out KeyPair? pair, [NotNullWhen(false)] out KeyPairProblem? problem)
    {
        pair = null;
        var isKey = false;
        try
        {
            var certificates = RegularFile.ReadText(certificateFile, MaxBytes);
            isKey = true;
            var key = RegularFile.ReadText(keyFile, MaxBytes);
            var fingerprint = Convert.ToHexString(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(certificates), .. System.Text.Encoding.UTF8.GetBytes(key)]));

            isKey = false;
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificates);
            if (chain.Count == 0)
            {
                problem = new KeyPairProblem(IsKey: false, $"`{certificateFile}` holds no certificate");
                return false;
            }

            isKey = true;
            var own = X509Certificate2.CreateFromPem(certificates, key);
            chain.RemoveAt(0);
            pair = new KeyPair(own, chain, fingerprint);
            problem = null;
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problem = new KeyPairProblem(isKey, $"`{(isKey ? keyFile : certificateFile)}` cannot be read: {unreadable.Message}");
        }
        catch (CryptographicException bad) when (isKey)
        {
            problem = new KeyPairProblem(isKey, $"`{keyFile}` does not fit `{certificateFile}`: {bad.Message}");
        }
        catch (CryptographicException bad)
        {
            problem = new KeyPairProblem(isKey, $"`{certificateFile}` holds no good certificate: {bad.Message}");
        }
        catch (ArgumentException)
        {
            // What the framework says of a certificate without the key that it was to be found with.
            problem = new KeyPairProblem(isKey, $"`{keyFile}` is not the key of `{certificateFile}`");
        }

        return false;
    }
}

/// <summary>Why no pair could be read.</summary>
/// <param name="IsKey">The file of the key is at fault, not that of the certificate.</param>
/// <param name="What">Names the file.</param>
public sealed record KeyPairProblem(bool IsKey, string What);
