using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GreyActors.Files;

namespace GreyActors.Configuration;

/// <summary>A certificate with its private key and intermediate certificates, read from PEM files.</summary>
/// <param name="Certificate">The certificate with its private key.</param>
/// <param name="Intermediates">The certificates after it in the file.</param>
/// <param name="Fingerprint">A fingerprint of both files, to detect changes.</param>
public sealed record KeyPair(X509Certificate2 Certificate, X509Certificate2Collection Intermediates, string Fingerprint)
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The DNS names of the certificate (subjectAltName), perhaps with a wildcard. The common name does not count (RFC 9525 2).</summary>
    public ImmutableArray<string> Names { get; } =
        [.. Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames())];

    /// <summary>Whether the files of both lists have the same content.</summary>
    public static bool AreSame(ImmutableArray<KeyPair> one, ImmutableArray<KeyPair> other) =>
        one.Select(pair => pair.Fingerprint).SequenceEqual(other.Select(pair => pair.Fingerprint), StringComparer.Ordinal);

    /// <summary>Reads both files; returns false for an invalid pair.</summary>
    /// <param name="certificateFile">The certificate, followed by the intermediates.</param>
    /// <param name="keyFile">The private key, not encrypted.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="problem">The file at fault and the reason: "`/etc/x.pem` contains no certificate".</param>
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
                problem = new KeyPairProblem(IsKey: false, $"`{certificateFile}` contains no certificate");
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
            problem = new KeyPairProblem(isKey, $"`{keyFile}` does not match `{certificateFile}`: {bad.Message}");
        }
        catch (CryptographicException bad)
        {
            problem = new KeyPairProblem(isKey, $"`{certificateFile}` contains no valid certificate: {bad.Message}");
        }
        catch (ArgumentException)
        {
            // The framework throws this for a certificate whose key does not match.
            problem = new KeyPairProblem(isKey, $"`{keyFile}` is not the key of `{certificateFile}`");
        }

        return false;
    }
}

/// <summary>The reason why no pair could be read.</summary>
/// <param name="IsKey">Whether the key file is at fault; otherwise the certificate file is.</param>
/// <param name="What">The reason, with the name of the file.</param>
public sealed record KeyPairProblem(bool IsKey, string What);
