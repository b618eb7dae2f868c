using System.Text.RegularExpressions;
using Xunit;

namespace GreyActors.Tests.Architecture;

/// <summary>Each component of Kamaelia Grey has one heir, and <c>docs/heritage.md</c> says which.</summary>
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
    public void An_original_component_has_one_heir(string original, string heir)
    {
        var claims = SourceTree.Sources.Where(file => Regex.IsMatch(file.Text, $@"///.*Kamaelia: {original}\b"));

        Assert.EndsWith($"/{heir}.cs", Assert.Single(claims).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public void The_heritage_page_names_it_beside_its_heir(string original, string heir)
    {
        var file = SourceTree.Sources.Single(file => file.Path.EndsWith($"/{heir}.cs", StringComparison.Ordinal));

        Assert.Contains(
            SourceTree.Read("docs/heritage.md").Split('\n'),
            line => line.StartsWith($"| {original} ", StringComparison.Ordinal)
                && line.Contains($"`{heir}`", StringComparison.Ordinal)
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
