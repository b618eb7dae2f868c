using System.Reflection;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class SmtpRepliesTests
{
    private static readonly SmtpCapabilities Everything = new((SmtpExtensions)63, long.MaxValue);

    public static TheoryData<string> Names => [.. Replies().Select(reply => reply.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_reply_is_well_formed(string name)
    {
        var reply = Replies().Single(one => one.Name == name).Reply;
        var text = Bytes.Text(reply.Bytes.Span);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        var lines = text[..^2].Split("\r\n");
        Assert.InRange(reply.Code, 200, 599);
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.Matches(@"\A[2-5][0-5][0-9][ -][\x20-\x7e]+\z", lines[i]);
            Assert.StartsWith($"{reply.Code}{(i == lines.Length - 1 ? ' ' : '-')}", lines[i], StringComparison.Ordinal);
            // RFC 5321 4.5.3.1.5, CRLF included.
            Assert.InRange(lines[i].Length + 2, 1, 512);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_class_of_the_enhanced_code_is_that_of_the_code(string name)
    {
        var reply = Replies().Single(one => one.Name == name).Reply;
        // RFC 2034 4: none in the banner and in the replies to HELO and EHLO.
        if (name is "Banner" or "Hello" or "ExtendedHello")
            return;
        Assert.All(reply.ToString().Split("\r\n"), line =>
        {
            Assert.Matches(@"\A\d{3}[ -][245]\.\d{1,3}\.\d{1,3} ", line);
            Assert.Equal(line[0], line[4]);
        });
    }

    [Fact]
    public void No_two_replies_are_the_same()
    {
        var texts = Replies().Select(reply => reply.Reply.ToString()).ToArray();
        Assert.Equal(texts.Length, texts.Distinct().Count());
    }

    [Fact]
    public void A_reply_of_several_lines_repeats_its_code()
    {
        var reply = new SmtpReply(250, ["one", "two", "three"]);
        Assert.Equal("250-one\r\n250-two\r\n250 three\r\n", Bytes.Text(reply.Bytes.Span));
        Assert.Equal("250-one\r\n250-two\r\n250 three", reply.ToString());
    }

    [Theory]
    [InlineData("250 Ok", true, false, false)]
    [InlineData("354 Go", false, false, false)]
    [InlineData("451 Later", false, true, false)]
    [InlineData("499 Later", false, true, false)]
    [InlineData("500 No", false, false, true)]
    [InlineData("599 No", false, false, true)]
    public void The_first_digit_says_what_a_reply_means(string line, bool positive, bool transient, bool permanent)
    {
        var reply = new SmtpReply(line);
        Assert.Equal((positive, transient, permanent), (reply.IsPositive, reply.IsTransient, reply.IsPermanent));
    }

    private static IEnumerable<(string Name, SmtpReply Reply)> Replies() =>
    [
        .. typeof(SmtpReplies).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (field.Name, (SmtpReply)field.GetValue(null)!)),
        .. typeof(SmtpReplies).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => (method.Name, Made(method.Name))),
    ];

    private static SmtpReply Made(string name)
    {
        // The longest name that a domain can have, and the longest address.
        var server = new string('d', 255);
        const string Client = "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]";
        return name switch
        {
            nameof(SmtpReplies.Banner) => SmtpReplies.Banner(server, "GreyActors"),
            nameof(SmtpReplies.Bye) => SmtpReplies.Bye(server),
            nameof(SmtpReplies.Hello) => SmtpReplies.Hello(server, Client),
            nameof(SmtpReplies.ExtendedHello) => SmtpReplies.ExtendedHello(server, Client, Everything, startTls: true),
            _ => throw new ArgumentException($"{name} is not made here yet", nameof(name)),
        };
    }
}
