using System.Collections.Immutable;
using System.Globalization;

namespace GreyActors.Migration.Postgrey;

/// <summary>The options of a postgrey, which determine the meaning of its database.</summary>
/// <param name="Delay">The time after which a triplet passes. postgrey: --delay.</param>
/// <param name="MaxAge">The lifetime of a pass. postgrey: --max-age.</param>
/// <param name="RetryWindow">postgrey: --retry-window.</param>
/// <param name="Ipv4Bits">The prefix length of IPv4 addresses in the key. postgrey: --ipv4cidr, or --lookup-by-host.</param>
/// <param name="Ipv6Bits">The same for IPv6. postgrey: --ipv6cidr, or --lookup-by-host.</param>
/// <param name="ClientAfter">The number of passes after which a client is exempt; zero if disabled. postgrey: --auto-whitelist-clients.</param>
public sealed record PostgreyOptions(TimeSpan Delay, TimeSpan MaxAge, TimeSpan RetryWindow, int Ipv4Bits, int Ipv6Bits, int ClientAfter)
{
    /// <summary>The defaults of postgrey.</summary>
    public static readonly PostgreyOptions Default = new(TimeSpan.FromMinutes(5), TimeSpan.FromDays(35), TimeSpan.FromDays(2), 24, 64, 5);

    /// <summary>Options without meaning here: addresses, users and logging of the process.</summary>
    private static readonly ImmutableHashSet<string> Elsewhere =
    [
        "verbose", "v", "quiet", "q", "daemonize", "d", "unix", "u", "inet", "i", "socketmode", "user", "group", "dbdir", "pidfile",
        "syslogfacility", "syslog-facility", "facility", "hostname", "exim", "listen-queue-size", "lookup-by-subnet",
    ];

    /// <summary>Parses the options in <c>POSTGREY_OPTS</c> of <c>/etc/default/postgrey</c>.</summary>
    /// <remarks>postgrey reads zero as the default, except for the number of passes.</remarks>
    /// <returns>The options, and those that have no equivalent here.</returns>
    /// <exception cref="FormatException">A number is invalid; the message names the option.</exception>
    public static (PostgreyOptions Options, ImmutableArray<string> NotImported) Parse(string text)
    {
        var options = Default;
        var notImported = ImmutableArray.CreateBuilder<string>();
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < words.Length; at++)
        {
            var (name, value) = words[at].TrimStart('-').Split('=', 2) is [var before, var behind] ? (before, behind) : (words[at].TrimStart('-'), "");
            string Value() => value.Length > 0 ? value : at + 1 < words.Length && !words[at + 1].StartsWith('-') ? words[++at] : "";
            switch (name)
            {
                case "delay":
                    options = options with { Delay = Number(name, Value()) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : Default.Delay };
                    break;
                case "max-age":
                    options = options with { MaxAge = Number(name, Value()) is > 0 and var days ? TimeSpan.FromDays(days) : Default.MaxAge };
                    break;
                case "retry-window":
                    options = options with { RetryWindow = Window(name, Value()) };
                    break;
                case "ipv4cidr":
                    options = options with { Ipv4Bits = Number(name, Value(), 32) is > 0 and var bits ? bits : Default.Ipv4Bits };
                    break;
                case "ipv6cidr":
                    options = options with { Ipv6Bits = Number(name, Value(), 128) is > 0 and var bits6 ? bits6 : Default.Ipv6Bits };
                    break;
                case "lookup-by-host":
                    options = options with { Ipv4Bits = 32, Ipv6Bits = 128 };
                    break;
                case "auto-whitelist-clients":
                    options = options with { ClientAfter = Value() is { Length: > 0 } count ? Number(name, count) : Default.ClientAfter };
                    break;
                case var other when Elsewhere.Contains(other):
                    Value();
                    break;
                default:
                    notImported.Add(Value() is { Length: > 0 } given ? $"--{name}={given}" : $"--{name}");
                    break;
            }
        }

        return (options, notImported.ToImmutable());
    }

    private static TimeSpan Window(string name, string value) => value.EndsWith('h')
        ? TimeSpan.FromHours(Number(name, value[..^1]))
        : TimeSpan.FromDays(Number(name, value));

    private static int Number(string name, string value, int most = 1_000_000) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException($"--{name} has an invalid number: \"{value}\"");
}
