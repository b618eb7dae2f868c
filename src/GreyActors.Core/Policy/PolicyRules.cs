using System.Net;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Policy;

/// <summary>Decides what is judged at which point of Postfix's SMTP dialogue.</summary>
/// <remarks>
/// Recipients are judged at RCPT. The null reverse-path is judged at DATA: call-outs, which verify an address with it, end before DATA and must not be
/// deferred. At DATA, Postfix names the recipient only if there is exactly one; with several, one attempt with the empty forward-path decides about the mail.
/// </remarks>
public static class PolicyRules
{
    private static readonly MailPath SeveralRecipients = new("", "");

    /// <summary>The question for the judge; null if nothing is judged now, and the answer is DUNNO.</summary>
    public static RecipientQuestion? QuestionOf(PolicyRequest request) => request switch
    {
        { Client: { } client, Sender: { } sender, State: PolicyState.Rcpt, Recipient: { } recipient } when !sender.IsNull => Question(request, client, sender, recipient),
        { Client: { } client, Sender: { IsNull: true } sender, State: PolicyState.Data } => Question(request, client, sender, request.Recipient ?? SeveralRecipients),
        _ => null,
    };

    private static RecipientQuestion Question(PolicyRequest request, IPAddress client, MailPath sender, MailPath recipient) =>
        new(client, request.Helo, sender, recipient, request.Secured) { Door = Door.PostfixPolicy, Authenticated = request.Authenticated };
}
