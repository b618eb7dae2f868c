namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>One input of the comparison with Postfix.</summary>
/// <param name="Name">The name of the input.</param>
/// <param name="Before">Commands before the input, separated by bars; each is answered.</param>
/// <param name="Sent">Sent in one packet, followed by FIN.</param>
/// <param name="Postfix">The reply codes of Postfix.</param>
/// <param name="GreyActors">The reply codes of GreyActors.</param>
/// <param name="Why">The reason for a difference; empty for none.</param>
internal sealed record ComparedInput(string Name, string Before, string Sent, string Postfix, string GreyActors, string Why = "");

/// <summary>The inputs, and every difference with its reason: <c>docs/session.md</c> has the same differences.</summary>
internal static class PostfixComparison
{
    private const string Transaction = "EHLO a|MAIL FROM:<a@example.net>";
    private const string Accepted = "EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<postmaster@example.test>";
    private const string Data = Accepted + "|DATA";

    /// <summary>All inputs.</summary>
    public static IReadOnlyList<ComparedInput> Inputs { get; } =
    [
        Same("greeting without a name", "", "EHLO<CRLF>", "501"),
        Same("HELO without a name", "", "HELO<CRLF>", "501"),
        Same("MAIL before a greeting", "", "MAIL FROM:<a@example.net><CRLF>", "503"),
        Same("RCPT before MAIL", "EHLO a", "RCPT TO:<postmaster@example.test><CRLF>QUIT<CRLF>", "503 221"),
        Same("DATA before MAIL", "EHLO a", "DATA<CRLF>", "503"),
        Same("nested MAIL", Transaction, "MAIL FROM:<b@example.net><CRLF>QUIT<CRLF>", "503 221"),
        Same("unknown verb", "EHLO a", "BOGUS<CRLF>QUIT<CRLF>", "500 221"),
        Same("empty line", "EHLO a", "<CRLF>QUIT<CRLF>", "500 221"),
        Differs("leading space", "EHLO a", " RSET<CRLF>QUIT<CRLF>", "250 221", "500 221", "no command of RFC 5321 begins with a space"),
        Same("NOOP with an argument", "EHLO a", "NOOP x y<CRLF>", "250"),
        Same("RSET with an argument", "EHLO a", "RSET x<CRLF>QUIT<CRLF>", "501 221"),
        Same("DATA with an argument", Accepted, "DATA x<CRLF>", "501"),
        Differs("QUIT with an argument", "EHLO a", "QUIT x<CRLF>QUIT<CRLF>", "221", "501 221", "QUIT takes no argument (RFC 5321 4.1.1.10)"),
        Same("VRFY", "EHLO a", "VRFY postmaster@example.test<CRLF>", "252"),
        Differs("HELP", "EHLO a", "HELP<CRLF>", "500", "214", "RFC 5321 4.1.1.8 says SHOULD"),
        Differs("EXPN", "EHLO a", "EXPN staff<CRLF>", "500", "502", "a known command that is not offered (RFC 5321 4.2.4)"),
        Differs("ETRN", "EHLO a", "ETRN example.test<CRLF>", "459", "502", "not offered: there is no queue here"),
        Differs("AUTH", "EHLO a", "AUTH PLAIN AGEAYg==<CRLF>QUIT<CRLF>", "503 221", "502 221", "the same code for everything that is not offered"),
        Same("STARTTLS", "EHLO a", "STARTTLS<CRLF>QUIT<CRLF>", "502 221"),
        Differs("XCLIENT", "EHLO a", "XCLIENT ADDR=127.0.9.9<CRLF>QUIT<CRLF>", "550 221", "502 221", "no client is permitted, so it is not offered at all"),
        Differs("XFORWARD", "EHLO a", "XFORWARD ADDR=127.0.9.9<CRLF>QUIT<CRLF>", "550 221", "502 221", "no client is permitted, so it is not offered at all"),
        Differs("BDAT before MAIL", "EHLO a", "BDAT 0 LAST<CRLF>QUIT<CRLF>", "503 221", "554", "CHUNKING is not offered, and a chunk must not be read as commands: closed"),
        Differs("HTTP", "", "GET / HTTP/1.1<CRLF>Host: a<CRLF><CRLF>", "221", "554", "both close; a client of another protocol must not read the reply as success"),
        Differs("TLS ClientHello", "", "<16><03><01><02><00><01><LF>", "221", "500", "an unknown command like any other; limits.max-errors closes"),
        Differs("bare LF after a command", "EHLO a", "RSET<LF>QUIT<CRLF>", "250 221", "500 221", "only CRLF ends a line (RFC 5321 2.3.8)"),
        Differs("NUL in a command", "EHLO a", "RSET<NUL><CRLF>QUIT<CRLF>", "250 221", "500 221", "a command contains no control characters; Postfix accepts the part before it"),
        Differs("command line of 3000 bytes", "EHLO a", "NOOP " + new string('x', 3000) + "<CRLF>", "250", "500", "longer than a command line may be (RFC 5321 4.5.3.1.4)"),
        Same("MAIL without brackets", "EHLO a", "MAIL FROM:a@example.net<CRLF>QUIT<CRLF>", "250 221"),
        Same("MAIL with a blank behind the colon", "EHLO a", "MAIL FROM: <a@example.net><CRLF>QUIT<CRLF>", "250 221"),
        Differs("MAIL without a domain", "EHLO a", "MAIL FROM:<a><CRLF>QUIT<CRLF>", "250 221", "501 221", "a reverse-path has a domain (RFC 5321 4.1.2); Postfix adds its own"),
        Same("MAIL with a source route", "EHLO a", "MAIL FROM:<@r.example.org:a@example.net><CRLF>QUIT<CRLF>", "250 221"),
        Same("MAIL with two dots in the local-part", "EHLO a", "MAIL FROM:<a..b@example.net><CRLF>QUIT<CRLF>", "250 221"),
        Same("MAIL with a local-part of 65 octets", "EHLO a", "MAIL FROM:<" + new string('x', 65) + "@example.net><CRLF>QUIT<CRLF>", "250 221"),
        Same("MAIL with an address literal", "EHLO a", "MAIL FROM:<a@[192.0.2.1]><CRLF>QUIT<CRLF>", "250 221"),
        Same("MAIL with a wrong address literal", "EHLO a", "MAIL FROM:<a@[192.0.2.256]><CRLF>QUIT<CRLF>", "501 221"),
        Differs("MAIL beyond ASCII without SMTPUTF8", "EHLO a", "MAIL FROM:<<c3><a4>@example.net><CRLF>QUIT<CRLF>", "250 221", "550 221", "needs SMTPUTF8 (RFC 6531 3.5)"),
        Same("unknown parameter", "EHLO a", "MAIL FROM:<a@example.net> FOO=bar<CRLF>QUIT<CRLF>", "555 221"),
        Same("parameter given twice", "EHLO a", "MAIL FROM:<a@example.net> SIZE=1 SIZE=1<CRLF>QUIT<CRLF>", "250 221"),
        Same("SIZE over the limit", "EHLO a", "MAIL FROM:<a@example.net> SIZE=50000001<CRLF>QUIT<CRLF>", "552 221"),
        Same("null forward-path", Transaction, "RCPT TO:<><CRLF>QUIT<CRLF>", "501 221"),
        Same("postmaster without a domain", Transaction, "RCPT TO:<PostMaster><CRLF>QUIT<CRLF>", "250 221"),
        Differs("recipient elsewhere", Transaction, "RCPT TO:<a@example.com><CRLF>QUIT<CRLF>", "554 221", "550 221", "550 is the code of RFC 5321 3.6.2"),
        Differs("percent hack", Transaction, "RCPT TO:<a%example.com@example.test><CRLF>QUIT<CRLF>", "554 221", "550 221", "550 is the code of RFC 5321 3.6.2"),
        Same("pipelining behind EHLO", "", "EHLO a<CRLF>NOOP<CRLF>", "554"),
        Same("pipelining after HELO", "HELO a", "NOOP<CRLF>NOOP<CRLF>", "554"),
        Same("content behind DATA at once", Accepted, "DATA<CRLF>x<CRLF>.<CRLF>", "554"),
        Differs("content after a refused DATA", Transaction, "DATA<CRLF>x<CRLF>.<CRLF>QUIT<CRLF>", "554", "503 554 221", "Postfix closes; GreyActors discards the content, answers once, and the session continues"),
        Same("a group of commands", "EHLO a", "MAIL FROM:<a@example.net><CRLF>RCPT TO:<postmaster@example.test><CRLF>RSET<CRLF>QUIT<CRLF>", "250 250 250 221"),
        Same("mail data and QUIT", Data, "x<CRLF>.<CRLF>QUIT<CRLF>", "250 221"),
        Same("mail data with LF.LF inside", Data, "x<LF>.<LF>RSET<CRLF>.<CRLF>QUIT<CRLF>", "250 221"),
        Same("mail data with LF.CRLF inside", Data, "x<LF>.<CRLF>RSET<CRLF>.<CRLF>QUIT<CRLF>", "250 221"),
        Same("mail data with CR.CR inside", Data, "x<CR>.<CR>RSET<CRLF>.<CRLF>QUIT<CRLF>", "250 221"),
        Same("mail data with CRLF.CR CRLF inside", Data, "x<CRLF>.<CR><CRLF>RSET<CRLF>.<CRLF>QUIT<CRLF>", "250 221"),
        Same("mail data with NULs", Data, "<NUL>x<NUL><CRLF>.<CRLF>QUIT<CRLF>", "250 221"),
        Differs("NOOP in the middle of a group", "EHLO a", "NOOP<CRLF>RSET<CRLF>QUIT<CRLF>", "554", "250 250 221", "RFC 2920 3.1 requires it last; harmless, because it changes nothing and has one reply"),
        Same("forty-one errors", "EHLO a", string.Concat(Enumerable.Repeat("BOGUS<CRLF>", 41)), string.Join(' ', Enumerable.Repeat("500", 20)) + " 421"),
    ];

    private static ComparedInput Differs(string name, string before, string sent, string postfix, string ours, string why) =>
        new(name, before, sent, postfix, ours, why);

    private static ComparedInput Same(string name, string before, string sent, string codes) => new(name, before, sent, codes, codes);
}
