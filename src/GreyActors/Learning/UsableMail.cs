using System.Text;
using GreyActors.Core.Addresses;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.History;

namespace GreyActors.Learning;

/// <summary>Decides which mail of a log teaches something.</summary>
/// <param name="rules">The rules of the judge: the domains that are served, and our own users.</param>
/// <param name="since">Mail before this time is not used.</param>
/// <param name="now">The time; mail after it is not used.</param>
/// <param name="lifetime"><c>greylisting.pass-lifetime</c>: older mail has no effect.</param>
internal sealed class UsableMail(JudgeRules rules, DateTimeOffset since, DateTimeOffset now, TimeSpan lifetime)
{
    /// <summary>The question that the judge would have got about the mail; or the reason why the mail is not used.</summary>
    public (RecipientQuestion Question, string? Unused) Check(HistoricMail mail)
    {
        if (WhyNot(mail) is { } reason)
            return (default, reason);
        if (PathOf(mail.ReversePath) is not { } reversePath)
            return (default, "its sender is no address");
        if (PathOf(mail.ForwardPath) is not { Domain.Length: > 0 } forwardPath)
            return (default, "its recipient is no address with a domain");
        return rules.Access.ServesDomain(forwardPath.Domain)
            ? (new RecipientQuestion(mail.Client, mail.Helo, reversePath, forwardPath), null)
            : (default, "its recipient's domain is not served here");
    }

    private string? WhyNot(HistoricMail mail) => mail.Status switch
    {
        HistoricStatus.Rejected => "rejected",
        HistoricStatus.Spam => "spam, as a filter found",
        HistoricStatus.Deferred => "deferred by a greylist or for another reason",
        HistoricStatus.Failed => "not delivered",
        _ when mail.At > now => "its time is in the future",
        _ when mail.At < since => "older than --since",
        _ when mail.At <= now - lifetime => "older than greylisting.pass-lifetime",
        _ when rules.Access.IsAllowedClient(mail.Client) => "sent by our own users",
        _ when LocalAddresses.Contains(mail.Client) => "sent from this machine or a private network",
        _ => null,
    };

    private static MailPath? PathOf(string text)
    {
        var path = Encoding.UTF8.GetBytes($"<{text}>");
        return PathParser.TryParse(path, out var parsed, out var length) && length == path.Length ? parsed : null;
    }
}
