using System.Security.Cryptography.X509Certificates;

namespace GreyActors.Net;

/// <summary>Whose certificate we take, as the client.</summary>
public abstract record TlsTrust
{
    private TlsTrust()
    {
    }

    /// <summary>Anybody's: it protects against listeners on the line, not against somebody who stands in the middle (RFC 7435).</summary>
    public sealed record Anybody : TlsTrust
    {
        /// <summary>The one instance.</summary>
        public static readonly Anybody Instance = new();
    }

    /// <summary>One that leads to the roots that the operating system trusts, and bears the host's name.</summary>
    public sealed record SystemRoots : TlsTrust
    {
        /// <summary>The one instance.</summary>
        public static readonly SystemRoots Instance = new();
    }

    /// <summary>One that leads to these roots, and bears the host's name.</summary>
    public sealed record Roots(X509Certificate2Collection Certificates) : TlsTrust;
}
