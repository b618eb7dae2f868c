using System.Collections.Immutable;
using System.Net;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

/// <summary>Evaluations in a DNS whose every answer was made by an attacker.</summary>
public sealed class SpfPropertyTests
{
    private static readonly string Label = new('a', 64);
    private static readonly string LongName = string.Join('.', Enumerable.Repeat(new string('b', 62), 5));

    private static readonly Gen<string> Junk = Gen.Char[(char)0, (char)255].Array[0, 40].Select(characters => new string(characters));

    private static readonly Gen<string> Macro = Gen.Select(
            Gen.Char["slodiphvSLODIPHV"], AnyOf("", "", "1", "2", "128", "9999999999"), AnyOf("", "r", "R"), AnyOf("", ".", "-", ".-+,/_="))
        .Select(macro => $"%{{{macro.Item1}{macro.Item2}{macro.Item3}{macro.Item4}}}");

    // Almost valid, so that evaluations come far: one error makes a record worthless.
    private static readonly Gen<string> DomainSpec = Gen.Frequency(
            (40, Macro),
            (20, AnyOf(".", "example.org", ".example.org", "a", "%%", "%_", "%-", "..", "/24", "//64")),
            (4, AnyOf(Label, LongName)),
            (1, Gen.OneOf(Junk, AnyOf("%{x}", "%{d0}", "%{c}", "%{d*}", "%{", "%"))))
        .Array[1, 6].Select(string.Concat);

    private static readonly Gen<string> Term = Gen.Frequency(
        (60, Gen.Select(AnyOf("", "-", "?", "~"), AnyOf("a", "mx", "ptr", "include", "exists"), DomainSpec)
            .Select(term => $"{term.Item1}{term.Item2}:{term.Item3}.example.org")),
        (60, AnyOf("a", "mx", "ptr", "a/24//64", "ip4:198.51.100.0/24", "ip6:2001:db8::/32", "include:example.org", "x=%{d}")),
        (1, Junk));

    private static readonly Gen<string> End = Gen.OneOf(
        AnyOf("", "-all", "~all", "redirect=example.org", "all exp="),
        DomainSpec.Select(spec => $"-all exp={spec}.example.org"),
        DomainSpec.Select(spec => $"redirect={spec}.example.org"));

    private static readonly Gen<string> Record = Gen.Frequency(
        (40, Gen.Select(Term.Array[0, 12], End).Select((terms, end) => $"v=spf1 {string.Join(' ', terms)} {end}")),
        (2, Gen.Select(Term, Gen.Int[1, 60_000]).Select((term, length) => "v=spf1 " + Repeated(term + " ", length))),
        (4, Gen.OneOf(DomainSpec, Macro, Junk)));

    private static readonly Gen<string> Sender = Gen.Frequency(
        (12, AnyOf("user@example.org", "first.last-name+tag@example.org", "")),
        (3, AnyOf("j\u00fcrgen@example.org", $"{LongName}@example.org", $"user@{Label}.example.org", $"user@{LongName}", "@", "@@@", "user@\ud800.example")),
        (1, Gen.String),
        (1, Gen.String.Select(text => $"{text}@example.org")));

    private static readonly Gen<string> Helo = Gen.OneOf(
        AnyOf("mail.example.org", "mail.example.org", "[192.0.2.1]", Label, LongName, "%{h}", new string('.', 255)), Gen.String, Junk);

