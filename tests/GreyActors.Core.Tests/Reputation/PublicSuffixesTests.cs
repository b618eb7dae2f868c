using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using GreyActors.Core.Addresses;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed partial class PublicSuffixesTests
{
    private const string Small = """
        // ===BEGIN ICANN DOMAINS===
        example
        co.example
        *.city.example
        !town.city.example
        // ===END ICANN DOMAINS===
        // ===BEGIN PRIVATE DOMAINS===
        hosting.example
        // ===END PRIVATE DOMAINS===
        """;

    /// <summary>The test cases of the list's authors (tests/test_psl.txt, in the public domain).</summary>
    public static TheoryData<string, string?> Cases
    {
        get
        {
            using var stream = typeof(PublicSuffixesTests).Assembly.GetManifestResourceStream("test_psl.txt")!;
            using var reader = new StreamReader(stream);
            var cases = new TheoryData<string, string?>();
            foreach (Match match in Case().Matches(reader.ReadToEnd()))
                cases.Add(match.Groups["name"].Value, match.Groups["organisation"] is { Success: true } organisation ? organisation.Value : null);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_test_cases_of_the_list_pass(string name, string? organisation) =>
        Assert.Equal(organisation is null ? null : DomainName.Fold(organisation), PublicSuffixes.Embedded.OrganisationOf(name));

    [Fact]
    public void There_are_77_test_cases() => Assert.Equal(77, Cases.Count);

    [Theory]
    [InlineData("mail-wr1-f41.google.com", "google.com")]
    [InlineData("mail.firm00042.example", "firm00042.example")]
    [InlineData("mx.bbc.co.uk", "bbc.co.uk")]
    [InlineData("ec2-192-0-2-25.compute-1.amazonaws.com", null)]
    [InlineData("a8-55.smtp-out.amazonses.com", "amazonses.com")]
    [InlineData("someone.github.io", "someone.github.io")]
    [InlineData("github.io", null)]
    [InlineData("com", null)]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("a..com", null)]
    [InlineData("example.com.", "example.com")]
    public void The_private_section_counts_and_a_public_suffix_has_no_organisation(string name, string? organisation) =>
        Assert.Equal(organisation, PublicSuffixes.Embedded.OrganisationOf(name));

    [Fact]
    public void The_embedded_list_has_a_date_and_all_its_rules()
    {
        Assert.True(PublicSuffixes.Embedded.Date >= new DateOnly(2026, 11, 25));
        Assert.InRange(PublicSuffixes.Embedded.Count, 10_000, 30_000);
    }

    [Theory]
    [InlineData("a.b.example", "b.example")]
    [InlineData("a.b.co.example", "b.co.example")]
    [InlineData("co.example", null)]
    [InlineData("b.city.example", null)]
    [InlineData("a.b.city.example", "a.b.city.example")]
    [InlineData("a.town.city.example", "town.city.example")]
    [InlineData("town.city.example", "town.city.example")]
    [InlineData("city.example", "city.example")]
    [InlineData("a.me.hosting.example", "me.hosting.example")]
    [InlineData("a.b.unknown", "b.unknown")]
    [InlineData("unknown", null)]
    public void A_file_of_the_list_has_rules_wildcards_and_exceptions(string name, string? organisation) =>
        Assert.Equal(organisation, PublicSuffixes.Parse(Small).OrganisationOf(name));

    [Theory]
    [InlineData("// VERSION: 2026-11-25_14-24-27_UTC\n", "2026-11-25")]
    [InlineData("// VERSION: 2026-11-25\n", "2026-11-25")]
    [InlineData("// VERSION: unknown\n", null)]
    [InlineData("", null)]
    public void The_version_of_a_file_is_its_date(string line, string? date)
    {
        var list = PublicSuffixes.Parse(line + Small);

        Assert.Equal(date, list.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(5, list.Count);
    }

    [Fact]
    public void A_rule_ends_at_white_space_and_may_be_in_Unicode_or_listed_twice()
    {
        var list = PublicSuffixes.Parse("// ===BEGIN ICANN DOMAINS===\r\nCo.Example  rest of the line\r\n公司.cn\r\nco.example\r\n\r\n// ===END ICANN DOMAINS===\r\n");

        Assert.Equal(2, list.Count);
        Assert.Equal("a.co.example", list.OrganisationOf("b.a.co.example"));
        Assert.Equal("a.xn--55qx5d.cn", list.OrganisationOf("b.a.公司.cn"));
    }

    [Fact]
    public void A_wildcard_may_be_the_longest_rule()
    {
        var list = PublicSuffixes.Parse("// ===BEGIN ICANN DOMAINS===\n*.b.c\n// ===END ICANN DOMAINS===");

        Assert.Equal("y.a.b.c", list.OrganisationOf("z.y.a.b.c"));
    }

    [Theory]
    [InlineData("", "line 1: the text ends without the line \"// ===BEGIN ICANN DOMAINS===\", so it is not the Public Suffix List")]
    [InlineData("com\norg\n", "line 3: the text ends without the line \"// ===BEGIN ICANN DOMAINS===\", so it is not the Public Suffix List")]
    [InlineData("<!DOCTYPE html>\n<html>", "line 1: \"<!DOCTYPE\" is not a rule of the Public Suffix List")]
    [InlineData("// ===BEGIN ICANN DOMAINS===\ncom\na..b\n// ===END ICANN DOMAINS===", "line 3: \"a..b\" is not a rule of the Public Suffix List")]
    [InlineData("// ===BEGIN ICANN DOMAINS===\n*.\n// ===END ICANN DOMAINS===", "line 2: \"*.\" is not a rule of the Public Suffix List")]
    [InlineData("// ===BEGIN ICANN DOMAINS===\na.*.b\n// ===END ICANN DOMAINS===", "line 2: \"a.*.b\" is not a rule of the Public Suffix List")]
    [InlineData("\u001b[31m\n", "line 1: \"?[31m\" is not a rule of the Public Suffix List")]
    [InlineData("// ===BEGIN ICANN DOMAINS===\ncom\n", "line 1: the section \"// ===BEGIN ICANN DOMAINS===\" does not end, so the list is incomplete")]
    public void A_text_that_is_not_the_list_is_rejected_with_its_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => PublicSuffixes.Parse(text)).Message);

    [Fact]
    public void Any_name_has_an_organisation_that_it_ends_with_or_none() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["..abckuom*!"], 0, 300]).Sample(name =>
    {
        if (PublicSuffixes.Embedded.OrganisationOf(name) is { } organisation)
            Assert.EndsWith(organisation, DomainName.Fold(name), StringComparison.Ordinal);
    });

    [Fact]
    public void Any_text_is_a_list_or_has_an_error_with_a_line() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["\n\r ./*!aé<="], 0, 100]).Sample(text =>
    {
        try
        {
            PublicSuffixes.Parse("// ===BEGIN ICANN DOMAINS===\n" + text + "\n// ===END ICANN DOMAINS===").OrganisationOf("a.b");
        }
        catch (FormatException error)
        {
            Assert.StartsWith("line ", error.Message, StringComparison.Ordinal);
        }
    });

    [GeneratedRegex(@"^checkPublicSuffix\('(?<name>[^']*)', (null|'(?<organisation>[^']*)')\);", RegexOptions.Multiline)]
    private static partial Regex Case();
}
