using GreyActors.Benchmarks;

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
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project tests/GreyActors.Benchmarks -- greylist [--load|--large] | introspection [--load] | lists | relay");
        return 64;
}
