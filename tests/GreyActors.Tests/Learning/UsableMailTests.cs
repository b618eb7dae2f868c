using System.Net;
using GreyActors.Core.Access;
using GreyActors.History;
using GreyActors.Judging;
using GreyActors.Learning;
using GreyActors.Tests.Configuration;
using Xunit;

namespace GreyActors.Tests.Learning;

public sealed class UsableMailTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly HistoricMail Good = new(
        Now.AddDays(-1), IPAddress.Parse("192.0.2.1"), "", "mail.example.org", "Ann@example.org", "bob@example.com", HistoricStatus.Accepted, default);

    [Fact]
    public void A_delivered_mail_to_a_served_domain_is_used_as_the_judge_would_see_it()
    {
        var (question, unused) = Check(Good);

        Assert.Null(unused);
        Assert.Equal(
            ("192.0.2.1", "mail.example.org", "Ann@example.org", "bob@example.com"),
            (question.Client.ToString(), question.Helo, question.ReversePath.Address, question.ForwardPath.Address));
    }

    [Fact]
    public void Mail_that_observe_mode_let_pass_and_bounces_are_used()
    {
        Assert.Null(Check(Good with { Status = HistoricStatus.WouldDefer }).Unused);
        Assert.Null(Check(Good with { ReversePath = "" }).Unused);
    }

    [Theory]
    [InlineData(HistoricStatus.Rejected, "rejected")]
    [InlineData(HistoricStatus.Spam, "spam, as a filter found")]
    [InlineData(HistoricStatus.Deferred, "deferred by a greylist or for another reason")]
    [InlineData(HistoricStatus.Failed, "not delivered")]
    public void Only_delivered_mail_is_used(HistoricStatus status, string reason) => Assert.Equal(reason, Check(Good with { Status = status }).Unused);

    [Theory]
    [InlineData("bob@elsewhere.example", "its recipient's domain is not served here")]
    [InlineData("postmaster", "its recipient is no address with a domain")]
    [InlineData("bob@", "its recipient is no address with a domain")]
    [InlineData("b ob@example.com", "its recipient is no address with a domain")]
    public void The_recipient_is_an_address_here(string recipient, string reason) => Assert.Equal(reason, Check(Good with { ForwardPath = recipient }).Unused);

    [Fact]
    public void The_sender_is_an_address() => Assert.Equal("its sender is no address", Check(Good with { ReversePath = "a <b" }).Unused);

    [Theory]
    [InlineData("198.51.100.7", "sent by our own users")]
    [InlineData("10.0.0.1", "sent from this machine or a private network")]
    [InlineData("::1", "sent from this machine or a private network")]
    public void The_client_is_outside(string client, string reason) => Assert.Equal(reason, Check(Good with { Client = IPAddress.Parse(client) }).Unused);

    [Fact]
    public void The_time_is_between_since_and_now_and_within_pass_lifetime()
    {
        Assert.Equal("its time is in the future", Check(Good with { At = Now.AddMilliseconds(1) }).Unused);
        Assert.Null(Check(Good with { At = Now }).Unused);
        Assert.Equal("older than greylisting.pass-lifetime", Check(Good with { At = Now.AddDays(-36) }).Unused);
        Assert.Null(Check(Good with { At = Now.AddDays(-36).AddMilliseconds(1) }).Unused);
        Assert.Equal("older than --since", Check(Good with { At = Now.AddDays(-2).AddMilliseconds(-1) }, Now.AddDays(-2)).Unused);
        Assert.Null(Check(Good with { At = Now.AddDays(-2) }, Now.AddDays(-2)).Unused);
    }

    private static (Core.Judging.RecipientQuestion Question, string? Unused) Check(HistoricMail mail, DateTimeOffset since = default)
    {
        var settings = Configured.Valid("", [Configured.Served, "allowed-senders=[\"198.51.100.7\"]"]).Settings;
        return new UsableMail(JudgeDependencies.RulesOf(settings, AccessPolicy.Compile(settings.Access)), since, Now, TimeSpan.FromDays(36)).Check(mail);
    }
}
