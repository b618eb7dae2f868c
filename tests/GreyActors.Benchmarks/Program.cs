using GreyActors.Benchmarks;

switch (args)
{
    case ["greylist"]:
        await GreylistBenchmark.Run(millionsAtStart: [1]);
        return 0;
    case ["greylist", "--large"]:
        await GreylistBenchmark.Run(millionsAtStart: [1, 5]);
        return 0;
    case ["relay"]:
        RelayBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project tests/GreyActors.Benchmarks -- greylist [--large] | relay");
        return 64;
}
