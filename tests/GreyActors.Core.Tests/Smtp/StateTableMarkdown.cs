using System.Text;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>The state table as <c>docs/session.md</c> shows it.</summary>
internal static class StateTableMarkdown
{
    /// <summary>One row a phase, one column a verb, lines ended by LF.</summary>
    public static string Render()
    {
        var verbs = Enum.GetValues<SmtpVerb>();
        var text = new StringBuilder()
            .Append("| phase |").AppendJoin('|', verbs.Select(verb => $" {Heading(verb)} ")).Append("|\n")
            .Append("|---|").AppendJoin('|', verbs.Select(_ => "---")).Append("|\n");
        foreach (var phase in Enum.GetValues<SessionPhase>())
        {
            var cells = verbs.Select(verb => $" {Cell(SmtpStateTable.Order(phase, verb))} ");
            text.Append("| ").Append(phase).Append(" |").AppendJoin('|', cells).Append("|\n");
        }

        return text.ToString();
    }

    private static string Heading(SmtpVerb verb) => verb switch
    {
        SmtpVerb.Unknown => "unknown",
        SmtpVerb.NotOffered => "not offered",
        SmtpVerb.Foreign => "other protocol",
        _ => verb.ToString().ToUpperInvariant(),
    };

    private static string Cell(CommandOrder order) => order switch
    {
        CommandOrder.InOrder => "yes",
        CommandOrder.NeedGreeting => "503 HELO first",
        CommandOrder.NeedReversePath => "503 MAIL first",
        CommandOrder.NeedForwardPath => "503 RCPT first",
        CommandOrder.NestedMail => "503 nested",
        CommandOrder.NoValidRecipients => "554 no recipients",
        CommandOrder.Deferred => "451 deferred",
        CommandOrder.NotRecognised => "500",
        CommandOrder.NotImplemented => "502",
        CommandOrder.OtherProtocol => "554",
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "not in the table"),
    };
}
