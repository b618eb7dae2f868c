using System.Collections.Immutable;
using System.Globalization;

namespace GreyActors.Demo;

/// <summary>Who sends what and when. Addresses and domains are those that are kept for examples (RFC 5737, RFC 2606).</summary>
public static class DemoPlot
{
    /// <summary>The domain that is served.</summary>
    public const string Domain = "example.com";

    /// <summary>Who is whitelisted, as <c>whitelisted-triples</c> has it.</summary>
    public const string Whitelisted = $"192.0.2.77 <alerts@bank.example> <you@{Domain}>";

    private const string You = $"you@{Domain}";
    private const int SpamEngines = 40;

    // Of so many engines one knocks a second time at once, as if it had not heard.
    private const int Impatient = 8;

    /// <summary>Everybody, in no order.</summary>
    public static ImmutableArray<Performer> Cast { get; } = [.. HonestSenders(), .. Spam()];

    /// <summary>When the last of them has tried for the last time.</summary>
    public static TimeSpan Length { get; } = Cast.Max(performer => performer.At[^1]);

    // The schedules are those that the named mail servers come with.
    private static IEnumerable<Performer> HonestSenders() =>
    [
        new("a friend; Postfix comes again after 5 minutes", ["203.0.113.10"], "mail.friends.example", "alice@friends.example", You, Minutes(0.2, 5.2, 15.2), Ending.Delivered),
        new("a customer; qmail comes again after 6:40", ["203.0.113.90"], "mx.customer.example", "bob@customer.example", $"sales@{Domain}", Minutes(0.5, 7.2, 27.2), Ending.Delivered),
        new("a big provider; the second try is from another machine of its network", ["198.51.100.20", "198.51.100.61"], "out.bigmail.example", "carol@bigmail.example", You, Minutes(1, 6.1, 16.1), Ending.Delivered),
        new("a bank; whitelisted, so nobody waits", ["192.0.2.77"], "smtp.bank.example", "alerts@bank.example", You, Minutes(3.5), Ending.Delivered),
        new("the friend again; now he is known, and nothing is held up", ["203.0.113.10"], "mail.friends.example", "alice@friends.example", You, Minutes(9, 14), Ending.Delivered),
        new("a shop; Exim comes again after a quarter of an hour", ["203.0.113.200"], "shop.example", "orders@shop.example", You, Minutes(1.4, 16.4, 31.4), Ending.Delivered),
        new("the customer again; his triplet is known", ["203.0.113.90"], "mx.customer.example", "bob@customer.example", $"sales@{Domain}", Minutes(14, 20.7), Ending.Delivered),
    ];

    private static IEnumerable<Performer> Spam()
    {
        for (var engine = 0; engine < SpamEngines; engine++)
        {
            // A botnet: every engine on a network of its own, all within two minutes, each with another sender.
            var first = 2 + (engine * 0.05);
            yield return new Performer(
                "an engine of spam",
                [string.Create(CultureInfo.InvariantCulture, $"10.{engine * 5}.{engine * 37 % 251}.{engine * 11 % 250 + 1}")],
                string.Create(CultureInfo.InvariantCulture, $"dsl-{engine * 7919 % 1000}.pool.invalid"),
                string.Create(CultureInfo.InvariantCulture, $"prize{engine * 104729 % 10000}@lottery.invalid"),
                engine % Impatient == 3 ? "stranger@elsewhere.example" : engine % 3 == 0 ? $"sales@{Domain}" : You,
                engine % Impatient == 1 ? Minutes(first, first + 0.4) : Minutes(first),
                engine % Impatient == 3 ? Ending.Refused : Ending.Deferred)
            {
                Thinks = TimeSpan.FromSeconds(3),
            };
        }
    }

    private static ImmutableArray<TimeSpan> Minutes(params double[] minutes) => [.. minutes.Select(TimeSpan.FromMinutes)];
}
