using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>Which parameters MAIL and RCPT may carry, given what was offered at EHLO.</summary>
public static class ParameterRules
{
    /// <summary>The reply that MAIL's parameters deserve, or null when they are in order.</summary>
    public static SmtpReply? CheckMail(EsmtpParameters parameters, SmtpCapabilities offered)
    {
        var smtpUtf8 = parameters.ValueOf("SMTPUTF8") is not null;
        for (var i = 0; i < parameters.Items.Length; i++)
        {
            var (keyword, value, hasEmptyValue) = parameters.Items[i];
            // The servers do not agree which of two values holds.
            if (IsRepeated(parameters, i))
                return SmtpReplies.BadParameter;
            var reply = keyword.ToUpperInvariant() switch
            {
                "SIZE" when offered.Offer(SmtpExtensions.Size) => CheckSize(value, offered.MaxSize),
                "BODY" when offered.Offer(SmtpExtensions.EightBitMime) => BadUnless(IsOneOf(value, "7BIT", "8BITMIME")),
                "SMTPUTF8" when offered.Offer(SmtpExtensions.SmtpUtf8) => BadUnless(value.Length == 0 && !hasEmptyValue),
                "RET" when offered.Offer(SmtpExtensions.Dsn) => BadUnless(IsOneOf(value, "FULL", "HDRS")),
                "ENVID" when offered.Offer(SmtpExtensions.Dsn) => BadUnless(Encoding.UTF8.GetByteCount(value) is > 0 and <= 100),
                // RFC 4954 5: a server that does not trust its client behaves as if AUTH=<> was given, so the value does not matter. GreyActors never offers AUTH.
                "AUTH" when offered.Extensions != SmtpExtensions.None => BadUnless(value.Length > 0 || hasEmptyValue),
                _ when hasEmptyValue => SmtpReplies.BadParameter,
                _ => SmtpReplies.UnknownParameter,
            };
            if (reply is null && parameters.Items[i].IsInternational && !smtpUtf8)
                return SmtpReplies.InternationalParameter;
            if (reply is not null)
                return reply;
        }

        return null;
    }

    /// <summary>The reply that RCPT's parameters deserve, or null when they are in order.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="offered">What EHLO offered.</param>
    /// <param name="smtpUtf8">MAIL had SMTPUTF8, which holds for the whole transaction (RFC 6531 3.4).</param>
    public static SmtpReply? CheckRcpt(EsmtpParameters parameters, SmtpCapabilities offered, bool smtpUtf8)
    {
        for (var i = 0; i < parameters.Items.Length; i++)
        {
            var (keyword, value, hasEmptyValue) = parameters.Items[i];
            // The servers do not agree which of two values holds.
            if (IsRepeated(parameters, i))
                return SmtpReplies.BadParameter;
            var reply = keyword.ToUpperInvariant() switch
            {
                "NOTIFY" when offered.Offer(SmtpExtensions.Dsn) => BadUnless(IsNotify(value)),
                "ORCPT" when offered.Offer(SmtpExtensions.Dsn) => BadUnless(Encoding.UTF8.GetByteCount(value) <= 500 && value.IndexOf(';', StringComparison.Ordinal) > 0),
                _ when hasEmptyValue => SmtpReplies.BadParameter,
                _ => SmtpReplies.UnknownParameter,
            };
            if (reply is null && parameters.Items[i].IsInternational && !smtpUtf8)
                return SmtpReplies.InternationalParameter;
            if (reply is not null)
                return reply;
        }

        return null;
    }

    /// <summary>The extensions that the backend must offer for a command with these parameters to be carried whole.</summary>
    public static SmtpExtensions NeededFor(EsmtpParameters parameters)
    {
        var needed = SmtpExtensions.None;
        foreach (var (keyword, value, _) in parameters.Items)
        {
            needed |= keyword.ToUpperInvariant() switch
            {
                "BODY" when IsOneOf(value, "8BITMIME") => SmtpExtensions.EightBitMime,
                "SMTPUTF8" => SmtpExtensions.SmtpUtf8,
                "RET" or "ENVID" or "NOTIFY" or "ORCPT" => SmtpExtensions.Dsn,
                _ => SmtpExtensions.None,
            };
        }

        return needed;
    }

    private static SmtpReply? CheckSize(string value, long limit)
    {
        // RFC 1870 3: 1*20DIGIT, more than a long holds.
        if (value.Length is 0 or > 20 || !value.All(char.IsAsciiDigit))
            return SmtpReplies.BadParameter;
        var size = decimal.Parse(value, CultureInfo.InvariantCulture);
        return limit > 0 && size > limit ? SmtpReplies.TooBig : null;
    }

    // RFC 3461 4.1: NEVER stands alone.
    private static bool IsNotify(string value)
    {
        var words = value.Split(',');
        return IsOneOf(value, "NEVER") || (words.Length > 0 && words.All(word => IsOneOf(word, "SUCCESS", "FAILURE", "DELAY")));
    }

    private static SmtpReply? BadUnless(bool good) => good ? null : SmtpReplies.BadParameter;

    private static bool IsOneOf(string value, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word.Equals(value, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

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
