using System.Collections.Immutable;
using System.Globalization;

namespace GreyActors.Migration.Postgrey;

/// <summary>How a postgrey was started: what its database means depends on it.</summary>
/// <param name="Delay">After which a triplet passes. postgrey: --delay.</param>
/// <param name="MaxAge">How long a pass is kept. postgrey: --max-age.</param>
/// <param name="RetryWindow">postgrey: --retry-window.</param>
/// <param name="Ipv4Bits">How much of an IPv4 address is in the key. postgrey: --ipv4cidr, or --lookup-by-host.</param>
/// <param name="Ipv6Bits">The same of IPv6. postgrey: --ipv6cidr, or --lookup-by-host.</param>
/// <param name="ClientAfter">How many passes make a client known; zero when that is off. postgrey: --auto-whitelist-clients.</param>
public sealed record PostgreyOptions(TimeSpan Delay, TimeSpan MaxAge, TimeSpan RetryWindow, int Ipv4Bits, int Ipv6Bits, int ClientAfter)
{
    /// <summary>Without any option.</summary>
    public static readonly PostgreyOptions Default = new(TimeSpan.FromMinutes(5), TimeSpan.FromDays(35), TimeSpan.FromDays(2), 24, 64, 5);

    /// <summary>Options that are of no concern here: where and as whom it ran.</summary>
    private static readonly ImmutableHashSet<string> Elsewhere =
    [
        "verbose", "v", "quiet", "q", "daemonize", "d", "unix", "u", "inet", "i", "socketmode", "user", "group", "dbdir", "pidfile",
        "syslogfacility", "syslog-facility", "facility", "hostname", "exim", "listen-queue-size", "lookup-by-subnet",
    ];

    /// <summary>Reads options as they stand in <c>POSTGREY_OPTS</c> of <c>/etc/default/postgrey</c>.</summary>
    /// <remarks>To postgrey a zero is its default, but for the number of passes.</remarks>
    /// <returns>The options, and those that mean nothing here.</returns>
    /// <exception cref="FormatException">A number is none; the message names the option.</exception>
    public static (PostgreyOptions Options, ImmutableArray<string> NotCarried) Parse(string text)
    {
        var options = Default;
        var notCarried = ImmutableArray.CreateBuilder<string>();
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
                    notCarried.Add(Value() is { Length: > 0 } given ? $"--{name}={given}" : $"--{name}");
                    break;
            }
        }

        return (options, notCarried.ToImmutable());
    }

    private static TimeSpan Window(string name, string value) => value.EndsWith('h')
        ? TimeSpan.FromHours(Number(name, value[..^1]))
        : TimeSpan.FromDays(Number(name, value));

    private static int Number(string name, string value, int most = 1_000_000) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException($"--{name} has no good number: \"{value}\"");
}
