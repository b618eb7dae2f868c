using System.Diagnostics;
using CsCheck;
using GreyActors.Core.Access;
using Xunit;

namespace GreyActors.Core.Tests.Access;

public sealed class PathListTests
{
    [Theory]
    [InlineData("ann@example.org", "ann@example.org", true)]
    [InlineData("<ann@example.org>", "ann@example.org", true)]
    [InlineData("Ann@Example.ORG", "aNN@eXAMPLE.org", true)]
    [InlineData("ann@example.org", "ann+news@example.org", true)]
    [InlineData("ann+news@example.org", "ann@example.org", false)]
    [InlineData("ann+news@example.org", "Ann+News@example.org", true)]
    [InlineData("ann@example.org", "anna@example.org", false)]
    [InlineData("ann@example.org", "+ann@example.org", false)]
    [InlineData("ann@example.org", "ann@sub.example.org", false)]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example", true)]
    [InlineData("ann@example.org", "\"ann\"@example.org", false)]
    [InlineData("ann@[192.0.2.1]", "ann@[192.0.2.1]", true)]
    public void A_mailbox_is_itself_and_its_extensions(string entry, string path, bool means) => Means(entry, path, means);

    [Theory]
    [InlineData("ann@", "ann@example.org", true)]
    [InlineData("ann@", "Ann+x@elsewhere.example", true)]
    [InlineData("ann@", "anna@example.org", false)]
    [InlineData("postmaster@", "postmaster", true)]
    [InlineData("postmaster@", "", false)]
    public void A_local_part_entry_matches_at_every_domain(string entry, string path, bool means) => Means(entry, path, means);

    [Theory]
    [InlineData("example.org", "ann@example.org", true)]
    [InlineData("@example.org", "ann@Example.Org", true)]
    [InlineData("example.org", "ann@sub.example.org", false)]
    [InlineData("example.org", "ann@notexample.org", false)]
    [InlineData("example.org", "example.org@elsewhere.example", false)]
    [InlineData("@localhost", "root@localhost", true)]
    [InlineData("bücher.example", "ann@XN--BCHER-KVA.example", true)]
    public void A_domain_is_not_its_subdomains(string entry, string path, bool means) => Means(entry, path, means);

    [Theory]
    [InlineData(".example.org", "ann@sub.example.org", true)]
    [InlineData(".example.org", "ann@a.b.c.Example.org", true)]
    [InlineData(".example.org", "ann@example.org", false)]
    [InlineData(".example.org", "ann@notexample.org", false)]
    [InlineData(".example.org", "ann@example.org.evil.example", false)]
    [InlineData(".org", "ann@example.org", true)]
    [InlineData(".bücher.example", "ann@sub.xn--bcher-kva.example", true)]
    public void A_leading_dot_matches_only_subdomains(string entry, string path, bool means) => Means(entry, path, means);

    [Theory]
    [InlineData("*-news@example.org", "weekly-NEWS@example.org", true)]
    [InlineData("*-news@example.org", "news@example.org", false)]
    [InlineData("ann?@example.org", "anna@example.org", true)]
    [InlineData("ann?@example.org", "ann@example.org", false)]
    [InlineData("*@*.example.org", "ann@sub.example.org", true)]
    [InlineData("*@*.example.org", "ann@example.org", false)]
    [InlineData("*.example.org", "ann@sub.example.org", true)]
    public void A_star_matches_any_text_and_a_question_mark_one_byte(string entry, string path, bool means) => Means(entry, path, means);

    [Theory]
    [InlineData("/^news-[0-9]+@example\\.org$/", "NEWS-17@example.org", true)]
    [InlineData("/^news-[0-9]+@example\\.org$/i", "news-17@EXAMPLE.org", true)]
    [InlineData("/^news-[0-9]+@example\\.org$/", "news-@example.org", false)]
    [InlineData("/example\\.org/", "ann@example.org.evil.example", true)]
    [InlineData("/^(?!ann)[^@]*@example\\.org$/", "bob@example.org", true)]
    [InlineData("/^(?!ann)[^@]*@example\\.org$/", "ann@example.org", false)]
    [InlineData("/^(.)\\1@/", "aa@example.org", true)]
    [InlineData("/^$/", "", false)]
    public void A_regular_expression_is_searched_in_the_whole_path(string entry, string path, bool means) => Means(entry, path, means);

