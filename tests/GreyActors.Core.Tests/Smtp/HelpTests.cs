using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class HelpTests
{
    private static readonly SmtpSession Greeted = SmtpSession.Start with { ClientName = "client.example.org", Extended = true };

    private static SmtpVerb[] Verbs =>
        [.. Enum.GetValues<SmtpVerb>().Where(verb => verb is not (SmtpVerb.Unknown or SmtpVerb.NotOffered or SmtpVerb.Foreign))];

    [Theory]
    [InlineData(TlsOffer.None, false)]
    [InlineData(TlsOffer.Offered, false)]
    [InlineData(TlsOffer.Offered, true)]
    [InlineData(TlsOffer.Required, true)]
    public void HELP_lists_the_accepted_commands_only(TlsOffer tls, bool secured)
    {
        var rules = SessionDialogue.Rules with { Tls = tls };
        var session = Greeted with { Secured = secured };
        var help = Assert.IsType<SessionStep.Answer>(session.Handle(Parse("HELP"), rules)).Reply.ToString().Split("\r\n")[0];

        var named = help[(help.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Verbs.Where(verb => IsAccepted(session, verb, rules)).Select(verb => $"{verb}".ToUpperInvariant()).Order(), named.Order());
    }

    [Theory]
    [InlineData(TlsOffer.None, false)]
    [InlineData(TlsOffer.Offered, false)]
    [InlineData(TlsOffer.Offered, true)]
    [InlineData(TlsOffer.Required, true)]
    public void EHLO_and_HELP_agree_about_STARTTLS(TlsOffer tls, bool secured)
    {
        var rules = SessionDialogue.Rules with { Tls = tls };
        var session = Greeted with { Secured = secured };

        Assert.Equal(Says(session, rules, "EHLO client.example.org", "STARTTLS"), Says(session, rules, "HELP", "STARTTLS"));
    }

    private static bool Says(SmtpSession session, SessionRules rules, string line, string word) =>
        Assert.IsType<SessionStep.Answer>(session.Handle(Parse(line), rules)).Reply.ToString().Contains(word, StringComparison.Ordinal);

    // In some phase of a session it is answered with something other than an error.
    private static bool IsAccepted(SmtpSession session, SmtpVerb verb, SessionRules rules) => Enum.GetValues<SessionPhase>()
        .Any(phase => SmtpStateTable.Order(phase, verb) == CommandOrder.InOrder)
        && (verb != SmtpVerb.StartTls || session.Handle(Parse("STARTTLS"), rules) is SessionStep.StartTls);

    private static SmtpCommand Parse(string line) => CommandParser.Parse(Bytes.Of(line));
}
