using System.Diagnostics;
using System.Text.RegularExpressions;
using CsCheck;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class SenderFoldingTests
{
    private static readonly string[] Pieces =
    [
        "ann", "bob.smith", "bounce", "bounces", "news", "list", "-", "-", "_", ".", "=", "==", "+", "/", "*", "**", "__", "#", "7", "12", "1990", "4711471147",
        "prvs=", "btv1==", "msprvs1=", "0123abcdef", "srs0=", "srs1=", "x.example", "80fe0aa570", "us14", "feed", "v1", "caf\u00e9", "\"", "\u0661", "4b5c6132.",
        "avmaacv-6gkaackx6tyaam5eez0aaycs", "v-biheobc_begnlldjf_icanamoe_a", "tt",
    ];

    private static readonly string[] Domains = ["example.org", "mail9.wdc01.rsgsv.net", "a.bnc.salesforce.com", "in.constantcontact.com", "cmail19.com", "x.sender-sib.com"];

    private static readonly Gen<string> Paths =
        Gen.Select(Piece(Pieces).Array[0, 9], Piece(Domains)).Select(parts => $"{string.Concat(parts.Item1)}@{parts.Item2}");

    private static Gen<string> Piece(string[] pieces) => Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]);

    // A signature, words and numbers, and a recipient.
    private static readonly Gen<string> Addresses = Gen.Select(
        Piece(["", "", "prvs=0123abcdef=", "btv1==0777abbcc85==", "btv1==12345678901==", "msprvs1=1202020uu5=", "srs0=ab=cd=x.example=", "srs1=ab=y.example==cd=ef=x.example="]),
        Piece(["ann", "bob.smith", "bounce", "news", "b"]),
        Gen.Select(Piece(["-", "_", ".", "/"]), Piece(["7", "12", "1990", "4711471147", "80fe0aa570", "us14", "feed", "v1", "list", "0102c3957f53e117"])).Array[0, 5],
        Piece(["", "", "-bob=site.example", "+bob=site.example", "+tag", "-bob.smith=mail.site.example"]),
        Piece(Domains)).Select(all => $"{all.Item1}{all.Item2}{string.Concat(all.Item3.Select(part => part.Item1 + part.Item2))}{all.Item4}@{all.Item5}");

    public static TheoryData<string> Senders => [.. SenderTable.Variable.Select(row => row.Sender)];

    [Theory]
    [MemberData(nameof(Senders))]
    public void All_reverse_paths_of_a_sender_have_one_key(string sender)
    {
        var (_, key, paths) = SenderTable.Variable.Single(row => row.Sender == sender);
        Assert.True(paths.Length >= 2);
        Assert.Equal(paths.Select(_ => key), paths.Select(SenderNormaliser.Normalise));
    }

    [Fact]
    public void People_and_machines_with_a_fixed_reverse_path_keep_it() =>
        Assert.Equal(SenderTable.Distinct, SenderTable.Distinct.Select(SenderNormaliser.Normalise));

    [Fact]
    public void The_table_has_sixty_senders_or_more_and_names_each_once()
    {
        Assert.InRange(SenderTable.Variable.Length, 60, 200);
        Assert.Equal(SenderTable.Variable.Length, SenderTable.Variable.Select(row => row.Sender).Distinct().Count());
        Assert.Equal(SenderTable.Distinct.Length, SenderTable.Distinct.Distinct().Count());
    }

    [Fact]
    public void A_stored_key_of_version_1_folds_to_the_key_of_its_reverse_path() =>
        Assert.All(SenderTable.Variable.SelectMany(row => row.Paths), path =>
            Assert.Equal(SenderNormaliser.Normalise(path), SenderNormaliser.Normalise(FirstFolding.Normalise(path))));

    // The exceptions are those of the next test.
    [Fact]
    public void A_stored_key_of_version_1_folds_like_its_reverse_path_unless_it_has_lost_its_sender() =>
        Addresses.Sample(
            path => SenderNormaliser.Normalise(path) is var key && (SenderNormaliser.Normalise(FirstFolding.Normalise(path)) == key
                || Regex.IsMatch(key, "(?<![0-9a-z])[0-9]{2,}(?![0-9a-z])")),
            iter: 100_000);

    // Version 1 replaced the numbers of people. It took the user of prvs=user=TAG for the tag if it had no dot.
    [Theory]
    [InlineData("anna.1990@example.org", "anna.#@example.org", "anna.1990@example.org")]
    [InlineData("user-1985@example.org", "user-#@example.org", "user-1985@example.org")]
    [InlineData("prvs=ann=4068eb2540@example.org", "4068eb2540@example.org", "ann@example.org")]
    public void These_keys_of_version_1_have_lost_their_sender(string path, string first, string key)
    {
        Assert.Equal(first, FirstFolding.Normalise(path));
        Assert.Equal(key, SenderNormaliser.Normalise(path));
        Assert.NotEqual(key, SenderNormaliser.Normalise(first));
    }

    [Fact]
    public void A_key_folds_to_itself()
    {
        Assert.All(SenderTable.Variable, row => Assert.Equal(row.Key, SenderNormaliser.Normalise(row.Key)));
        Paths.Sample(path => SenderNormaliser.Normalise(path) is var key && SenderNormaliser.Normalise(key) == key, iter: 100_000);
    }

    [Fact]
    public void Folding_depends_on_no_case_and_has_a_bounded_result() =>
        Paths.Sample(
            path => SenderNormaliser.Normalise(path.ToUpperInvariant()) == SenderNormaliser.Normalise(path)
                && SenderNormaliser.Normalise(path).Length <= LongLocalPart.Longest + path.Length - path.LastIndexOf('@') + 1,
            iter: 50_000);

    [Fact]
    public void A_random_token_of_a_bulk_sender_never_shows_in_the_key()
    {
        const string Hex = "0123456789abcdef";
        Gen.Select(Gen.Char[Hex].Array[32], Gen.Char[Hex].Array[32]).Sample(
            (one, other) =>
            {
                string Ses(char[] c) => $"0102{new string(c, 0, 12)}-{new string(c, 12, 8)}-{new string(c, 20, 4)}-{new string(c, 24, 4)}-{new string(c, 28, 4)}-000000@ses.example";
                string Mailchimp(char[] c) => $"bounce-mc.us14_7041404.4701394-{new string(c, 0, 10)}@mail9.wdc01.rsgsv.net";
                return SenderNormaliser.Normalise(Mailchimp(one)) == SenderNormaliser.Normalise(Mailchimp(other))
                    && SenderNormaliser.Normalise(Ses(one)) == SenderNormaliser.Normalise(Ses(other));
            },
            iter: 20_000);
    }

    [Fact]
    public void A_hostile_local_part_of_a_thousand_characters_takes_a_millisecond()
    {
        var hostile = Pieces.Concat(["a-b=c.d", "-b=c.d", "prvs=a=b", "1-", "a1", "a.", "+a=b.c", "prvs=0123456=", "btv1==a==", "="])
            .Select(piece => string.Concat(Enumerable.Repeat(piece, (1000 / piece.Length) + 1))[..1000]).ToList();
        foreach (var localPart in hostile)
            SenderNormaliser.Normalise($"{localPart}@example.org");
        var watch = Stopwatch.StartNew();
        foreach (var localPart in hostile)
            SenderNormaliser.Normalise($"{localPart}@example.org");
        // 5 to 120 µs each on a quiet machine.
        Assert.InRange(watch.Elapsed.TotalMilliseconds / hostile.Count, 0, 1);
    }
}
