using System.Text;
using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class PathParserTests
{
    private static readonly string Label63 = new('d', 63);

    [Theory]
    [InlineData("<>", "", "")]
    [InlineData("<ann@example.org>", "ann", "example.org")]
    [InlineData("<Ann.Lee+x@Example.ORG>", "Ann.Lee+x", "Example.ORG")]
    [InlineData("<!#$%&'*+-/=?^_`{|}~@example.org>", "!#$%&'*+-/=?^_`{|}~", "example.org")]
    [InlineData("<postmaster>", "postmaster", "")]
    [InlineData("<PostMaster>", "PostMaster", "")]
    [InlineData("<ann@localhost>", "ann", "localhost")]
    [InlineData("<ann@a.b-c.d--e.0>", "ann", "a.b-c.d--e.0")]
    [InlineData("<ann@my_host.example>", "ann", "my_host.example")]
    [InlineData("<ann@xn--bcher-kva.example>", "ann", "xn--bcher-kva.example")]
    [InlineData("<user%elsewhere.example@example.org>", "user%elsewhere.example", "example.org")]
    [InlineData("<elsewhere.example!user@example.org>", "elsewhere.example!user", "example.org")]
    public void A_path_is_parsed_as_written(string text, string localPart, string domain) => AssertRead(text, localPart, domain);

    [Theory]
    [InlineData("<\"\"@example.org>", "\"\"", "")]
    [InlineData("<\"ann lee\"@example.org>", "\"ann lee\"", "ann lee")]
    [InlineData("<\"ann\\\"lee\"@example.org>", "\"ann\\\"lee\"", "ann\"lee")]
    [InlineData("<\"ann\\\\\"@example.org>", "\"ann\\\\\"", "ann\\")]
    [InlineData("<\"a\\b\"@example.org>", "\"a\\b\"", "ab")]
    [InlineData("<\"a>b\"@example.org>", "\"a>b\"", "a>b")]
    [InlineData("<\"a@b\"@example.org>", "\"a@b\"", "a@b")]
    [InlineData("<\"..\"@example.org>", "\"..\"", "..")]
    public void A_quoted_local_part_keeps_its_quotes_and_can_be_read_without(string text, string quoted, string unquoted)
    {
        AssertRead(text, quoted, "example.org");
        Assert.Equal(unquoted, new MailPath(quoted, "example.org").UnquotedLocalPart);
    }

    [Theory]
    [InlineData("<@relay.example:ann@example.org>")]
    [InlineData("<@one.example,@two.example,@three.example:ann@example.org>")]
    [InlineData("<@[192.0.2.1]:ann@example.org>")]
    public void A_source_route_is_dropped(string text) => AssertRead(text, "ann", "example.org");

    [Theory]
    [InlineData("<@relay.example>")]
    [InlineData("<@relay.example:>")]
    [InlineData("<@relay.example ann@example.org>")]
    [InlineData("<@:ann@example.org>")]
    [InlineData("<@relay.example,:ann@example.org>")]
    [InlineData("<@one.example@two.example:ann@example.org>")]
    [InlineData("<@one.example,two.example:ann@example.org>")]
    [InlineData("<@one.example:@two.example:ann@example.org>")]
    [InlineData("<@one.example, @two.example:ann@example.org>")]
    [InlineData("<relay.example:ann@example.org>")]
    public void A_malformed_source_route_is_rejected(string text) => AssertNotRead(text);

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData(">")]
    [InlineData(" ")]
    [InlineData("<ann@example.org")]
    [InlineData("ann@example.org>")]
    [InlineData("ann@example.org<")]
    [InlineData("ann@example.org,lee@example.org")]
    [InlineData("ann@example.org@elsewhere.example")]
    [InlineData("ann@example.org(comment)")]
    [InlineData("ann(comment)@example.org")]
    [InlineData("(comment)ann@example.org")]
    [InlineData("\"ann\"lee@example.org")]
    [InlineData("\"ann@example.org")]
    [InlineData("ann@")]
    [InlineData("@example.org")]
    [InlineData("@relay.example:")]
    [InlineData("@relay.example:<ann@example.org>")]
    [InlineData("ann@example.org\0")]
    [InlineData("<ann @example.org>")]
    [InlineData("<ann@ example.org>")]
    [InlineData("<a nn@example.org>")]
    [InlineData("<ann@example.org x>")]
    [InlineData("<@relay.example: ann@example.org>")]
    [InlineData("<ann@>")]
    [InlineData("<@example.org>")]
    [InlineData("<ann@@example.org>")]
    [InlineData("<ann@lee@example.org>")]
    [InlineData("<ann lee@example.org>")]
    [InlineData("<ann(comment)@example.org>")]
    [InlineData("<ann,lee@example.org>")]
    [InlineData("<ann:lee@example.org>")]
    [InlineData("<ann;lee@example.org>")]
    [InlineData("<ann\\lee@example.org>")]
    [InlineData("<<ann@example.org>>")]
    [InlineData("<ann@example..org>")]
    [InlineData("<ann@.example.org>")]
    [InlineData("<ann@example.org.>")]
    [InlineData("<ann@-example.org>")]
    [InlineData("<ann@example-.org>")]
    [InlineData("<ann@exam%ple.org>")]
    [InlineData("<ann@exam ple.org>")]
    [InlineData("<ann@\"example.org\">")]
    [InlineData("<\"ann@example.org>")]
    [InlineData("<\"ann\\\"@example.org>")]
    [InlineData("<\"ann\"lee@example.org>")]
    [InlineData("<ann\"lee\"@example.org>")]
    [InlineData("<\"ann\".lee@example.org>")]
    [InlineData("<\"an\"n\"@example.org>")]
    [InlineData("<ann@example.org\0>")]
    [InlineData("<an\0n@example.org>")]
    [InlineData("<\"an\0n\"@example.org>")]
    [InlineData("<\"an\\\0n\"@example.org>")]
    [InlineData("<\"an\tn\"@example.org>")]
    [InlineData("<\"an\rn\"@example.org>")]
    [InlineData("<\"an\\\nn\"@example.org>")]
    [InlineData("<\"an\u007fn\"@example.org>")]
    public void Text_that_is_not_a_path_is_rejected(string text) => AssertNotRead(text);

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("IPv6:2001:db8::1")]
    [InlineData("ipv6:::")]
    [InlineData("IPv6:::ffff:192.0.2.1")]
    [InlineData("IPv6:1:2:3:4:5:6:7:8")]
    public void An_address_literal_is_a_domain(string address) => AssertRead($"<ann@[{address}]>", "ann", $"[{address}]");

    [Theory]
    [InlineData("[]")]
    [InlineData("[192.0.2.1")]
    [InlineData("192.0.2.1]")]
    [InlineData("[192.0.2]")]
    [InlineData("[192.0.2.]")]
    [InlineData("[192.0.2.1.1]")]
    [InlineData("[192.0.2.256]")]
    [InlineData("[192.0.2.1000]")]
    [InlineData("[192.0.2.01]")]
    [InlineData("[0300.0.2.1]")]
    [InlineData("[0xc0.0.2.1]")]
    [InlineData("[192.0.2.+1]")]
    [InlineData("[192.0.2.-1]")]
    [InlineData("[192.0.2.1 ]")]
    [InlineData("[ 192.0.2.1]")]
    [InlineData("[192.0.2.1]x")]
    [InlineData("[192.0.2.1].example.org")]
    [InlineData("x[192.0.2.1]")]
    [InlineData("[192.0.2.1/24]")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[IPv6:]")]
    [InlineData("[IPv6:192.0.2.1]")]
    [InlineData("[IPv6:2001:db8::1::2]")]
    [InlineData("[IPv6:1:2:3:4:5:6:7:8:9]")]
    [InlineData("[IPv6:12345::1]")]
    [InlineData("[IPv6:fe80::1%eth0]")]
    [InlineData("[IPv6:fe80::1%1]")]
    [InlineData("[IPv6:[::1]]")]
    [InlineData("[IPv6:2001:db8::1/64]")]
    [InlineData("[IPv6: ::1]")]
    [InlineData("[x400:c=de]")]
    [InlineData("[example.org]")]
    public void Brackets_without_a_valid_address_are_rejected_as_a_domain(string domain) => AssertNotRead($"<ann@{domain}>");

    [Theory]
    [InlineData("<müller@example.org>", "müller", "example.org")]
    [InlineData("<ann@bücher.example>", "ann", "bücher.example")]
    [InlineData("<ann@BÜCHER.example>", "ann", "BÜCHER.example")]
    [InlineData("<\"mü ller\"@bücher.example>", "\"mü ller\"", "bücher.example")]
    [InlineData("<用户@例子.广告>", "用户", "例子.广告")]
    [InlineData("<ann@straße.example>", "ann", "straße.example")]
    [InlineData("<ann@نامه\u200cای.example>", "ann", "نامه\u200cای.example")]
    [InlineData("<\U0001F600@example.org>", "\U0001F600", "example.org")]
    public void A_path_in_UTF8_is_parsed(string text, string localPart, string domain)
    {
        Assert.True(PathParser.TryParse(Encoding.UTF8.GetBytes(text), out var path, out var length));
        Assert.Equal((new MailPath(localPart, domain), Encoding.UTF8.GetByteCount(text)), (path, length));
        Assert.True(path.IsInternational);
    }

    [Theory]
    [InlineData("<m\u00fcller@example.org>")]
    [InlineData("<m\u00c3@example.org>")]
    [InlineData("<\u0080@example.org>")]
    [InlineData("<\u00c0\u00af@example.org>")]
    [InlineData("<\u00c0\u0080@example.org>")]
    [InlineData("<\u00ed\u00a0\u0080@example.org>")]
    [InlineData("<\u00f4\u0090\u0080\u0080@example.org>")]
    [InlineData("<ann@b\u00fccher.example>")]
    [InlineData("<\"m\u00fcller\"@example.org>")]
    [InlineData("<\"m\\\u00c3\u00bcller\"@example.org>")]
    [InlineData("<ann@[192.0.2.\u00c3\u00bc]>")]
    public void A_path_with_invalid_UTF8_is_rejected(string octets) => AssertNotRead(octets);

    [Theory]
    [InlineData("an\u0085n", "example.org")]
    [InlineData("an\u0080n", "example.org")]
    [InlineData("an\u009fn", "example.org")]
    [InlineData("an\u2028n", "example.org")]
    [InlineData("\"an\u2029n\"", "example.org")]
    [InlineData("ann", "exam\u0085ple.org")]
    [InlineData("ann", "exam\u2028ple.org")]
    public void A_path_with_non_ASCII_control_characters_is_rejected(string localPart, string domain) =>
        Assert.False(PathParser.TryParse(Encoding.UTF8.GetBytes($"<{localPart}@{domain}>"), out _, out _));

    // Each would be compared as one domain by us and might be resolved as another by the backend.
    [Theory]
    [InlineData("example\u3002org")]
    [InlineData("example\uff0eorg")]
    [InlineData("example\uff61org")]
    [InlineData("\u212aelvin.example")]
    [InlineData("\u212bngstrom.example")]
    [InlineData("stra\u1e9ee.example")]
    [InlineData("exam\u00adple.org")]
    [InlineData("exam\u200bple.org")]
    [InlineData("exam\u202eple.org")]
    [InlineData("exam\u2060ple.org")]
    [InlineData("exam\ufeffple.org")]
    [InlineData("exam\u00a0ple.org")]
    [InlineData("exam\u3000ple.org")]
    [InlineData("exam\ue000ple.org")]
    [InlineData("exam\uffffple.org")]
    public void A_domain_that_looks_or_folds_like_another_is_rejected(string domain) =>
        Assert.False(PathParser.TryParse(Encoding.UTF8.GetBytes($"<ann@{domain}>"), out _, out _));

    [Theory]
    [InlineData("ann@example.org", "ann", "example.org")]
    [InlineData("postmaster", "postmaster", "")]
    [InlineData("\"ann lee\"@example.org", "\"ann lee\"", "example.org")]
    [InlineData("\"ann> lee\"@example.org", "\"ann> lee\"", "example.org")]
    [InlineData("ann@[192.0.2.1]", "ann", "[192.0.2.1]")]
    [InlineData("@relay.example,@other.example:ann@example.org", "ann", "example.org")]
    [InlineData(".ann..lee.@example.org", ".ann..lee.", "example.org")]
    public void A_path_without_brackets_ends_at_a_space_or_with_the_line(string text, string localPart, string domain)
    {
        AssertRead(text, localPart, domain);
        foreach (var rest in new[] { " ", "\t", " SIZE=1", " <eve@elsewhere.example>" })
        {
            Assert.True(PathParser.TryParse(Bytes.Of(text + rest), out var path, out var length));
            Assert.Equal((new MailPath(localPart, domain), text.Length), (path, length));
        }
    }

    [Theory]
    [InlineData(".ann")]
    [InlineData("ann.")]
    [InlineData("ann..lee")]
    [InlineData("..")]
    public void Dots_where_a_dot_string_has_none_are_kept_as_written(string localPart)
    {
        AssertRead($"<{localPart}@example.org>", localPart, "example.org");
        Assert.Equal(localPart, new MailPath(localPart, "example.org").UnquotedLocalPart);
    }

    [Theory]
    [InlineData("< ann@example.org>")]
    [InlineData("<ann@example.org >")]
    [InlineData("<\t ann@example.org \t>")]
    public void Spaces_inside_the_brackets_are_dropped(string text) => AssertRead(text, "ann", "example.org");

    [Fact]
    public void Brackets_with_spaces_only_are_the_null_reverse_path() => AssertRead("<  >", "", "");

    [Theory]
    [InlineData(65)]
    [InlineData(200)]
    [InlineData(1000)]
    public void A_local_part_has_no_separate_length_limit(int length)
    {
        var local = new string('a', length);
        AssertRead($"<{local}@example.org>", local, "example.org");
        AssertRead($"{local}@example.org", local, "example.org");
        AssertRead($"<\"{local}\"@example.org>", $"\"{local}\"", "example.org");
        AssertRead($"<{local}@{DomainOf(255)}>", local, DomainOf(255));
    }

    [Fact]
    public void A_label_has_at_most_63_bytes()
    {
        AssertRead($"<ann@{Label63[1..]}.org>", "ann", $"{Label63[1..]}.org");
        AssertRead($"<ann@{Label63}.org>", "ann", $"{Label63}.org");
        AssertNotRead($"<ann@d{Label63}.org>");
    }

    [Fact]
    public void A_domain_has_at_most_255_bytes()
    {
        AssertRead($"<a@{DomainOf(254)}>", "a", DomainOf(254));
        AssertRead($"<a@{DomainOf(255)}>", "a", DomainOf(255));
        AssertNotRead($"<a@{DomainOf(256)}>");
    }

    [Fact]
    public void A_source_route_does_not_count_towards_the_length_of_the_path() =>
        AssertRead($"<@{DomainOf(250)}:a@{DomainOf(252)}>", "a", DomainOf(252));

    [Fact]
    public void Text_after_the_path_is_left_to_the_caller()
    {
        Assert.True(PathParser.TryParse("<ann@example.org> SIZE=1>"u8, out var path, out var length));
        Assert.Equal((new MailPath("ann", "example.org"), "<ann@example.org>".Length), (path, length));
    }

    [Fact]
    public void The_path_parser_never_throws_and_a_path_is_written_as_it_was_read() =>
        Bytes.Made(
            14,
            "<", ">", "@", ",", ":", "\"", "\\", ".", "a", "ann", "example.org", "[", "]", "IPv6:", "::1", "192.0.2.1", "%", "!",
            " ", "-", "\0", "\r", "\n", "\u007f", "\u00c3\u00bc", "\u00c2\u0085", "\u00ff", "postmaster", "@relay.example:").Sample(
            text =>
            {
                var octets = Bytes.Of(text);
                if (!PathParser.TryParse(octets, out var path, out var length))
                    return length == 0;
                var written = Encoding.UTF8.GetBytes(path.ToString());
                Assert.True(PathParser.TryParse(written, out var again, out var all));
                Assert.Equal((path, written.Length), (again, all));
                // Written is what was read, without source route and blanks.
                return text[..length].TrimEnd('>').TrimEnd(' ').EndsWith(Bytes.Text(written)[1..^1], StringComparison.Ordinal);
            },
            iter: 20_000,
            print: Bytes.Show);

    [Fact]
    public void Random_bytes_cause_no_exception() =>
        Gen.Byte.Array[0, 60].Sample(octets => PathParser.TryParse([(byte)'<', .. octets], out _, out var length) == length > 0
            && PathParser.TryParse(octets, out _, out length) == length > 0, iter: 5_000);

    private static string DomainOf(int length)
    {
        var labels = string.Join('.', Enumerable.Repeat(Label63, (length / 64) + 1));
        return labels[..(length - 1)].TrimEnd('.').PadRight(length, 'x');
    }

    private static void AssertRead(string text, string localPart, string domain)
    {
        Assert.True(PathParser.TryParse(Bytes.Of(text), out var path, out var length));
        Assert.Equal((new MailPath(localPart, domain), text.Length), (path, length));
    }

    private static void AssertNotRead(string octets)
    {
        Assert.False(PathParser.TryParse(Bytes.Of(octets), out _, out var length));
        Assert.Equal(0, length);
    }
}
