using System.Text.Json;

namespace GreyActors.Benchmarks.Peers;

/// <summary>Runs the comparison and leaves its tables, its numbers and its plot in a folder.</summary>
internal static class PeersReport
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The exit code.</summary>
    public static int Run(PeersOptions options) => Inside(folder => Write(options, PeersBenchmark.Run(options, folder)));

    /// <summary>The exit code of something that needs peers and a folder.</summary>
    public static int Inside(Action<string> measure)
    {
        if (Tool.MissingPackages() is { Length: > 0 } missing)
        {
            Console.Error.WriteLine($"Install first: apt-get install {string.Join(' ', missing)}");
            return 69;
        }

        using var scratch = new ScratchFolder();
        // Postfix and postgrey give up root and must still reach what is theirs.
        Tool.Run("/bin/chmod", "755", scratch.Path);
        measure(scratch.Path);
        return 0;
    }

    private static void Write(PeersOptions options, PeersResult result)
    {
        Directory.CreateDirectory(options.Output);
        File.WriteAllText(Path.Combine(options.Output, "peers.json"), JsonSerializer.Serialize(result, Indented));
        File.WriteAllText(Path.Combine(options.Output, "peers.svg"), PeersPlot.Draw(result));
        using (var tables = File.CreateText(Path.Combine(options.Output, "peers.md")))
            PeersTables.Write(result, tables);
        PeersTables.Write(result, Console.Out);
        Console.Error.WriteLine($"tables, numbers and plot: {options.Output}");
    }
}
