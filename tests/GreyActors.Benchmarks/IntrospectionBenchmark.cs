using System.Diagnostics;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Benchmarks;

/// <summary>What looking inside costs while many sessions are open.</summary>
internal static class IntrospectionBenchmark
{
    private const int Rounds = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Longer than any answer counts as fresh.
    private static readonly TimeSpan UntilStale = TimeSpan.FromMilliseconds(1050);

    public static async Task Run(int sessions)
    {
        Table.Begin();
        using var system = ActorSystem.Create("benchmark");
        var server = system.ActorOf(Crowd.Props(sessions, "listener-0"), "greylist-server");
        await server.Ask<string>("are you there", Patience);
        var introspector = system.ActorOf(Introspector.Props(TimeProvider.System, debugLog: null, limit: 100_000), "introspector");
        await Measure("the whole tree", GetTree.Whole);
        await Measure("the tree as far as the clients (depth 2 below the server)", new GetTree("/user/greylist-server", 2));
        await Measure("one client", new GetTree("/user/greylist-server/listener-0/client-77", 3));

        async Task Measure(string what, GetTree question)
        {
            var took = new List<double>();
            var actors = 0;
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            for (var round = 0; round < Rounds; round++)
            {
                await Task.Delay(UntilStale);
                var watch = Stopwatch.StartNew();
                actors = (await introspector.Ask<TreeSnapshot>(question, Patience)).Actors.Count;
                took.Add(watch.Elapsed.TotalMilliseconds);
            }

            took.Sort();
            process.Refresh();
            var cpu = (process.TotalProcessorTime - before).TotalMilliseconds / Rounds;
            Table.Row(
                $"walking {what} with {sessions} sessions, {actors} actors: median, longest; CPU of the process for each",
                $"{took[Rounds / 2]:0.0}, {took[^1]:0.0}; {cpu:0.0} ms",
                "≤ 50 ms");
        }
    }

    /// <summary>A server, its listener, or a client: something with as many below it, down to socket and policy.</summary>
    private sealed class Crowd : Component
    {
        private Crowd(Nameplate nameplate, int sessions, string[] names)
            : base(nameplate)
        {
            foreach (var name in names)
                Context.ActorOf(name == "listener-0" ? Props(0, [.. Enumerable.Range(0, sessions).Select(number => $"client-{number}")]) : Props(0, Below(name)), name);
        }

        public static Props Props(int sessions, params string[] names) => PropsOf(nameplate => new Crowd(nameplate, sessions, names));

        protected override void PreStart() => Enter(Waiting);

        private void Waiting(object message) => Sender.Tell("here");

        private static string[] Below(string name) => name.StartsWith("client", StringComparison.Ordinal) ? ["socket", "policy"] : [];
    }
}
