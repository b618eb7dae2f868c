using System.CommandLine;
using GreyActors.Cli;
using GreyActors.Configuration;
using GreyActors.Tests.Configuration;
using Xunit;

namespace GreyActors.Tests.Cli;

/// <summary>The pages that the manual pages are made of, and the words of the shell completion.</summary>
public sealed class ReferencePageTests
{
    [Fact]
    public void The_entries_have_every_key_of_the_reference_with_its_default()
    {
        var keys = Configured.Valid("").Effective.Select(value => SettingsBook.Shown(value.Key)).Where(key => !key.StartsWith("akka", StringComparison.Ordinal));

        Assert.Equal(keys.Order(StringComparer.Ordinal), Entries().Where(entry => entry.Default is not null).Select(entry => entry.Path).Order(StringComparer.Ordinal));
        Assert.Contains(Entries(), entry => entry is { Path: "greylisting.initial-delay", Default: "4m" });
    }

    [Fact]
    public void Every_key_has_a_comment() => Assert.All(Entries().Where(entry => entry.Default is not null), entry => Assert.NotEmpty(entry.Comment));

    [Fact]
    public void The_page_of_the_keys_shows_each_with_its_default_and_escapes_its_comment()
    {
        var page = KeyPage.Of([new ReferenceEntry("relay.to", "[]", [" Use *one* of [these]:", "   a   b"])]);

        Assert.Contains("**relay.to** = `[]`\n\nUse \\*one\\* of \\[these\\]:\n\n       a   b\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_a_command_has_its_usage_arguments_options_and_subcommands()
    {
        var root = new RootCommand("A program.");
        var command = new Command("list", "List things.") { new Argument<string?>("WHAT") { Description = "The thing.", Arity = ArgumentArity.ZeroOrOne } };
        command.Options.Add(new Option<int>("--limit", "-n") { Description = "The number.", HelpName = "N" });
        command.Subcommands.Add(new Command("known", "List known things."));
        root.Subcommands.Add(command);

        var page = CommandPage.OfAll(root);

        Assert.Contains("list** [*WHAT*] [*COMMAND*] [*OPTION*]...", page, StringComparison.Ordinal);
        Assert.Contains("*WHAT*\n:   The thing.", page, StringComparison.Ordinal);
        Assert.Contains("**--limit**, **-n** *N*\n:   The number.", page, StringComparison.Ordinal);
        Assert.Contains("list known\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_words_of_set_are_the_keys_with_an_equals_sign() =>
        Assert.Contains("greylisting.initial-delay=", SettingWords.All().Select(word => word.Label));

    private static IEnumerable<ReferenceEntry> Entries() => ReferenceEntries.Of(EmbeddedReference.Text);
}
