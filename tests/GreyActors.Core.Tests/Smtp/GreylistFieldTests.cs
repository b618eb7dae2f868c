using System.Collections.Immutable;
using System.Text;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class GreylistFieldTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));

    [Fact]
    public void The_field_of_a_mail_that_waited_contains_its_delay() =>
        AssertField("delayed 305 seconds", Accepted("waited 5m 5s", TimeSpan.FromSeconds(305.9)));

    [Fact]
    public void The_delay_of_a_mail_is_that_of_the_accepted_recipient_that_waited_longest() => AssertField(
        "delayed 400 seconds",
        Accepted("known triplet"),
        Accepted("waited 6m 40s", TimeSpan.FromSeconds(400)),
        Accepted("waited 5m 5s", TimeSpan.FromSeconds(305)),
        Accepted("waited 1h", TimeSpan.FromHours(1)) with { Status = RecipientStatus.Failed });

    [Fact]
    public void The_field_of_a_mail_that_did_not_wait_has_the_reason_of_its_first_accepted_recipient() => AssertField(
        "not delayed (known triplet)",
        Accepted("550 5.1.1 unknown") with { Status = RecipientStatus.Refused },
        Accepted("known triplet"),
        Accepted("AlwaysAccepted"));

    [Fact]
    public void The_field_does_not_contain_the_list_entry_that_accepted_the_mail() => AssertField(
        "not delayed (whitelisted)",
        Accepted("whitelisted (whitelisted-senders: /^(a|b)@/, lists/senders:12)"));

    private static void AssertField(string delay, params ImmutableArray<Recipient> recipients) => Assert.Equal(
        $"X-Greylist: {delay}\r\n\tby GreyActors at mx.example.com;\r\n\tFri, 02 Jan 2026 02:04:05 +0000\r\n",
        Encoding.ASCII.GetString(TraceFields.Greylist(recipients, "mx.example.com", "GreyActors", Now)));

    private static Recipient Accepted(string why, TimeSpan waited = default) =>
        new(new MailPath("b", "example.com"), EsmtpParameters.None, RecipientStatus.Accepted, why, waited);
}
