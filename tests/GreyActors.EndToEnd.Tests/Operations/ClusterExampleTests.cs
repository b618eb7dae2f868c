using System.Text.RegularExpressions;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>The example of a cluster, with the certificates that the commands of docs/clustering.md create.</summary>
public sealed partial class ClusterExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("example");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_example_is_valid_for_two_and_for_three_machines_with_the_documented_certificates()
    {
        var document = File.ReadAllText(RepositoryFile.Path("docs/clustering.md"));
        var commands = CommandBlock().Match(document[document.IndexOf("## 3. Certificates", StringComparison.Ordinal)..]).Groups["commands"].Value;
        var created = Command.Run("bash", "-e", "-c", $"cd '{_folder.Path}'\n{string.Join('\n', commands.Split('\n').Select(line => line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line))}");
        Assert.True(created.ExitCode == 0, created.ToString());
        File.WriteAllText(_folder["postgresql.password"], "secret\n");
        string[] own = ["store.password-file=" + _folder["postgresql.password"], "cluster.tls.authority=" + _folder["authority.pem"]];

        Check([.. own, .. Pair("mx1")]);
        Check([.. own, .. Pair("mx2"), "cluster.address=10.0.0.2", """cluster.seed-nodes=["10.0.0.1:7948", "10.0.0.2:7948", "10.0.0.3:7948"]"""]);
        // The line for three machines in the file itself.
        var three = File.ReadAllText(RepositoryFile.Path("hocon/cluster.conf"));
        Assert.Contains("""    # seed-nodes = ["10.0.0.1:7948", "10.0.0.2:7948", "10.0.0.3:7948"]""", three, StringComparison.Ordinal);

        var mixed = Run([.. own, Pair("mx1")[0], Pair("mx2")[1]]);
        Assert.True(mixed.ExitCode == 78, mixed.ToString());
    }

    private string[] Pair(string machine) => ["cluster.tls.certificate=" + _folder[machine + ".pem"], "cluster.tls.key=" + _folder[machine + ".key"]];

    private static void Check(params IEnumerable<string> sets)
    {
        var checkedFile = Run(sets);
        Assert.True(checkedFile.ExitCode == 0, checkedFile.ToString());
    }

    private static CommandResult Run(IEnumerable<string> sets) =>
        GreyActorsProcess.Command(["check", RepositoryFile.Path("hocon/cluster.conf"), .. sets.SelectMany(set => new[] { "--set", set })]);

    [GeneratedRegex("```\n(?<commands>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CommandBlock();
}
