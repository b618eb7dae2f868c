using System.Text.RegularExpressions;
using System.Xml.Linq;
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
    public void The_core_reads_no_clock_and_does_no_input_or_output(string impure) => Assert.All(
        SourceTree.Sources.Where(file => file.Path.StartsWith("src/GreyActors.Core/", StringComparison.Ordinal)),
        // Decompression happens in memory.
        file => Assert.DoesNotMatch($@"\b{Regex.Escape(impure)}\b(?!\.Compression)", file.Text));

    [Fact]
    public void A_folder_depends_only_on_the_folders_in_its_row()
    {
        var forbidden = FolderGraph.Actual.Dependencies.Except(FolderTable.Allowed).Select(one => $"{one.From} -> {one.To}: {FolderGraph.Actual.WitnessOf(one)}");

        Assert.True(!forbidden.Any(), string.Join('\n', forbidden));
    }

    [Fact]
    public void A_folder_uses_every_folder_in_its_row()
    {
        var unused = FolderTable.Allowed.Except(FolderGraph.Actual.Dependencies).Select(one => $"{one.From} -> {one.To}");

        Assert.True(!unused.Any(), string.Join('\n', unused));
    }

    [Fact]
    public void The_dependencies_between_folders_have_no_cycle_because_all_of_them_point_down_the_table()
    {
        var upwards = FolderTable.Allowed.Where(one => FolderTable.Rows.IndexOf(one.To) <= FolderTable.Rows.IndexOf(one.From));

        Assert.True(!upwards.Any(), string.Join('\n', upwards.Select(one => $"{one.From} -> {one.To}")));
    }

    [Fact]
    public void The_table_has_a_row_for_every_folder_with_source_files()
    {
        var folders = SourceTree.Sources.Select(file => Path.GetDirectoryName(file.Path)!).Distinct()
            .Select(folder => folder.Replace("src/GreyActors.Core", "Core", StringComparison.Ordinal).Replace("src/GreyActors/", "", StringComparison.Ordinal).Replace('/', '.'))
            .Select(folder => folder == "src.GreyActors" ? "Program" : folder);

        Assert.Equal(folders.Order(), FolderTable.Rows.Order());
    }

    [Fact]
    public void The_root_of_the_program_contains_only_Program_and_its_project()
    {
        var files = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src/GreyActors")).Select(Path.GetFileName).Order(StringComparer.Ordinal);

        Assert.Equal(["GreyActors.csproj", "Program.cs"], files);
    }

    [Fact]
    public void Only_AddressParser_calls_the_address_parser_of_NET() => Assert.Equal(
        ["src/GreyActors.Core/Addresses/AddressParser.cs"],
        SourceTree.Sources.Where(file => Regex.IsMatch(file.Text, @"\bIPAddress\.(Try)?Parse\b")).Select(file => file.Path));

    [Fact]
    public void Net_uses_only_the_framers_and_the_PROXY_header_of_the_SMTP_core()
    {
        var smtp = SourceTree.Core.GetTypes().Where(type => type is { IsPublic: true, Namespace: "GreyActors.Core.Smtp" or "GreyActors.Core.Proxy" }).Select(type => type.Name);
        var net = SourceTree.Sources.Where(file => file.Path.StartsWith("src/GreyActors/Net/", StringComparison.Ordinal)).ToArray();

        Assert.Equal(["Framed", "IFramer", "LineFramer", "ProxyHeaderRead", "ProxyHeaderReader"], smtp.Where(name => net.Any(file => Regex.IsMatch(file.Text, $@"\b{name}\b"))).Order());
    }
}
