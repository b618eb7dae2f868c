using System.Reflection;
using System.Text.RegularExpressions;
using GreyActors.Core.Smtp;
using GreyActors.Tests.Architecture;
using Xunit;

namespace GreyActors.Tests.Documentation;

public sealed partial class SessionPageTests
{
    private const string Server = "NAME";
    private const string Client = "[ADDRESS]";

    public static TheoryData<string> Replies => [.. Ours()];

    private static IEnumerable<string> Quoted => CodeSpan().Matches(SourceTree.Read("docs/session.md")).Select(span => span.Groups[1].Value);

    [Theory]
    [MemberData(nameof(Replies))]
    public void The_page_shows_every_reply_of_ours(string line) => Assert.Contains(line, Quoted);

    [Fact]
    public void The_page_shows_no_reply_that_is_not_ours() =>
        Assert.Empty(Quoted.Where(text => ReplyWithText().IsMatch(text)).Except(Ours()));

    [Fact]
    public void Every_reply_that_is_made_for_its_client_is_looked_for()
    {
        string[] made = [nameof(SmtpReplies.Banner), nameof(SmtpReplies.Bye), nameof(SmtpReplies.ExtendedHello), nameof(SmtpReplies.Hello)];
        Assert.Equal(made, typeof(SmtpReplies).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).Order());
    }

    [Fact]
    public void The_table_of_extensions_on_the_page_equals_the_table_in_the_core()
    {
        var page = SourceTree.Read("docs/session.md").Split('\n');
        var header = Array.IndexOf(page, "| extension | RFC | offered | parameters |");

        Assert.Equal(SmtpExtensionTable.Rows.Select(RowOf), page.Skip(header + 2).TakeWhile(line => line.StartsWith('|')));
    }

    private static string RowOf(SmtpExtension row)
    {
        var offered = row.Flag == SmtpExtensions.None ? "never" : row.IsIndependentOfBackends ? "always" : "if every backend offers it";
        return $"| {row.Keyword} | {row.Rfc} | {offered} | {(row.Parameters.IsEmpty ? "–" : string.Join(", ", row.Parameters.Select(TextOf)))} |";
    }

    private static string TextOf(ExtensionParameter parameter) =>
        $"`{parameter.Command.ToString().ToUpperInvariant()} {parameter.Keyword}`" + parameter.Forwarding switch
        {
            ParameterForwarding.IfOffered => " (forwarded if offered)",
            ParameterForwarding.Never => " (never forwarded)",
            _ => "",
        };

    // Line by line, because a table cell has no space for several lines.
    private static IEnumerable<string> Ours() => typeof(SmtpReplies).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(reply => (SmtpReply)reply.GetValue(null)!)
        .Concat(
        [
            SmtpReplies.Banner(Server, "ID"),
            SmtpReplies.Bye(Server),
            SmtpReplies.Hello(Server, Client),
            SmtpReplies.ExtendedHello(Server, Client, SmtpCapabilities.None, startTls: false),
        ])
        .SelectMany(reply => reply.ToString().Split("\r\n"))
        .Distinct();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    // A code without text is only mentioned.
    [GeneratedRegex(@"\A[2-5]\d\d[ -](\d\.\d\.\d )?[^\d ]")]
    private static partial Regex ReplyWithText();
}
