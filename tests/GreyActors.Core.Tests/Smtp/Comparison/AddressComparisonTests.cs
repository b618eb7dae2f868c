using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp.Comparison;

/// <summary>
/// Paths and parameters as four other mail servers accept or refuse them (<c>address-comparison.tsv</c>): a command that all of them accept
/// is accepted here, or <c>docs/session.md</c> names the danger.
/// </summary>
public sealed partial class AddressComparisonTests
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    private static readonly ComparedCommand[] Table =
    [
        .. File.ReadLines(Path.Combine(Root, "tests/GreyActors.Core.Tests/Smtp/Comparison/address-comparison.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Select(cells => new ComparedCommand(cells[0], cells[1], cells[2..])),
    ];

    private static readonly AccessPolicy Served = AccessPolicy.Compile(new AccessRules([], [], ["example.test", "b\u00fccher.example"], [], []));

    private static readonly SessionRules Rules = SessionDialogue.Rules with { Offered = SmtpCapabilities.All };

    [Fact]
    public void The_table_has_four_replies_to_each_of_many_commands()
    {
        Assert.InRange(Table.Length, 250, int.MaxValue);
        Assert.All(Table, row => Assert.Equal((4, true), (row.Replies.Length, row.Replies.All(code => Code().IsMatch(code)))));
        Assert.Equal(Table.Length, Table.DistinctBy(row => (row.Before, row.Command)).Count());
        // Each server accepts and refuses something: a server that did not run would show here.
        foreach (var server in Enumerable.Range(0, 4))
        {
            Assert.InRange(Table.Count(row => row.Replies[server] == "250"), 50, Table.Length - 50);
            Assert.InRange(Table.Count(row => row.Replies[server].StartsWith('5')), 50, Table.Length - 50);
        }
    }

    [Fact]
    public void A_command_that_all_servers_accept_is_accepted_or_the_page_names_the_danger()
    {
        var refused = Table.Where(row => row.IsAcceptedByAll && ReplyTo(row).IsPermanent).Select(row => row.Command);
        Assert.Equal(OnThePage().Order(StringComparer.Ordinal), refused.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_command_that_no_server_accepts_is_refused() =>
        Assert.Empty(Table.Where(row => row.IsAcceptedByNone && !ReplyTo(row).IsPermanent).Select(row => row.Command));

    [Theory]
    [InlineData("\\x00")]
    [InlineData("\\x01")]
    [InlineData("\\x0d")]
    [InlineData("\\x0a")]
    [InlineData("\\x1b")]
    [InlineData("\\x7f")]
    [InlineData("\\xc2\\x85")]
    [InlineData("\\xe4")]
    [InlineData("@example.com")]
    [InlineData("%example.com")]
    [InlineData("example.com!")]
    public void A_recipient_with_something_dangerous_is_refused_whatever_the_servers_do(string danger)
    {
        var rows = Table.Where(row => row.Command.Contains(danger, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(rows);
        // Only a source route may name a domain that is not served.
        Assert.Empty(rows.Where(row => !ReplyTo(row).IsPermanent && !row.Command.Contains(":b@example.test", StringComparison.Ordinal)).Select(row => row.Command));
    }

    private static SmtpReply ReplyTo(ComparedCommand row)
    {
        var session = SmtpSession.Start with { ClientName = "client.example.net", Extended = true };
        if (row.Before.Length > 0)
            session = Assert.IsType<SessionStep.Answer>(session.Handle(CommandParser.Parse(Octets(row.Before)), Rules)).Session;
        return session.Handle(CommandParser.Parse(Octets(row.Command)), Rules) switch
        {
            SessionStep.Answer answer => answer.Reply,
            SessionStep.Judge judge => ReplyTo(judge),
            var other => throw new InvalidOperationException($"{other} after {row.Command}"),
        };
    }

    private static SmtpReply ReplyTo(SessionStep.Judge judge)
    {
        var (localPart, domain) = (judge.ForwardPath.UnquotedLocalPart, judge.ForwardPath.Domain);
        return AccessCheck.Decide(Served, IPAddress.Loopback, "client.example.net", "a@example.net", localPart, domain).Reason switch
        {
            AccessReason.DomainNotServed => SmtpReplies.DomainNotServed,
            AccessReason.SenderRouted => SmtpReplies.RoutedRecipient,
            _ => SmtpReplies.ForwardPathOk,
        };
    }

    // The first cells of the table on the page, each in backticks.
    private static IEnumerable<string> OnThePage() =>
        File.ReadLines(Path.Combine(Root, "docs/session.md"))
            .SkipWhile(line => line != "## Addresses compared with four mail servers")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line =>
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                Assert.InRange(cells[2].Length, 20, 500);
                return cells[1].Trim('`');
            });

    private static byte[] Octets(string text) => Encoding.Latin1.GetBytes(
        Escape().Replace(text, octet => ((char)int.Parse(octet.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString()));

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "GreyActors.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);

    [GeneratedRegex(@"\A\(?[25]\d\d\)?\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"\\x([0-9a-f]{2})")]
    private static partial Regex Escape();

    /// <summary>One row.</summary>
    /// <param name="Before">A command that is sent before; empty for none.</param>
    /// <param name="Command">The command that is compared.</param>
    /// <param name="Replies">The code of each server, in parentheses where the server does not offer an extension that the command needs.</param>
    private sealed record ComparedCommand(string Before, string Command, string[] Replies)
    {
        // A refusal by a server that does not offer the extension says nothing about the command.
        public bool IsAcceptedByAll => Replies.All(code => code.TrimStart('(').StartsWith('2') || code.StartsWith('('));

        public bool IsAcceptedByNone => !Replies.Any(code => code.TrimStart('(').StartsWith('2'));
    }
}
