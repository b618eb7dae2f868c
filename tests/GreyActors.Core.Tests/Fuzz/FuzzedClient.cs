using System.Net;
using GreyActors.Core.Smtp;
using GreyActors.Core.Tests.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Fuzz;

/// <summary>The client of a fuzzed session: checks the replies and the log lines.</summary>
internal static class FuzzedClient
{
    public static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    /// <summary>Whatever it said, each line of the greylist log is one line of seven fields.</summary>
    public static void IsLogged(IEnumerable<MailFate> fates, string clientName, string reversePath)
    {
        foreach (var fate in fates)
        {
            var line = GreylistLogLine.Format(DateTimeOffset.UnixEpoch, clientName, Address, reversePath, fate.ForwardPaths, fate.Status);
            Assert.DoesNotContain(line, octet => octet is < ' ' or > '~');
            Assert.Equal(7, line.Split(" | ").Length);
        }
    }

    /// <summary>RFC 5321 4.2: whole lines, all of one code, and nothing in them that is no text.</summary>
    public static void Hear(SmtpReply reply)
    {
        var lines = Bytes.Text(reply.Bytes.Span).Split("\r\n");
        Assert.Equal("", lines[^1]);
        for (var i = 0; i < lines.Length - 1; i++)
        {
            Assert.Matches(i == lines.Length - 2 ? "^[2-5][0-9]{2}( |$)" : "^[2-5][0-9]{2}-", lines[i]);
            Assert.StartsWith(lines[0][..3], lines[i], StringComparison.Ordinal);
            Assert.DoesNotContain(lines[i], octet => octet is (< ' ' and not '\t') or '\x7f');
        }
    }
}
