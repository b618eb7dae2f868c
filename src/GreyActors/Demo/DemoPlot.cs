using System.Collections.Immutable;
using System.Globalization;

namespace GreyActors.Demo;

/// <summary>The senders, their mail and their schedules. Addresses and domains are those reserved for examples (RFC 5737, RFC 2606).</summary>
public static class DemoPlot
{
    /// <summary>The served domain.</summary>
    public const string Domain = "example.com";

    /// <summary>The entry of <c>whitelisted-triples</c>.</summary>
    public const string Whitelisted = $"192.0.2.77 <alerts@bank.example> <you@{Domain}>";

    private const string You = $"you@{Domain}";
    private const int SpamBots = 40;

    // One of so many bots retries at once.
    private const int Impatient = 8;

    /// <summary>All senders, in no order.</summary>
    public static ImmutableArray<DemoSender> Cast { get; } = [.. LegitimateSenders(), .. Spam()];

    /// <summary>The time of the last scheduled attempt.</summary>
    public static TimeSpan Length { get; } = Cast.Max(sender => sender.At[^1]);

    // The schedules are the defaults of the named mail servers.
    private static IEnumerable<DemoSender> LegitimateSenders() =>
    [
        new("a friend; Postfix retries after 5 minutes", ["203.0.113.10"], "mail.friends.example", "alice@friends.example", You, Minutes(0.2, 5.2, 15.2), Ending.Delivered),
        new("a customer; qmail retries after 6:40", ["203.0.113.90"], "mx.customer.example", "bob@customer.example", $"sales@{Domain}", Minutes(0.5, 7.2, 27.2), Ending.Delivered),
        new("a large provider; the retry comes from another machine in its network", ["198.51.100.20", "198.51.100.61"], "out.bigmail.example", "carol@bigmail.example", You, Minutes(1, 6.1, 16.1), Ending.Delivered),
        new("a bank; whitelisted, so never deferred", ["192.0.2.77"], "smtp.bank.example", "alerts@bank.example", You, Minutes(3.5), Ending.Delivered),
        new("the friend again; the triplet is known, so no delay", ["203.0.113.10"], "mail.friends.example", "alice@friends.example", You, Minutes(9, 14), Ending.Delivered),
        new("a shop; Exim retries after 15 minutes", ["203.0.113.200"], "shop.example", "orders@shop.example", You, Minutes(1.4, 16.4, 31.4), Ending.Delivered),
        new("the customer again; the triplet is known, so no delay", ["203.0.113.90"], "mx.customer.example", "bob@customer.example", $"sales@{Domain}", Minutes(14, 20.7), Ending.Delivered),
    ];

    private static IEnumerable<DemoSender> Spam()
    {
        for (var bot = 0; bot < SpamBots; bot++)
        {
            // A botnet: each bot is in a network of its own and has a sender of its own; all send within two minutes.
            var first = 2 + (bot * 0.05);
            yield return new DemoSender(
                "a spam bot",
                [string.Create(CultureInfo.InvariantCulture, $"10.{bot * 5}.{bot * 37 % 251}.{bot * 11 % 250 + 1}")],
                string.Create(CultureInfo.InvariantCulture, $"dsl-{bot * 7919 % 1000}.pool.invalid"),
                string.Create(CultureInfo.InvariantCulture, $"prize{bot * 104729 % 10000}@lottery.invalid"),
                bot % Impatient == 3 ? "stranger@elsewhere.example" : bot % 3 == 0 ? $"sales@{Domain}" : You,
                bot % Impatient == 1 ? Minutes(first, first + 0.4) : Minutes(first),
                bot % Impatient == 3 ? Ending.Refused : Ending.Deferred)
            {
                Pause = TimeSpan.FromSeconds(3),
            };
        }
    }

    private static ImmutableArray<TimeSpan> Minutes(params double[] minutes) => [.. minutes.Select(TimeSpan.FromMinutes)];
}
