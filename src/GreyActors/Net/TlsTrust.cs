using System.Security.Cryptography.X509Certificates;

namespace GreyActors.Net;

/// <summary>The certificates of the backend that are accepted.</summary>
public abstract record TlsTrust
{
    private TlsTrust()
    {
    }

    /// <summary>Any certificate: protects against eavesdropping, not against an active attacker (RFC 7435).</summary>
    public sealed record Anybody : TlsTrust
    {
        /// <summary>The one instance.</summary>
        public static readonly Anybody Instance = new();
    }

    /// <summary>A certificate for the host's name, issued under the operating system's trusted roots.</summary>
    public sealed record SystemRoots : TlsTrust
    {
        /// <summary>The one instance.</summary>
        public static readonly SystemRoots Instance = new();
    }

    /// <summary>A certificate for the host's name, issued under these roots.</summary>
    public sealed record Roots(X509Certificate2Collection Certificates) : TlsTrust;
}
