namespace GreyActors.Benchmarks.Peers;

/// <summary>The program as it is published, with the configuration that it is shipped with; only what loopback and many clients ask for is changed.</summary>
internal sealed class GreyActorsPeer : Peer
{
    private readonly string _configuration;

    public GreyActorsPeer(string name, string folder, string program, int relayPort, string? store = null, string listener = "", string more = "")
        : base(name, folder)
    {
        IntrospectionPort = FreePort.Next();
        _configuration = Path.Combine(Folder, "greyactors.conf");
        File.WriteAllText(_configuration, $$"""
            grey-actors {
              listen = [{ address = "127.0.0.1", port = {{Port}}{{listener}} }]
              servername = "mail.example.com"
              allowed-domains = ["example.test"]
              relay.to = ["127.0.0.1:{{relayPort}}"]
              introspection { address = "127.0.0.1", port = {{IntrospectionPort}}, token-file = "{{Folder}}/introspection.token" }
              store.path = "{{store ?? Path.Combine(Folder, "greylist.db")}}"
              log.greylist = "{{Folder}}/greylist.log"
              limits.max-connections-per-client = 0
              greylisting.initial-delay = {{PeersBenchmark.Delay}}s
              {{more}}
            }

            """);
        Processes.Start(Folder, Path.Combine(Folder, "console.log"), Path.Combine(program, "greyactors"), "run", "--config", _configuration);
        AwaitListening(Port);
    }

    public override bool IsGreylisting => true;

    /// <summary>Where it shows itself.</summary>
    public int IntrospectionPort { get; }

    /// <summary>Publishes the program as it is shipped; returns the folder.</summary>
    public static string Publish(string folder)
    {
        var into = Path.Combine(folder, "program");
        Tool.Run("dotnet", "publish", Path.Combine(Tool.Repository(), "src/GreyActors"), "-c", "Release", "-nologo", "-v", "q", "-o", into);
        return into;
    }
}
