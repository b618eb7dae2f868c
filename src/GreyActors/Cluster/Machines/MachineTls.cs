using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using GreyActors.Configuration;

namespace GreyActors.Cluster.Machines;

/// <summary>TLS between machines: both sides show a certificate of the authority of the cluster before the first byte of a message.</summary>
internal static class MachineTls
{
    /// <summary>The set-up of the transport. The configuration was checked, so the files are good unless they changed meanwhile.</summary>
    /// <exception cref="IOException">A file is no longer good.</exception>
    public static DotNettySslSetup Of(ClusterTlsSettings tls)
    {
        if (!KeyPair.TryRead(tls.Certificate, tls.Key, out var pair, out var problem))
            throw new IOException(problem.What);
        var trust = new MachineTrust(tls.Roots);
        return new DotNettySslSetup(
            pair.Certificate,
            suppressValidation: false,
            requireMutualAuthentication: true,
            customValidator: (certificate, chain, machine, _, log) =>
            {
                // Akka reports this once for each attempt, and an intruder makes the attempts.
                var why = certificate is null ? "it has no certificate" : trust.WhyNot(certificate, OthersOf(chain));
                if (why is not null)
                    log.Debug($"The certificate of {machine} was refused: {why}");
                return why is null;
            });
    }

    private static X509Certificate2Collection OthersOf(X509Chain? chain)
    {
        var others = new X509Certificate2Collection();
        if (chain is null)
            return others;
        others.AddRange(chain.ChainPolicy.ExtraStore);
        foreach (var element in chain.ChainElements.Skip(1))
            others.Add(element.Certificate);
        return others;
    }
}
