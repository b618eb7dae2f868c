using System.Reflection.PortableExecutable;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>The output of <c>dotnet publish</c>: both variants of README.md are built and started.</summary>
public sealed class PublishedProgramTests : IDisposable
{
    // The program is compiled again for this platform, separately from the program of the other tests.
    private static readonly TimeSpan CompilesWithin = TimeSpan.FromMinutes(9);

    private readonly TemporaryFolder _folder = new("published");

    [Fact]
    public async Task Both_variants_start_serve_and_contain_all_files()
    {
        var shared = PublishedProgram.Folder ?? Publish("shared");
        var alone = Publish("alone", "--self-contained");

        Assert.False(File.Exists(Path.Combine(shared, "libcoreclr.so")));
        Assert.True(File.Exists(Path.Combine(alone, "libcoreclr.so")));
        foreach (var folder in (string[])[shared, alone])
        {
            foreach (var name in (string[])["README.md", "LICENSE", "hocon/greyactors.conf", "hocon/kamaelia.conf", "hocon/cluster.conf", "docs/operations.md", "docs/decisions/0029-systemd-integration.md", "packaging/systemd/greyactors.service", "packaging/logrotate/greyactors", "packaging/prometheus/greyactors.rules.yml"])
                Assert.True(File.Exists(Path.Combine(folder, name)), $"{name} is missing in {folder}");
            Assert.Empty(Directory.GetFiles(folder, "*.pdb").Concat(Directory.GetFiles(folder, "*.xml")));
            Assert.All((string[])["greyactors.dll", "GreyActors.Core.dll", "Akka.dll"], assembly => Assert.True(IsCompiledAhead(Path.Combine(folder, assembly)), assembly));
            await Serves(Path.Combine(folder, "greyactors"));
        }
    }

    public void Dispose() => _folder.Dispose();

    private string Publish(string name, params string[] options)
    {
        // Code that is compiled ahead of time is not compiled again.
        string[] artifacts = PublishedProgram.Artifacts is { } path ? ["--artifacts-path", path, "-p:RunAnalyzers=false"] : [];
        var folder = _folder[name];
        var published = Command.Run(
            CompilesWithin,
            "dotnet",
            ["publish", RepositoryFile.Path("src/GreyActors"), "-c", "Release", "-o", folder, "-nodeReuse:false", "-p:UseSharedCompilation=false", "-m:1", "-nologo", .. artifacts, .. options]);
        Assert.True(published.ExitCode == 0, published.ToString());
        return folder;
    }

    private static async Task Serves(string executable)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port) with { Executable = executable });
        using (var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender))
        {
            await client.Play("""
                C: MAIL FROM:<a@example.net>
                S: 250
                C: RCPT TO:<published@example.test>
                S: 250
                C: DATA
                S: 354
                """);
            await client.SendBytes("hello\r\n.\r\n");
            await client.Expect("250 2.0.0 Ok: queued as");
        }

        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
    }

    private static bool IsCompiledAhead(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(assembly));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
