namespace GreyActors.Core.Smtp;

/// <summary>What a relay shall say: our name, the reverse-path and the first recipient that was accepted.</summary>
public sealed record RelayPlan(
    string ServerName,
    MailPath ReversePath,
    EsmtpParameters Parameters,
    MailPath FirstRecipient,
    EsmtpParameters FirstParameters)
{
    /// <summary>The extensions without which the mail could not be carried whole.</summary>
    public SmtpExtensions Needed => ParameterRules.NeededFor(Parameters) | ParameterRules.NeededFor(FirstParameters);

    /// <summary>MAIL for a real mail server with these capabilities; SIZE and BODY=7BIT are left out where it does not know them.</summary>
    public string MailLine(SmtpCapabilities capabilities)
    {
        var known = Parameters.Items.Where(item => item.Keyword.ToUpperInvariant() switch
        {
            "SIZE" => capabilities.Offer(SmtpExtensions.Size),
            "BODY" => capabilities.Offer(SmtpExtensions.EightBitMime),
            _ => true,
        });
        return $"MAIL FROM:{ReversePath}{new EsmtpParameters([.. known])}\r\n";
    }

    /// <summary>RCPT for one recipient.</summary>
    public static string RcptLine(MailPath forwardPath, EsmtpParameters parameters) => $"RCPT TO:{forwardPath}{parameters}\r\n";
}
