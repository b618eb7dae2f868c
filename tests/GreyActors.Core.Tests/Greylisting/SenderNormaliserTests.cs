using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class SenderNormaliserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Ann@Example.ORG", "ann@example.org")]
    [InlineData("ann@example.org.", "ann@example.org")]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@[192.0.2.1]", "ann@[192.0.2.1]")]
    [InlineData("MAILER-DAEMON", "mailer-daemon")]
    [InlineData("\"odd@local\"@example.org", "\"odd@local\"@example.org")]
    public void Case_and_spelling_of_the_domain_do_not_matter(string reversePath, string folded) =>
        Assert.Equal(folded, SenderNormaliser.Normalise(reversePath));

    [Theory]
    [InlineData("prvs=0123abcdef=ann@example.org", "ann@example.org")]
    [InlineData("PRVS=0123ABCDEF=Ann@example.org", "ann@example.org")]
    [InlineData("prvs=0123abcdef=prvs=1123abcdef=ann@example.org", "ann@example.org")]
    [InlineData("prvs=0123abcdef=@example.org", "prvs=0123abcdef=@example.org")]
    public void A_batv_tag_is_stripped(string reversePath, string folded) =>
        Assert.Equal(folded, SenderNormaliser.Normalise(reversePath));

    [Theory]
    [InlineData("ann+shop@example.org", "ann@example.org")]
    [InlineData("list-bounces+bob=example.com@example.org", "list-bounces@example.org")]
    [InlineData("+ann@example.org", "+ann@example.org")]
    public void An_extension_is_cut(string reversePath, string folded) =>
        Assert.Equal(folded, SenderNormaliser.Normalise(reversePath));

    [Theory]
    [InlineData("SRS0=HHHH=TT=example.com=ann@forwarder.example", "srs0=#=#=example.com=ann@forwarder.example")]
    [InlineData("SRS0+xYz1=9Q=example.com=ann+shop@forwarder.example", "srs0=#=#=example.com=ann@forwarder.example")]
    [InlineData("srs0=HHHH=TT=example.com=bounce-4711@forwarder.example", "srs0=#=#=example.com=bounce-#@forwarder.example")]
    [InlineData("SRS1=GGGG=first.example==HHHH=TT=example.com=ann@second.example", "srs1=#=first.example==#=#=example.com=ann@second.example")]
    [InlineData("srs0=broken@forwarder.example", "srs0=broken@forwarder.example")]
    public void The_hash_and_the_timestamp_of_srs_are_folded(string reversePath, string folded) =>
        Assert.Equal(folded, SenderNormaliser.Normalise(reversePath));

    [Theory]
    [InlineData("bounce-4711@lists.example", "bounce-#@lists.example")]
    [InlineData("news.return_20240517_12@lists.example", "news.return_#@lists.example")]
    [InlineData("bounce-4711-bob=example.com@lists.example", "bounce-#@lists.example")]
    [InlineData("bounce-4711-bob.smith=mail.example.com@lists.example", "bounce-#@lists.example")]
    [InlineData("bounce-7@lists.example", "bounce-#@lists.example")]
    [InlineData("john75@example.org", "john75@example.org")]
    [InlineData("j-75x@example.org", "j-75x@example.org")]
    [InlineData("12345678@example.org", "12345678@example.org")]
    [InlineData("12-34@example.org", "12-34@example.org")]
    public void The_numbers_of_a_list_are_folded_and_those_of_a_person_are_not(string reversePath, string folded) =>
        Assert.Equal(folded, SenderNormaliser.Normalise(reversePath));

    // The rule as a regular expression, which takes cubic time.
    [Fact]
    public void The_recipients_of_a_verp_address_are_cut_as_by_the_regular_expression() =>
        Gen.String[Gen.Char["ab..==__-+"], 0, 14].Sample(
            local =>
            {
                var plain = local;
                for (var last = ""; plain != last;)
                {
                    last = plain;
                    var cut = Regex.Replace(last, @"(?<=.)([-+._][^-+=]+=[^=]+\.[^=]+)$", "");
                    plain = cut.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus ? cut[..plus] : cut;
                }

                return SenderNormaliser.Normalise($"{local}@example.org") == $"{plain}@example.org";
            },
            iter: 200_000);

    [Fact]
    public void A_long_local_part_is_folded_in_linear_time()
    {
        foreach (var local in new[]
        {
            string.Concat(Enumerable.Repeat(".a", 25_000)) + "=" + string.Concat(Enumerable.Repeat("b.", 25_000)) + "=",
            string.Concat(Enumerable.Repeat("prvs=0=", 10_000)), "srs0" + new string('=', 50_000), "srs1=a" + string.Concat(Enumerable.Repeat("==", 20_000)),
            string.Concat(Enumerable.Repeat("-11", 20_000)), string.Concat(Enumerable.Repeat("a_b=c.d", 10_000)),
        })
        {
            var watch = Stopwatch.StartNew();
            SenderNormaliser.Normalise($"{local}@example.org");
            // The expression above takes minutes.
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        }
    }

    [Fact]
    public void A_key_has_a_maximum_length_and_two_long_local_parts_have_different_keys()
    {
        var (one, other) = (new string('a', 900) + "b", new string('a', 900) + "c");
        foreach (var normalise in new Func<string, string>[] { SenderNormaliser.Normalise, ForwardPathNormaliser.Normalise })
        {
            Assert.Equal($"{one[..200]}@example.org", normalise($"{one[..200]}@Example.org"));
            Assert.InRange(normalise($"{one}@example.org").Length, 100, 200);
            Assert.EndsWith("@example.org", normalise($"{one}@example.org"), StringComparison.Ordinal);
            Assert.Equal(normalise($"{one}@example.org"), normalise($"{one.ToUpperInvariant()}@example.org"));
            Assert.NotEqual(normalise($"{one}@example.org"), normalise($"{other}@example.org"));
            Assert.InRange(normalise(string.Concat(Enumerable.Repeat("\U0001F600", 400)) + "@example.org").Length, 100, 200);
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\u00e9")]
    [InlineData("\"a b")]
    public void No_client_can_send_the_key_of_a_long_local_part(string begin)
    {
        var quote = begin[0] == '"' ? "\"" : "";
        var address = $"{begin}{new string('a', 300)}{quote}@example.org";
        foreach (var normalise in new Func<string, string>[] { SenderNormaliser.Normalise, ForwardPathNormaliser.Normalise })
        {
            var key = Encoding.UTF8.GetBytes($"<{normalise(address)}>");
            Assert.True(PathParser.TryParse(Encoding.UTF8.GetBytes($"<{address}>"), out _, out _));
            Assert.False(PathParser.TryParse(key, out _, out _), "another client could use the key as its address");
        }
    }

    [Fact]
    public void The_hash_of_a_long_srs_address_is_folded_before_it_is_shortened() =>
        Assert.Equal(
            SenderNormaliser.Normalise($"SRS0=HHHH=TT=example.com={new string('u', 300)}@forwarder.example"),
            SenderNormaliser.Normalise($"SRS0=IIII=TU=example.com={new string('u', 300)}@forwarder.example"));

    [Fact]
    public void Folding_never_throws_and_never_depends_on_the_case_of_ascii() =>
        Gen.String[Gen.Char["aZ09=+-_.@\"[]<srvp "], 0, 40].Sample(path =>
            SenderNormaliser.Normalise(path) == SenderNormaliser.Normalise(path.ToUpperInvariant()));

    [Fact]
    public void Folding_accepts_any_text() =>
        Gen.String.Sample(path =>
        {
            SenderNormaliser.Normalise(path);
            ForwardPathNormaliser.Normalise(path);
        });

    [Theory]
    [InlineData("Bob@Example.COM", "bob@example.com")]
    [InlineData("Bob+News@EXAMPLE.com.", "bob+news@example.com")]
    [InlineData("postmaster", "postmaster")]
    public void A_forward_path_loses_its_case_and_nothing_else(string forwardPath, string folded) =>
        Assert.Equal(folded, ForwardPathNormaliser.Normalise(forwardPath));
}