    private static readonly Gen<IPAddress> Client = Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]).Select(bytes => new IPAddress(bytes));

    private static readonly Gen<string> Name = Gen.Frequency(
        (8, Gen.Int[0, 99].Select(number => $"host{number}.example.org")), (1, Junk), (1, AnyOf(LongName, $"{Label}.example.org", "localhost", "")));

    private static readonly Gen<HostileDns> Dns = Gen.Select(Gen.UInt, Record.Array[1, 6], Name.Array[0, 100], Client).Select(
        (seed, records, names, address) => new HostileDns(seed, [.. records], [.. names], address));

    [Fact]
    public void No_input_throws_or_exceeds_the_limits() => Gen.Select(Client, Helo, Sender, Dns).Sample(
        (client, helo, sender, dns) =>
        {
            var evaluation = new SpfEvaluation(client, helo, sender, "receiver.example", DateTimeOffset.UnixEpoch) { Explains = true };
            for (var question = evaluation.Next(null); question is { } asked; question = evaluation.Next(dns.Answer(asked)))
            {
                Assert.InRange(evaluation.Questions, 1, SpfLimits.MaxQuestions);
                AssertCanBeAsked(asked.Name);
            }

            AssertIsHarmless(evaluation);
        },
        iter: 5000);

    [Fact]
    public void An_evaluation_can_expire_at_any_question() => Gen.Select(Client, Sender, Dns, Gen.Int[0, 20]).Sample((client, sender, dns, last) =>
    {
        var evaluation = new SpfEvaluation(client, "mail.example.org", sender, "receiver.example", DateTimeOffset.UnixEpoch) { Explains = true };
        var question = evaluation.Next(null);
        while (question is { } asked && evaluation.Questions < last)
            question = evaluation.Next(dns.Answer(asked));
        var before = evaluation.Evidence;
        evaluation.Expire();

        Assert.Null(evaluation.Next(question is { } open ? dns.Answer(open) : null));
        Assert.True(evaluation.HasFailed);
        Assert.Contains(evaluation.Evidence, new[] { before, before with { Result = SpfResult.TempError } });
        AssertIsHarmless(evaluation);
    });

    [Fact]
    public void A_text_is_a_record_or_not_but_never_an_exception() =>
        Gen.OneOf(Junk, Gen.String, Record).Sample(text => { _ = SpfRecord.Parse($"v=spf1 {text}"); });

    private static void AssertCanBeAsked(string name)
    {
        Assert.InRange(name.Length, 3, SpfName.MaxLength);
        Assert.All(name.Split('.'), label => Assert.InRange(label.Length, 1, 63));
        Assert.All(name, character => Assert.True(character is >= ' ' and <= '~' && !char.IsAsciiLetterUpper(character)));
    }

    // Results are shown and logged.
    private static void AssertIsHarmless(SpfEvaluation evaluation)
    {
        Assert.Matches(@"\A[a-z0-9_.-]*\z", evaluation.Evidence.Domain);
        Assert.All(evaluation.Explanation ?? "", character => Assert.InRange(character, ' ', '~'));
        Assert.InRange((evaluation.Explanation ?? "").Length, 0, SpfLimits.MaxTextLength);
    }

    private static Gen<string> AnyOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Repeated(string text, int length) => string.Concat(Enumerable.Repeat(text, (length / text.Length) + 1));

    /// <summary>Answers anything, but the same again to the same question.</summary>
    private sealed record HostileDns(uint Seed, ImmutableArray<string> Records, ImmutableArray<string> Names, IPAddress Address)
    {
        public DnsAnswer Answer(DnsQuestion question)
        {
            var hash = question.ToString().Aggregate(Seed, (sum, character) => (sum ^ character) * 16_777_619) >> 8;
            if (hash % 100 == 0)
                return DnsAnswer.Failed;
            if (hash % 50 == 1)
                return DnsAnswer.Void(TimeSpan.Zero);
            return new DnsAnswer(DnsStatus.Found, TimeSpan.FromHours(1))
            {
                Addresses = question.Type is DnsType.A or DnsType.Aaaa ? [Address] : [],
                Names = question.Type is DnsType.Ptr ? Names : question.Type is DnsType.Mx ? [.. Names.TakeLast((int)(hash % 12))] : [],
                Texts = question.Type is DnsType.Txt ? [Records[(int)(hash % (uint)Records.Length)]] : [],
            };
        }
    }
}
