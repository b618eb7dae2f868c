using System.Net;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;
using GreyActors.History;
using GreyActors.Learning;
using GreyActors.Reputation;
using GreyActors.Tests.Reputation;
using Xunit;

namespace GreyActors.Tests.Learning;

/// <summary>The clients of a log get the identities that the DNS proves today.</summary>
public sealed class HistoryLookUpsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ScriptedDns _dns = new();
    private readonly HistoryLookUps _lookUps;

    public HistoryLookUpsTests() =>
        _lookUps = new HistoryLookUps(new CachingDnsClient(_dns), new ReputationDependencies([], Hour, 1000, "mx.example.com", TimeProvider.System));

    [Fact]
    public async Task SPF_the_reverse_name_and_the_HELO_name_give_identities()
    {
        _dns.Rule = question => question switch
        {
            { Name: "sender.example", Type: DnsType.Txt } => new DnsAnswer(DnsStatus.Found, Hour) { Texts = ["v=spf1 ip4:192.0.2.0/24 -all"] },
            { Name: "1.2.0.192.in-addr.arpa" } => new DnsAnswer(DnsStatus.Found, Hour) { Names = ["out.reverse.example"] },
            { Name: "out.reverse.example" or "out.helo.example" } => DnsAnswer.Of(Hour, IPAddress.Parse("192.0.2.1")),
            _ => DnsAnswer.Void(Hour),
        };

        Assert.Equal(["spf:sender.example", "host:reverse.example", "host:helo.example"], await Identities(Mail()));
    }

    [Fact]
    public async Task A_name_that_the_log_has_confirmed_is_not_looked_up()
    {
        _dns.Rule = question => question.Type == DnsType.Ptr ? throw new InvalidOperationException("looked up") : DnsAnswer.Void(Hour);

        Assert.Equal(["host:example.org"], await Identities(Mail(clientName: "mail.example.org")));
    }

    [Fact]
    public async Task A_confirmed_name_with_the_address_of_its_client_gives_no_identity()
    {
        _dns.Rule = _ => DnsAnswer.Void(Hour);

        Assert.Empty(await Identities(Mail(clientName: "192-0-2-1.dsl.example.org")));
    }

    [Fact]
    public async Task A_mail_with_recorded_identities_is_not_looked_up()
    {
        await _lookUps.Resolve([Mail() with { Identities = [new ClientIdentity("192.0.2.0/24")] }], default);

        Assert.Equal(0, _dns.Count);
    }

    [Fact]
    public async Task The_same_client_is_looked_up_once()
    {
        _dns.Rule = _ => DnsAnswer.Void(Hour);
        await _lookUps.Resolve(Enumerable.Repeat(Mail(), 100), default);
        var count = _dns.Count;
        await _lookUps.Resolve(Enumerable.Repeat(Mail(), 100), default);

        Assert.Equal(count, _dns.Count);
        Assert.InRange(count, 3, 5);
    }

    [Fact]
    public async Task At_most_64_evaluations_wait_for_the_DNS_at_once()
    {
        var mails = Enumerable.Range(0, 300).Select(number => Mail(clientName: "mail.example.org") with { ReversePath = $"ann@sender{number}.example" }).ToArray();
        var resolving = _lookUps.Resolve(mails, default);
        var first = _dns.Next(HistoryLookUps.MostAtOnce);

        Assert.Equal(HistoryLookUps.MostAtOnce, _dns.Count);
        _dns.Rule = _ => DnsAnswer.Void(Hour);
        foreach (var query in first)
            query.Answer(DnsAnswer.Void(Hour));
        await resolving;
    }

    [Fact]
    public async Task A_DNS_that_does_not_answer_is_given_up()
    {
        _dns.Rule = _ => DnsAnswer.Failed;
        foreach (var some in Enumerable.Range(0, 1000).Select(number => Mail(client: $"198.51.{number / 250}.{number % 250}")).Chunk(100))
            await _lookUps.Resolve(some, default);

        Assert.False(_lookUps.IsWorking);
        Assert.InRange(_dns.Count, HistoryLookUps.Enough, 10 * (HistoryLookUps.Enough + HistoryLookUps.MostAtOnce));
        Assert.InRange(_lookUps.Unanswered, 1, 1000);
        Assert.Equal(["host:example.org"], await Identities(Mail(clientName: "mail.example.org")));
    }

    [Fact]
    public async Task The_look_ups_end_when_the_command_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        var resolving = _lookUps.Resolve([Mail()], cancelled.Token);
        _dns.Next();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolving);
    }

    private async Task<string[]> Identities(HistoricMail mail)
    {
        await _lookUps.Resolve([mail], default);
        return [.. IdentitySources.Of(mail.Client, _lookUps.EvidenceOf(mail), PublicSuffixes.Embedded).Proven.Select(proven => proven.Identity.Text)];
    }

    private static HistoricMail Mail(string client = "192.0.2.1", string clientName = "") => new(
        DateTimeOffset.UnixEpoch, IPAddress.Parse(client), clientName, clientName.Length > 0 ? "" : "out.helo.example", "ann@sender.example", "bob@example.com", HistoricStatus.Accepted, default);
}
