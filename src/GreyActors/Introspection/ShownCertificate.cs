using System.Collections.Immutable;
using GreyActors.Configuration;

namespace GreyActors.Introspection;

/// <summary>A certificate that clients get.</summary>
/// <param name="Subject">Its subject: <c>CN=mx.example.com</c>.</param>
/// <param name="Names">The host names for which it is selected.</param>
/// <param name="NotBefore">The start of its validity.</param>
/// <param name="NotAfter">The end of its validity.</param>
public sealed record ShownCertificate(string Subject, ImmutableArray<string> Names, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>A certificate as it is shown.</summary>
    public static ShownCertificate Of(KeyPair pair) =>
        new(pair.Certificate.Subject, pair.Names, pair.Certificate.NotBefore.ToUniversalTime(), pair.Certificate.NotAfter.ToUniversalTime());
}
