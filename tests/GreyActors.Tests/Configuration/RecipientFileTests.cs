using System.Collections.Immutable;
using GreyActors.Core.Access;
using Xunit;

namespace GreyActors.Tests.Configuration;

/// <summary>The list of recipients, in files with the syntax of Postfix's maps.</summary>
public sealed class RecipientFileTests
{
    [Theory]
    [InlineData("ann@example.com OK\nbob@example.com x y\n")]
    [InlineData("ann@example.com\tOK # no comment to Postfix\r\nbob@example.com\r\n")]
    [InlineData("# comment\n\n  # comment\nann@example.com OK\n  more\n\tcarol@example.com\n#\nbob@example.com")]
    [InlineData("\uFEFFann@example.com\nbob@example.com")]
    public void Only_the_key_of_an_entry_counts(string text) =>
        Assert.Equal(["ann@example.com", "bob@example.com"], Recipients(text).Select(entry => entry.Text));

    [Fact]
    public void An_entry_has_the_line_of_its_key() =>
        Assert.Equal([("ann@example.com", 2), ("bob@example.com", 4)], Recipients("# one\nann@example.com\n  OK\nbob@example.com").Select(entry => (entry.Text, entry.Line)));

    [Theory]
    [InlineData("\"john smith\"@Example.com OK", "john smith", "example.com")]
    [InlineData("\"a\\\"b c\"@example.com OK", "a\"b c", "example.com")]
    [InlineData("a#b@example.com OK", "a#b", "example.com")]
    [InlineData("@Bücher.example OK", "ann", "xn--bcher-kva.example")]
    [InlineData("ann@[192.0.2.1]", "ann", "[192.0.2.1]")]
    public void A_key_is_an_address_in_any_notation(string line, string local, string domain)
    {
        var policy = AccessPolicy.Compile(Configured.Valid("grey-actors.recipients = [\"file:r\"]", others: new() { ["r"] = line }).Settings.Access);
        Assert.False(policy.IsUnknown(local, domain));
        Assert.True(policy.IsUnknown(local, "another.example"));
    }

    [Fact]
    public void A_file_and_addresses_of_the_list_are_one_list()
    {
        var access = Configured.Valid("grey-actors.recipients = [\"file:r\", \"carol@example.com\"]", others: new() { ["r"] = "ann@example.com OK" }).Settings.Access;
        Assert.Equal(["ann@example.com", "carol@example.com"], access.Recipients.Select(entry => entry.Text));
        Assert.False(AccessPolicy.Compile(access).IsUnknown("CAROL", "example.com"));
        Assert.True(AccessPolicy.Compile(access).IsUnknown("dave", "example.com"));
    }

    [Fact]
    public void Without_recipients_every_recipient_may_exist() =>
        Assert.False(AccessPolicy.Compile(Configured.Valid("").Settings.Access).IsUnknown("dave", "example.com"));

    [Theory]
    [InlineData("ann@example.com\nbob", 2, "`bob` has no domain: expected for example bob@example.com")]
    [InlineData("ann@example.com\nexample.com OK", 2, "`example.com` is not a recipient: expected @example.com for every address of a domain")]
    [InlineData("/^ann@/ OK", 1, "regular expressions are not supported here")]
    [InlineData("<ann@example.com>", 1, "leave out the angle brackets")]
    [InlineData("*@example.com OK", 1, "wildcards are not supported here; expected @example.com")]
    [InlineData("ann@example..com OK", 1, "has an invalid domain: `example..com`")]
    [InlineData("@", 1, "has an invalid domain")]
    [InlineData("file:other", 1, "names a file")]
    [InlineData("\n  ann@example.com OK", 2, "begins with a space, which continues an entry, but there is no entry before it")]
    [InlineData("# nobody\n", 0, "contains no entry, so mail to its former recipients would be refused permanently")]
    public void An_error_in_a_file_is_reported_with_file_and_line(string text, int line, string fragment)
    {
        var error = Assert.Single(Configured.Errors(Configured.Load("grey-actors.recipients = [\"file:r\"]", others: new() { ["r"] = text })));
        Assert.Equal(("r", line), (error.Source, error.Line));
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<AccessEntry> Recipients(string text) =>
        Configured.Valid("grey-actors.recipients = [\"file:r\"]", others: new() { ["r"] = text }).Settings.Access.Recipients;
}
