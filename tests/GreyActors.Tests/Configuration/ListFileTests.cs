using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class ListFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("greyactors").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_list_has_its_entries_and_those_of_its_files_in_order()
    {
        var settings = Configured.Valid(
            "grey-actors {\n whitelisted-clients = [\n  \"192.0.2.1\"\n  \"file:lists/clients\"\n  \"192.0.2.2\"\n ]\n whitelisted-clients += \"file:more\"\n}",
            others: new() { ["lists/clients"] = "198.51.100.0/24\n2001:db8::/32\n", ["more"] = "10.\n" }).Settings;
        Assert.Equal(
            [
                new AccessEntry("192.0.2.1", "site.conf", 3), new AccessEntry("198.51.100.0/24", "lists/clients", 1), new AccessEntry("2001:db8::/32", "lists/clients", 2),
                new AccessEntry("192.0.2.2", "site.conf", 5), new AccessEntry("10.", "more", 1),
            ],
            settings.Access.WhitelistedClients.ToArray());
    }

    [Fact]
    public void Every_access_list_may_name_files()
    {
        var access = Configured.Valid(
            """
            grey-actors {
              allowed-senders = ["file:a"], allowed-sender-nets = ["file:a"], allowed-domains = ["file:d"]
              whitelisted-triples = ["file:t"], whitelisted-nonstandard-triples = ["file:n"]
              whitelisted-clients = ["file:a"], whitelisted-senders = ["file:d"], whitelisted-recipients = ["file:d"]
            }
            """,
            sets: [],
            others: new()
            {
                ["a"] = "192.0.2.1",
                ["d"] = "Example.COM",
                ["t"] = "192.0.2.1 <news@example.org> <user@example.com>   # three fields",
                ["n"] = "mail.example.org\t192.0.2.\tuser@example.com",
            }).Settings.Access;
        Assert.Equal("example.com", Assert.Single(access.AllowedDomains).Text);
        Assert.Equal("192.0.2.1 <news@example.org> <user@example.com>", Assert.Single(access.WhitelistedTriples).Text);
        Assert.All(
            [access.AllowedSenders, access.AllowedSenderNets, access.WhitelistedNonstandardTriples, access.WhitelistedClients, access.WhitelistedSenders, access.WhitelistedRecipients],
            list => Assert.Equal(1, Assert.Single(list).Line));
        Assert.NotNull(AccessPolicy.Compile(access));
    }

    [Theory]
    [InlineData("a.example\nb.example\n")]
    [InlineData("a.example\r\nb.example\r\n")]
    [InlineData("\uFEFFa.example\nb.example")]
    [InlineData("  a.example\t\n\tb.example  ")]
    [InlineData("a.example # one\nb.example\t# two # three")]
    [InlineData("a.example\nb.example\n\n# c.example\n   # d.example\n#\n")]
    public void Comments_spaces_and_line_ends_are_ignored(string text) =>
        Assert.Equal([("a.example", 1), ("b.example", 2)], Senders(text).Select(entry => (entry.Text, entry.Line)));

    [Fact]
    public void A_number_sign_within_an_entry_does_not_start_a_comment() =>
        Assert.Equal(["/^bounce#[0-9]+@/", "/a#b#c/", "#d@"], Senders("/^bounce#[0-9]+@/ # x\n/a#b#c/\n#d\n<#d@> #e").Select(entry => entry.Text.Trim('<', '>')));

    [Fact]
    public void An_empty_file_is_an_empty_list() => Assert.Empty(Senders("# nothing yet\n\n"));

    [Theory]
    [InlineData("mail.example.org", "whitelisted-clients: `mail.example.org` is a name: access lists do not ask the DNS")]
    [InlineData("10.0.0.1/8", "did you mean 10.0.0.0/8?")]
    [InlineData("10.0.0.0/33", "has an invalid prefix length: expected /0 to /32")]
    [InlineData("10.0.0.0/7", "is wider than any client network")]
    [InlineData("2001:db8::/129", "has an invalid prefix length: expected /0 to /128")]
    [InlineData("300.1.1.1", "is not a network")]
    [InlineData("192.0.2.1;a comment", "is a name")]
    [InlineData("\"192.0.2.1\"", "is not a network")]
    [InlineData("/^10\\./", "is a pattern")]
    [InlineData("file:other", "names a file: a list file may contain entries, but no other files")]
    [InlineData("1\u001b[2J", "`1\ufffd[2J` is a name")]
    public void An_error_in_a_list_file_is_reported_with_file_and_line(string entry, string fragment)
    {
        var error = Assert.Single(Configured.Errors(Configured.Load(
            "include \"parts/lists.conf\"",
            others: new() { ["parts/lists.conf"] = "grey-actors.whitelisted-clients = [\"file:../clients\"]", ["clients"] = $"# clients\n192.0.2.1\n{entry}\n198.51.100.1\n" })));
        Assert.Equal(("clients", 3), (error.Source, error.Line));
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_too_long_is_reported()
    {
        var error = Assert.Single(Configured.Errors(Load($"a.example\n{new string('x', 2200)}@example.org")));
        Assert.Equal((2, true), (error.Line, error.Message.EndsWith("...` is longer than 2200 characters", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_first_hundred_of_thousands_of_errors_are_reported_with_their_number()
    {
        var errors = Configured.Errors(Load(string.Join('\n', Enumerable.Range(1, 5000).Select(i => $"nonsense{i}"))));
        Assert.Equal(101, errors.Count);
        Assert.Equal("senders: whitelisted-senders: 5000 entries are invalid; only the first 100 are reported", errors[0].ToString());
        Assert.Equal(100, errors[^1].Line);
    }

    [Fact]
    public void A_list_has_at_most_a_thousand_patterns()
    {
        var error = Assert.Single(Configured.Errors(Load(string.Join('\n', Enumerable.Range(1, 1005).Select(i => i % 2 == 0 ? $"a{i}*@example.org" : $"/^b{i}@/")))));
        Assert.Equal(1001, error.Line);
        Assert.Contains("exceeds the limit of 1000 patterns per list", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_has_at_most_a_million_entries()
    {
        var text = string.Concat(Enumerable.Repeat("a.example\n", ListFiles.MaxEntries));
        var error = Assert.Single(Configured.Errors(Load($"b.example\n{text}")));
        Assert.Equal(("senders", ListFiles.MaxEntries + 1), (error.Source, error.Line));
        Assert.Contains("a list has at most 1000000 entries", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_file_that_is_missing_or_not_text_is_reported()
    {
        Write("site.conf", "grey-actors {\n allowed-domains = [a.example]\n whitelisted-clients = [\"file:absent\"]\n whitelisted-senders = [\"file:.\"]\n whitelisted-recipients = [\"file:latin\"]\n}");
        File.WriteAllBytes(At("latin"), [.. "a.example\nm"u8, 0xFC, .. "nchen.example\n"u8]);
        var errors = Configured.Errors(ConfigurationLoader.Load(At("site.conf"), []));
        Assert.Equal(
            [
                $"{At("latin")}:2: is not UTF-8",
                $"{At("site.conf")}:3: whitelisted-clients: `{At("absent")}` does not exist",
                $"{At("site.conf")}:4: whitelisted-senders: `{At("")}` is a folder, not a file",
            ],
            errors.Select(error => error.ToString().Replace("whitelisted-recipients: ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void List_files_are_among_the_files_that_were_read()
    {
        Directory.CreateDirectory(At("lists"));
        Write("site.conf", "grey-actors {\n allowed-domains = [a.example, \"file:lists/domains\"]\n}");
        Write("lists/domains", "b.example");
        Write("more", "192.0.2.1");
        var loaded = ConfigurationLoader.Load(At("site.conf"), [$"whitelisted-clients=[\"file:{At("more")}\"]"]);
        var files = Assert.IsType<LoadedConfiguration.Valid>(loaded).Files;
        Assert.All(["site.conf", "lists/domains", "more"], name => Assert.Contains(At(name), files));
    }

    [Fact]
    public void The_shipped_list_is_read_if_it_is_switched_on()
    {
        Write("site.conf", "grey-actors.allowed-domains = [a.example]");
        Assert.Empty(Clients([]));
        var shipped = Clients(["never-deferred-clients=on", "whitelisted-clients=[\"192.0.2.1\"]"]);
        Assert.Equal("192.0.2.1", shipped[0].Text);
        Assert.True(shipped.Length > 20);
        Assert.EndsWith("/hocon/lists/never-deferred-clients", shipped[1].Source, StringComparison.Ordinal);

        ImmutableArray<AccessEntry> Clients(string[] sets) =>
            Assert.IsType<LoadedConfiguration.Valid>(ConfigurationLoader.Load(At("site.conf"), sets)).Settings.Access.WhitelistedClients;
    }

    [Fact]
    public void The_shipped_list_has_a_date_and_no_duplicates()
    {
        var lines = File.ReadAllLines(Configured.RepositoryFile("hocon/lists/never-deferred-clients"));
        var dated = Assert.Single(lines, line => line.StartsWith("# Date: ", StringComparison.Ordinal));
        Assert.True(DateOnly.TryParseExact(dated["# Date: ".Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        var entries = lines.Where(line => line.Length > 0 && !line.StartsWith('#')).ToArray();
        Assert.Equal(entries.Distinct(), entries);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private static LoadedConfiguration Load(string senders) =>
        Configured.Load("grey-actors.whitelisted-senders = [\"file:senders\"]", others: new() { ["senders"] = senders });

    private static ImmutableArray<AccessEntry> Senders(string text) =>
        Configured.Valid("grey-actors.whitelisted-senders = [\"file:senders\"]", others: new() { ["senders"] = text }).Settings.Access.WhitelistedSenders;
}