    [Fact]
    public void No_other_entry_matches_the_null_reverse_path()
    {
        Means("<>", "", true);
        Means("<>", "ann@example.org", false);
        foreach (var entry in new[] { "example.org", ".org", "*@example.org", "/a*/", "ann@" })
            Means(entry, "", false);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("<ann@example.org")]
    [InlineData("ann @example.org")]
    [InlineData("/ann")]
    [InlineData("/ann/x")]
    [InlineData("/ann/ii")]
    [InlineData("/(/")]
    [InlineData("@")]
    [InlineData(".")]
    public void An_invalid_path_entry_is_refused_with_its_text(string entry) =>
        Assert.Contains($"\"{entry}\"", Assert.Throws<ArgumentException>(() => PathList.Compile([entry])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("*", true)]
    [InlineData("*@*", true)]
    [InlineData("?*", true)]
    [InlineData("//", true)]
    [InlineData("/.*/", true)]
    [InlineData("/@/", true)]
    [InlineData("/^[^@]+@.+\\..+$/", true)]
    [InlineData("/\\.org$/", false)]
    [InlineData("*.org", false)]
    [InlineData(".org", false)]
    public void An_entry_that_matches_every_path_is_recognized(string entry, bool everything) => Assert.Equal(everything, PathList.MatchesEverything(entry));

    [Fact]
    public void The_narrowest_matching_entry_is_reported()
    {
        AccessEntry[] entries =
        [
            new("/@example/", "list", 1), new("*@sub.example.org", "list", 2), new(".example.org", "list", 3), new("@example.org", "list", 4),
            new("ann@", "list", 5), new("ann@example.org", "list", 6), new("ANN@example.org", "list", 7),
        ];
        var list = PathList.Compile([.. entries]);
        Assert.Equal(6, list.Find("ann@example.org").Found?.Line);
        Assert.Equal(5, list.Find("ann@elsewhere.example").Found?.Line);
        Assert.Equal(4, list.Find("bob@example.org").Found?.Line);
        Assert.Equal(3, list.Find("bob@sub.example.org").Found?.Line);
        Assert.Equal(1, list.Find("bob@example.net").Found?.Line);
        Assert.Null(list.Find("bob@elsewhere.example").Found);
    }

    [Fact]
    public void An_expression_that_times_out_does_not_match_and_is_reported()
    {
        var evil = Enumerable.Range(1, 10).Select(line => new AccessEntry("/^(a+)+\\1b@/", "list", line));
        var list = PathList.Compile([.. evil, new("/^a+@example\\.org$/", "list", 11)]);
        var began = Stopwatch.GetTimestamp();
        var (found, timedOut) = list.Find($"{new string('a', 64)}@example.org");
        Assert.Equal(11, found?.Line);
        Assert.Equal([1, 2], timedOut.Select(entry => entry.Line));
        Assert.True(Stopwatch.GetElapsedTime(began) < 20 * PathExpression.Limit);
    }

    [Fact]
    public void An_expression_that_is_slow_with_backtracking_is_fast_without()
    {
        var (found, timedOut) = PathList.Compile(["/^(a+)+b@/"]).Find($"{new string('a', 64)}@example.org");
        Assert.Null(found);
        Assert.Empty(timedOut);
    }

    // The pattern has far more states than are kept, and the path is longer than any client can send: the match takes longer than the limit.
    [Fact]
    public void An_expression_without_backtracking_never_times_out()
    {
        var random = new Random(1);
        var path = string.Concat(Enumerable.Range(0, 40_000).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));
        var began = Stopwatch.GetTimestamp();
        var (found, timedOut) = PathList.Compile(["/a[ab]{100}@example/"]).Find($"{path}a{new string('b', 100)}@example.org");
        Assert.True(Stopwatch.GetElapsedTime(began) > PathExpression.Limit);
        Assert.Empty(timedOut);
        Assert.NotNull(found);
    }

    [Fact]
    public void A_list_finds_what_its_entries_find_alone()
    {
        string[] entries =
        [
            "ann@example.org", "bob@", "example.net", ".example.net", "b*@example.com", "/^c[a-c]*@/", "@xn--bcher-kva.example", "ann+x@a.example.net", "<>",
        ];
        var alone = entries.Select(entry => PathList.Compile([entry])).ToArray();
        var local = Gen.Char["abcnox+"].Array[0, 5].Select(letters => new string(letters));
        var domain = Gen.OneOf("example.org", "example.net", "a.example.net", "a.b.EXAMPLE.net", "example.com", "bücher.example", "org", "");
        Gen.Select(Gen.OneOf(local, Gen.OneOf("ann", "Bob", "bob+ann", "ann+x")), domain, Gen.OneOf(entries).Array[0, 9]).Sample((name, at, chosen) =>
        {
            var path = at.Length == 0 ? name : $"{name}@{at}";
            var found = PathList.Compile([.. chosen.Select(AccessEntry.FromString)]).Find(path).Found;
            Assert.Equal(chosen.Any(entry => alone[Array.IndexOf(entries, entry)].Find(path).Found is not null), found is not null);
            Assert.True(found is null || alone[Array.IndexOf(entries, found.Value.Text)].Find(path).Found is not null);
        });
    }

    [Theory]
    [InlineData(1, "ann{0}@example.org", false)]
    [InlineData(100, "*.ann{0}@example.org", false)]
    [InlineData(101, "*.ann{0}@example.org", true)]
    [InlineData(1, "/^ann{0}@/", true)]
    public void A_list_that_is_tried_entry_by_entry_may_take_long(int entries, string entry, bool mayTakeLong) => Assert.Equal(
        mayTakeLong,
        PathList.Compile([.. Enumerable.Range(0, entries).Select(number => new AccessEntry(entry.Replace("{0}", $"{number}", StringComparison.Ordinal)))]).MayTakeLong);

    private static void Means(string entry, string path, bool means) =>
        Assert.Equal(means ? entry : null, PathList.Compile([entry]).Find(path).Found?.Text);
}
