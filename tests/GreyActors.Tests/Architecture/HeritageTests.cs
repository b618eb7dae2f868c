using System.Text.RegularExpressions;
using Xunit;

namespace GreyActors.Tests.Architecture;

/// <summary>Each component of Kamaelia Grey has one successor, which <c>docs/heritage.md</c> names.</summary>
public sealed class HeritageTests
{
    public static TheoryData<string, string> Originals => new()
    {
        { "GreylistServer", "GreylistServer" },
        { "TCPServer", "TcpServer" },
        { "ConnectedSocketAdapter", "ConnectedSocketAdapter" },
        { "NoActivityTimeout", "NoActivityTimeout" },
        { "GreyListingPolicy", "GreylistPolicy" },
        { "TCPClient", "TcpClient" },
        { "PeriodicWakeup", "PeriodicWakeup" },
        { "WakeableIntrospector", "Introspector" },
    };

    [Theory]
    [MemberData(nameof(Originals))]
    public void An_original_component_has_one_successor(string original, string successor)
    {
        var claims = SourceTree.Sources.Where(file => Regex.IsMatch(file.Text, $@"///.*Kamaelia: {original}\b"));

        Assert.EndsWith($"/{successor}.cs", Assert.Single(claims).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public void The_heritage_page_names_each_original_beside_its_successor(string original, string successor)
    {
        var file = SourceTree.Sources.Single(file => file.Path.EndsWith($"/{successor}.cs", StringComparison.Ordinal));

        Assert.Contains(
            SourceTree.Read("docs/heritage.md").Split('\n'),
            line => line.StartsWith($"| {original} ", StringComparison.Ordinal)
                && line.Contains($"`{successor}`", StringComparison.Ordinal)
                && line.Contains($"`{file.Path}`", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MailHandler")]
    [InlineData("ConcreteMailHandler")]
    public void The_layers_that_became_one_policy_are_named_on_the_page(string original)
    {
        Assert.Contains(SourceTree.Sources, file => Regex.IsMatch(file.Text, $@"Kamaelia: .*\b{original}\b"));
        Assert.Matches($@"\b{original}\b", SourceTree.Read("docs/heritage.md"));
    }
}
