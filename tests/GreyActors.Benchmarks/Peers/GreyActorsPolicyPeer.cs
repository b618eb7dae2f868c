namespace GreyActors.Benchmarks.Peers;

/// <summary>The program with one listener, for Postfix's policy protocol, and with its shipped configuration otherwise.</summary>
internal sealed class GreyActorsPolicyPeer : Peer
{
    public GreyActorsPolicyPeer(string name, string folder, string program, string reputation)
        : base(name, folder)
    {
        var configuration = Path.Combine(Folder, "greyactors.conf");
        File.WriteAllText(configuration, $$"""
            grey-actors {
              listen = [{ address = "127.0.0.1", port = {{Port}}, protocol = postfix-policy }]
              servername = "mail.example.com"
              introspection { address = "127.0.0.1", port = {{FreePort.Next()}}, token-file = "{{Folder}}/introspection.token" }
              store.path = "{{Path.Combine(Folder, "greylist.db")}}"
              log.greylist = "{{Folder}}/greylist.log"
              greylisting.initial-delay = {{PeersBenchmark.Delay}}s
              reputation { {{reputation}} }
            }

            """);
        Processes.Start(Folder, Path.Combine(Folder, "console.log"), Path.Combine(program, "greyactors"), "run", "--config", configuration);
        AwaitListening(Port);
    }

    public override bool IsGreylisting => true;
}
