namespace GreyActors.Core.Smtp;

/// <summary>Checks the parameters of MAIL and RCPT against the <see cref="SmtpExtensionTable"/>, given what was offered at EHLO.</summary>
public static class ParameterRules
{
    /// <summary>The reply to bad parameters of MAIL; null when they are good.</summary>
    public static SmtpReply? CheckMail(EsmtpParameters parameters, SmtpCapabilities offered) =>
        Check(SmtpVerb.Mail, parameters, offered, smtpUtf8: parameters.ValueOf("SMTPUTF8") is not null);

    /// <summary>The reply to bad parameters of RCPT; null when they are good.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="offered">What EHLO offered.</param>
    /// <param name="smtpUtf8">MAIL had SMTPUTF8, which holds for the whole transaction (RFC 6531 3.4).</param>
    public static SmtpReply? CheckRcpt(EsmtpParameters parameters, SmtpCapabilities offered, bool smtpUtf8) =>
        Check(SmtpVerb.Rcpt, parameters, offered, smtpUtf8);

    /// <summary>The extensions that the backend must offer for a command with these parameters to be relayed unchanged.</summary>
    public static SmtpExtensions NeededFor(EsmtpParameters parameters)
    {
        var needed = SmtpExtensions.None;
        foreach (var (keyword, value, _) in parameters.Items)
        {
            if (SmtpExtensionTable.ParameterWithKeyword(keyword) is ({ } extension, { } parameter) && parameter.NeedsExtension(value))
                needed |= extension.Flag;
        }

        return needed;
    }

    /// <summary>The parameters that a backend with these capabilities gets.</summary>
    public static EsmtpParameters Forwarded(EsmtpParameters parameters, SmtpCapabilities capabilities) =>
        new([.. parameters.Items.Where(item => IsForwarded(item, capabilities))]);

    private static bool IsForwarded(EsmtpParameter item, SmtpCapabilities capabilities) => SmtpExtensionTable.ParameterWithKeyword(item.Keyword) switch
    {
        ({ } extension, { Forwarding: ParameterForwarding.IfOffered }) => capabilities.Offer(extension.Flag),
        (_, { Forwarding: ParameterForwarding.Never }) => false,
        _ => true,
    };

    private static SmtpReply? Check(SmtpVerb command, EsmtpParameters parameters, SmtpCapabilities offered, bool smtpUtf8)
    {
        for (var i = 0; i < parameters.Items.Length; i++)
        {
            var item = parameters.Items[i];
            // The servers do not agree which of two values holds.
            if (IsRepeated(parameters, i))
                return SmtpReplies.BadParameter;
            if (CheckOne(command, item, offered) is { } reply)
                return reply;
            if (item.IsInternational && !smtpUtf8)
                return SmtpReplies.InternationalParameter;
        }

        return null;
    }

    private static SmtpReply? CheckOne(SmtpVerb command, EsmtpParameter item, SmtpCapabilities offered) =>
        SmtpExtensionTable.ParameterWithKeyword(item.Keyword) is ({ } extension, { } parameter) && parameter.Command == command && extension.IsUsable(offered)
            ? parameter.Check(item, offered)
            : item.HasEmptyValue ? SmtpReplies.BadParameter : SmtpReplies.UnknownParameter;

    private static bool IsRepeated(EsmtpParameters parameters, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (parameters.Items[i].Keyword.Equals(parameters.Items[index].Keyword, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
