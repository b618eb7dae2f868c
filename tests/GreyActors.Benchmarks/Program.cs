using System.Globalization;
using GreyActors.Benchmarks;
using GreyActors.Benchmarks.Cluster;
using GreyActors.Benchmarks.Peers;
using GreyActors.Benchmarks.Sizing;

switch (args)
{
    case ["greylist"]:
        await GreylistBenchmark.Run(millionsAtStart: [1]);
        return 0;
    case ["greylist", "--load"]:
        await GreylistBenchmark.RunLoad();
        return 0;
    case ["greylist", "--large"]:
        await GreylistBenchmark.Run(millionsAtStart: [1, 5]);
        return 0;
    case ["known"]:
        await KnownClientsBenchmark.Run();
        return 0;
    case ["introspection"]:
        await IntrospectionBenchmark.Run(sessions: 10_000);
        return 0;
    case ["introspection", "--load"]:
        await IntrospectionLoad.Run(sessions: 10_000);
        return 0;
    case ["lists"]:
        ListBenchmark.Run();
        return 0;
    case ["relay"]:
        RelayBenchmark.Run();
        return 0;
    case ["peers", .. var rest] when PeersOptions.Parse(rest) is { Identities: true } options:
        return PeersReport.Inside(folder => IdentitiesBenchmark.Run(options, folder).GetAwaiter().GetResult());
    case ["peers", .. var rest] when PeersOptions.Parse(rest) is { Policy: true } options:
        return PeersReport.Inside(folder => PolicyBenchmark.Run(options, folder).GetAwaiter().GetResult());
    case ["peers", .. var rest] when PeersOptions.Parse(rest) is { } options:
        return PeersReport.Run(options);
    case ["growth", .. var rest] when PeersOptions.Parse(rest) is { } options:
        return PeersReport.Inside(folder => GrowthBenchmark.Run(options, folder).GetAwaiter().GetResult());
    case ["soak", "--minutes", var minutes, .. var rest] when PeersOptions.Parse(rest) is { } options:
        return PeersReport.Inside(folder =>
            SoakBenchmark.Run(options, folder, TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))));
    case ["pure", .. var rest]:
        PureBenchmark.Run(rest);
        return 0;
    case ["cluster"]:
        await ClusterBenchmark.Run();
        return 0;
    case ["cluster", "--recovery"]:
        await ClusterBenchmark.RunRecovery();
        return 0;
    case ["cluster", "--busy"]:
        await ClusterBenchmark.RunBusy();
        return 0;
    case ["cluster-machine", var configuration]:
        await ClusterMachine.Serve(configuration);
        return 0;
    case ["sizing"]:
        SizingBenchmark.Run();
        return 0;
    case ["responder", var port]:
        await LineResponder.Serve(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: dotnet run -c Release --project tests/GreyActors.Benchmarks -- peers [--identities|--policy] [--quick] [--clients N] [--program FOLDER] [--output FOLDER]"
            + " | growth [--quick] [--program FOLDER] | soak --minutes N [--program FOLDER] | pure [--quick] | greylist [--load|--large] | known | introspection [--load] | lists | relay | cluster [--recovery|--busy] | sizing");
        return 64;
}
