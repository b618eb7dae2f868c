using System.Globalization;
using System.Text;

namespace GreyActors.Benchmarks.Peers;

/// <summary>Clients with public addresses (198.18.0.0/15, RFC 2544), which a PROXY header announces: loopback addresses are never looked up.</summary>
/// <remarks>Client <c>n</c> is <c>mail.c{n}.example</c> by its reverse name and in EHLO, and sends mail of <c>c{n}.example</c>.</remarks>
/// <param name="First">The number of the first client.</param>
/// <param name="Count">How many take turns.</param>
/// <param name="IsNewInEachRound">Whether a later round has other clients.</param>
internal sealed record ProxiedClients(int First, int Count, bool IsNewInEachRound = false)
{
    /// <summary>The numbers of clients are smaller.</summary>
    public const int Most = 64_000;

    /// <summary>The arguments of Load/smtpload.c.</summary>
    public static readonly string[] Arguments = ["-Y", "-f", "s%lu@c%lu.example", "-M", "mail.c%lu.example"];

    // As Load/smtpload.c counts them.
    private const int InNetwork = 250;

    /// <summary>The DNS of all clients as lines of a zone file.</summary>
    /// <remarks>
    /// SPF takes a usual record: the provider's first, which does not match, then the domain's own host, which is another one, then its mail server, which
    /// is the client. A client that is not in the cache costs five queries: PTR, A, TXT, A, MX.
    /// </remarks>
    public static string Zone()
    {
        var lines = new StringBuilder("$TTL 86400\n_spf.provider.example. TXT \"v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/25 ip6:2001:db8::/32 -all\"\n");
        for (var number = 0; number < Most; number++)
        {
            var (network, host) = (number / InNetwork, (number % InNetwork) + 1);
            lines.Append(CultureInfo.InvariantCulture, $"""
                {host}.{network}.18.198.in-addr.arpa. PTR mail.c{number}.example.
                mail.c{number}.example. A 198.18.{network}.{host}
                c{number}.example. A 203.0.113.1
                c{number}.example. MX 10 mail.c{number}.example.
                c{number}.example. TXT "v=spf1 include:_spf.provider.example a mx -all"

                """);
        }

        return lines.ToString();
    }
}
