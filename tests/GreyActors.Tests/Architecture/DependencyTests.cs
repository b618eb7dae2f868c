using System.Text.RegularExpressions;
using System.Xml.Linq;
using NetArchTest.Rules;
using Xunit;

namespace GreyActors.Tests.Architecture;

public sealed class DependencyTests
{
    [Fact]
    public void The_core_references_the_framework_only()
    {
        var project = XDocument.Parse(SourceTree.Read("src/GreyActors.Core/GreyActors.Core.csproj"));
        Assert.Equal("Microsoft.NET.Sdk", project.Root!.Attribute("Sdk")!.Value);
        Assert.DoesNotContain(project.Descendants(), element => element.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal));

        Assert.All(
            SourceTree.Core.GetReferencedAssemblies(),
            assembly => Assert.StartsWith("System.", assembly.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DateTime.Now")]
    [InlineData("DateTime.UtcNow")]
    [InlineData("DateTimeOffset.Now")]
    [InlineData("DateTimeOffset.UtcNow")]
    [InlineData("Stopwatch")]
    [InlineData("TickCount")]
    [InlineData("TimeProvider")]
    [InlineData("System.IO")]
    [InlineData("System.Net.Sockets.Socket")]
    [InlineData("Random")]
    [InlineData("Task")]
    public void The_core_is_told_everything_and_asks_for_nothing(string impure) => Assert.All(
        SourceTree.Sources.Where(file => file.Path.StartsWith("src/GreyActors.Core/", StringComparison.Ordinal)),
        file => Assert.DoesNotMatch($@"\b{Regex.Escape(impure)}\b", file.Text));

    [Theory]
    [InlineData("Core.Smtp", "Core.Greylisting")]
    [InlineData("Core.Greylisting", "Core.Smtp")]
    [InlineData("Core.Addresses", "Core.Smtp")]
    [InlineData("Core.Addresses", "Core.Greylisting")]
    [InlineData("Net", "Doors")]
    [InlineData("Net", "Greylisting")]
    [InlineData("Net", "Core.Greylisting")]
    [InlineData("Net", "Cli")]
    [InlineData("Net", "Hosting")]
    [InlineData("Net", "Configuration")]
    [InlineData("Net", "Introspection")]
    [InlineData("Dispatch", "Net")]
    [InlineData("Dispatch", "Doors")]
    [InlineData("Dispatch", "Hosting")]
    [InlineData("Doors", "Cli")]
    [InlineData("Doors", "Hosting")]
    [InlineData("Delivery", "Cli")]
    [InlineData("Delivery", "Hosting")]
    [InlineData("Delivery", "Doors")]
    [InlineData("Greylisting", "Doors")]
    [InlineData("Greylisting", "Net")]
    [InlineData("Greylisting", "Cli")]
    [InlineData("Greylisting", "Core.Smtp")]
    [InlineData("Greylisting", "Storage")]
    [InlineData("Migration", "Storage")]
    [InlineData("Migration", "Cli")]
    [InlineData("Migration", "Hosting")]
    [InlineData("Migration", "Doors")]
    [InlineData("Migration", "Introspection")]
    [InlineData("Greylisting", "Migration")]
    [InlineData("Introspection", "Cli")]
    [InlineData("Configuration", "Doors")]
    [InlineData("Configuration", "Net")]
    [InlineData("Configuration", "Cli")]
    public void A_folder_does_not_know_what_stands_above_or_beside_it(string folder, string stranger)
    {
        var types = Types.InAssemblies([SourceTree.Core, SourceTree.Program]).That().ResideInNamespace($"GreyActors.{folder}");
        Assert.NotEmpty(types.GetTypes());

        var verdict = types.ShouldNot().HaveDependencyOnAny($"GreyActors.{stranger}").GetResult();

        Assert.True(verdict.IsSuccessful, string.Join(", ", verdict.FailingTypeNames ?? []));
        // Constants leave no trace in an assembly.
        var path = folder.StartsWith("Core.", StringComparison.Ordinal) ? $"src/GreyActors.Core/{folder[5..]}/" : $"src/GreyActors/{folder}/";
        Assert.All(
            SourceTree.Sources.Where(file => file.Path.StartsWith(path, StringComparison.Ordinal)),
            file => Assert.DoesNotMatch($@"(?<![\w.]){Regex.Escape(stranger)}\.[A-Z]|GreyActors\.{Regex.Escape(stranger)}[.;]", file.Text));
    }

    [Fact]
    public void Net_knows_of_SMTP_only_how_lines_are_framed_and_what_a_proxy_says_before()
    {
        var smtp = SourceTree.Core.GetTypes().Where(type => type is { IsPublic: true, Namespace: "GreyActors.Core.Smtp" or "GreyActors.Core.Proxy" }).Select(type => type.Name);
        var net = SourceTree.Sources.Where(file => file.Path.StartsWith("src/GreyActors/Net/", StringComparison.Ordinal)).ToArray();

        Assert.Equal(["Framed", "LineFramer", "ProxyHeaderRead", "ProxyHeaderReader"], smtp.Where(name => net.Any(file => Regex.IsMatch(file.Text, $@"\b{name}\b"))).Order());
    }
}
