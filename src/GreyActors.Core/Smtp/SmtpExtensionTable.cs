using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>Every SMTP extension that we support, in the order of the reply to EHLO; docs/session.md shows the same table.</summary>
/// <remarks>A new extension is a flag in <see cref="SmtpExtensions"/> and a row here.</remarks>
public static class SmtpExtensionTable
{
    /// <summary>The rows.</summary>
    public static ImmutableArray<SmtpExtension> Rows { get; } =
    [
        new(SmtpExtensions.Pipelining, "PIPELINING", 2920) { IsIndependentOfBackends = true },
        new(SmtpExtensions.Size, "SIZE", 1870)
        {
            Parameters = [new(SmtpVerb.Mail, "SIZE", CheckSize, Never, ParameterForwarding.IfOffered)],
        },
        new(SmtpExtensions.EightBitMime, "8BITMIME", 6152)
        {
            Parameters =
            [
                new(SmtpVerb.Mail, "BODY", Good(one => IsOneOf(one.Value, "7BIT", "8BITMIME")), value => IsOneOf(value, "8BITMIME"), ParameterForwarding.IfOffered),
            ],
        },
        new(SmtpExtensions.SmtpUtf8, "SMTPUTF8", 6531)
        {
            Parameters = [new(SmtpVerb.Mail, "SMTPUTF8", Good(one => one.Value.Length == 0 && !one.HasEmptyValue), Always, ParameterForwarding.Always)],
        },
        new(SmtpExtensions.Dsn, "DSN", 3461)
        {
            Parameters =
            [
                new(SmtpVerb.Mail, "RET", Good(one => IsOneOf(one.Value, "FULL", "HDRS")), Always, ParameterForwarding.Always),
                new(SmtpVerb.Mail, "ENVID", Good(one => Encoding.UTF8.GetByteCount(one.Value) is > 0 and <= 100), Always, ParameterForwarding.Always),
                new(SmtpVerb.Rcpt, "NOTIFY", Good(one => IsNotify(one.Value)), Always, ParameterForwarding.Always),
                new(SmtpVerb.Rcpt, "ORCPT", Good(IsOriginalRecipient), Always, ParameterForwarding.Always),
            ],
        },
        new(SmtpExtensions.EnhancedStatusCodes, "ENHANCEDSTATUSCODES", 2034),
        new(SmtpExtensions.None, "AUTH", 4954)
        {
            // RFC 4954 5: a server that does not trust its client behaves as if AUTH=<> was given, so the value does not matter. GreyActors never
            // offers AUTH. The backend trusts us, and would believe the client's claim.
            Parameters = [new(SmtpVerb.Mail, "AUTH", Good(one => one.Value.Length > 0 || one.HasEmptyValue), Never, ParameterForwarding.Never)],
        },
    ];

    /// <summary>The extensions that are offered, as far as the backends offer them.</summary>
    public static SmtpExtensions All { get; } = FlagsOf(Rows);

    /// <summary>The extensions that are offered whatever the backends offer.</summary>
    public static SmtpExtensions IndependentOfBackends { get; } = FlagsOf(Rows.Where(row => row.IsIndependentOfBackends));

    /// <summary>The offered extension with this keyword; null when there is none.</summary>
    public static SmtpExtension? WithKeyword(string keyword)
    {
        foreach (var row in Rows)
        {
            if (row.Flag != SmtpExtensions.None && row.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase))
                return row;
        }

        return null;
    }

    /// <summary>The parameter with this keyword, and its extension; nulls when there is none. No keyword is used by both commands.</summary>
    public static (SmtpExtension? Extension, ExtensionParameter? Parameter) ParameterWithKeyword(string keyword)
    {
        foreach (var row in Rows)
        {
            foreach (var parameter in row.Parameters)
            {
                if (parameter.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase))
                    return (row, parameter);
            }
        }

        return (null, null);
    }

    private static SmtpExtensions FlagsOf(IEnumerable<SmtpExtension> rows) => rows.Aggregate(SmtpExtensions.None, (flags, row) => flags | row.Flag);

    private static Func<EsmtpParameter, SmtpCapabilities, SmtpReply?> Good(Func<EsmtpParameter, bool> isGood) =>
        (parameter, _) => isGood(parameter) ? null : SmtpReplies.BadParameter;

    private static bool Always(string value) => true;

    private static bool Never(string value) => false;

    private static SmtpReply? CheckSize(EsmtpParameter parameter, SmtpCapabilities offered)
    {
        // RFC 1870 3: 1*20DIGIT, more than a long holds.
        var value = parameter.Value;
        if (value.Length is 0 or > 20 || !value.All(char.IsAsciiDigit))
            return SmtpReplies.BadParameter;
        return offered.MaxSize > 0 && decimal.Parse(value, CultureInfo.InvariantCulture) > offered.MaxSize ? SmtpReplies.TooBig : null;
    }

    // RFC 3461 4.1: NEVER excludes the others.
    private static bool IsNotify(string value) =>
        IsOneOf(value, "NEVER") || value.Split(',').All(word => IsOneOf(word, "SUCCESS", "FAILURE", "DELAY"));

    // RFC 3461 4.2: the type of the address, a semicolon, the address.
    private static bool IsOriginalRecipient(EsmtpParameter parameter) =>
        Encoding.UTF8.GetByteCount(parameter.Value) <= 500 && parameter.Value.IndexOf(';', StringComparison.Ordinal) > 0;

    private static bool IsOneOf(string value, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word.Equals(value, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
