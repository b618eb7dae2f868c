using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>Parses a command line (RFC 5321 4.1). Never throws, for any input.</summary>
public static class CommandParser
{
    /// <summary>The longest command line, CRLF included (RFC 5321 4.5.3.1.4).</summary>
    public const int MaxLine = 512;

    /// <summary>The longest MAIL or RCPT line, CRLF included: RFC 3461 4 adds 500 bytes, RFC 1870, 6152 and 6531 a few more.</summary>
    public const int MaxExtendedLine = 1100;

    /// <summary>Parses one line without its CRLF.</summary>
    public static SmtpCommand Parse(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        var word = space < 0 ? line : line[..space];
        var verb = VerbOf(word);
        if (verb == SmtpVerb.Foreign)
            return new SmtpCommand.Malformed(verb, Ascii.EqualsIgnoreCase(word, "BDAT"u8) ? SmtpReplies.ChunkingNotOffered : SmtpReplies.OtherProtocol);
        if (line.Length + 2 > (verb is SmtpVerb.Mail or SmtpVerb.Rcpt ? MaxExtendedLine : MaxLine))
            return new SmtpCommand.Malformed(verb, SmtpReplies.LineTooLong);
        if (!CommandText.IsClean(line, withTabs: verb is SmtpVerb.Mail or SmtpVerb.Rcpt))
            return new SmtpCommand.Malformed(verb, SmtpReplies.BadCharacter);
        var argument = (space < 0 ? [] : line[(space + 1)..]).Trim((byte)' ');
        return verb switch
        {
            SmtpVerb.Helo => ParseGreeting(argument, extended: false),
            SmtpVerb.Ehlo => ParseGreeting(argument, extended: true),
            SmtpVerb.Mail => ParseMail(argument),
            SmtpVerb.Rcpt => ParseRcpt(argument),
            SmtpVerb.Data or SmtpVerb.Rset or SmtpVerb.StartTls or SmtpVerb.Quit when !argument.IsEmpty =>
                new SmtpCommand.Malformed(verb, SmtpReplies.NoArgument),
            SmtpVerb.Unknown => new SmtpCommand.Malformed(verb, SmtpReplies.NotRecognised),
            SmtpVerb.NotOffered => new SmtpCommand.Malformed(verb, SmtpReplies.NotImplemented),
            _ => new SmtpCommand.Plain(verb),
        };
    }

    private static SmtpVerb VerbOf(ReadOnlySpan<byte> word)
    {
        Span<char> upper = stackalloc char[10];
        if (word.Length is < 4 or > 10)
            return Ascii.EqualsIgnoreCase(word, "GET"u8) || Ascii.EqualsIgnoreCase(word, "PUT"u8) ? SmtpVerb.Foreign : SmtpVerb.Unknown;
        for (var i = 0; i < word.Length; i++)
            upper[i] = char.ToUpperInvariant((char)word[i]);
        return upper[..word.Length] switch
        {
            "HELO" => SmtpVerb.Helo,
            "EHLO" => SmtpVerb.Ehlo,
            "MAIL" => SmtpVerb.Mail,
            "RCPT" => SmtpVerb.Rcpt,
            "DATA" => SmtpVerb.Data,
            "RSET" => SmtpVerb.Rset,
            "NOOP" => SmtpVerb.Noop,
            "VRFY" => SmtpVerb.Vrfy,
            "HELP" => SmtpVerb.Help,
            "STARTTLS" => SmtpVerb.StartTls,
            "QUIT" => SmtpVerb.Quit,
            "AUTH" or "EXPN" or "ETRN" or "TURN" or "ATRN" or "SEND" or "SOML" or "SAML"
                or "BURL" or "XCLIENT" or "XFORWARD" or "PROXY" => SmtpVerb.NotOffered,
            "POST" or "CONNECT" or "HEAD" or "OPTIONS" or "PATCH" or "DELETE" or "BDAT" => SmtpVerb.Foreign,
            _ => SmtpVerb.Unknown,
        };
    }

    // RFC 5321 4.1.4 forbids refusing a name that cannot be verified, and many legitimate clients send names that are not domains, so one word of visible
    // ASCII is enough. Non-ASCII names are invalid even with SMTPUTF8 (RFC 6531 3.7.1).
    private static SmtpCommand ParseGreeting(ReadOnlySpan<byte> argument, bool extended) =>
        argument.IsEmpty || argument.Length > PathParser.MaxDomain || argument.Contains((byte)' ') || !Ascii.IsValid(argument)
            ? new SmtpCommand.Malformed(extended ? SmtpVerb.Ehlo : SmtpVerb.Helo, SmtpReplies.BadGreeting)
            : new SmtpCommand.Greeting(extended, Encoding.ASCII.GetString(argument));

    private static SmtpCommand ParseMail(ReadOnlySpan<byte> argument)
    {
        var bad = new SmtpCommand.Malformed(SmtpVerb.Mail, SmtpReplies.BadReversePath);
        if (!TrySkipKeyword(argument, "FROM:"u8, out var rest) || !PathParser.TryParse(rest, out var path, out var length))
            return bad;
        if (!path.IsNull && path.Domain.Length == 0)
            return bad;
        return EsmtpParameters.TryParse(rest[length..], out var parameters)
            ? new SmtpCommand.Mail(path, parameters)
            : new SmtpCommand.Malformed(SmtpVerb.Mail, SmtpReplies.BadParameter);
    }

    private static SmtpCommand ParseRcpt(ReadOnlySpan<byte> argument)
    {
        var bad = new SmtpCommand.Malformed(SmtpVerb.Rcpt, SmtpReplies.BadForwardPath);
        if (!TrySkipKeyword(argument, "TO:"u8, out var rest) || !PathParser.TryParse(rest, out var path, out var length))
            return bad;
        // RFC 5321 4.1.1.3: only postmaster may omit the domain.
        if (path.IsNull || (path.Domain.Length == 0 && !path.LocalPart.Equals("postmaster", StringComparison.OrdinalIgnoreCase)))
            return bad;
        return EsmtpParameters.TryParse(rest[length..], out var parameters)
            ? new SmtpCommand.Rcpt(path, parameters)
            : new SmtpCommand.Malformed(SmtpVerb.Rcpt, SmtpReplies.BadParameter);
    }

    // Spaces after the colon violate the grammar, but are common, and all servers accept them.
    private static bool TrySkipKeyword(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        if (argument.Length < keyword.Length || !Ascii.EqualsIgnoreCase(argument[..keyword.Length], keyword))
            return false;
        rest = argument[keyword.Length..].TrimStart(" \t"u8);
        return true;
    }
}
