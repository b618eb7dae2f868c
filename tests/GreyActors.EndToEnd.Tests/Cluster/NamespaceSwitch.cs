using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>
/// Machines in network namespaces, connected by a router in a namespace of its own. A cut drops the packets between two machines without an answer,
/// as a broken line does.
/// </summary>
public sealed class NamespaceSwitch : IAsyncDisposable
{
    private static int _created;

    private readonly string _name = $"ga{Environment.ProcessId}-{Interlocked.Increment(ref _created)}";
    private readonly HashSet<(int From, int To)> _cuts = [];

    /// <summary>Creates the router and its machines.</summary>
    public NamespaceSwitch(int machines)
    {
        Command.AsRoot("ip", "netns", "add", _name);
        Command.AsRoot("ip", "netns", "exec", _name, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
        Machines = [.. Enumerable.Range(1, machines).Select(Connected)];
    }

    /// <summary>The machines.</summary>
    public IReadOnlyList<NetworkNamespace> Machines { get; }

    /// <summary>Cuts the line between two machines, which are numbered from 0.</summary>
    public void Cut(int one, int other)
    {
        Drop(one, other);
        Drop(other, one);
    }

    /// <summary>Cuts the lines from one machine to all others.</summary>
    public void Isolate(int machine)
    {
        foreach (var other in Enumerable.Range(0, Machines.Count).Where(other => other != machine))
            Cut(machine, other);
    }

    /// <summary>Drops the packets from one machine to another.</summary>
    public void Drop(int from, int to)
    {
        if (_cuts.Add((from, to)))
            Rule("add", from, to);
    }

    /// <summary>Repairs all lines.</summary>
    public void Repair()
    {
        foreach (var (from, to) in _cuts)
            Rule("del", from, to);
        _cuts.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var machine in Machines)
            await machine.DisposeAsync();
        Command.AsRoot("ip", "netns", "del", _name);
    }

    private void Rule(string action, int from, int to) =>
        Command.AsRoot("ip", "-n", _name, "rule", action, "from", Machines[from].Address, "to", Machines[to].Address, "blackhole");

    private NetworkNamespace Connected(int number)
    {
        var (name, link, router) = ($"{_name}-{number}", $"m{number}", $"10.77.{number}.254");
        var machine = new NetworkNamespace(name, $"10.77.{number}.1");
        Command.AsRoot("ip", "link", "add", link, "netns", name, "type", "veth", "peer", "name", link, "netns", _name);
        Command.AsRoot("ip", "-n", name, "addr", "add", $"{machine.Address}/24", "dev", link);
        Command.AsRoot("ip", "-n", name, "link", "set", link, "up");
        Command.AsRoot("ip", "-n", _name, "addr", "add", $"{router}/24", "dev", link);
        Command.AsRoot("ip", "-n", _name, "link", "set", link, "up");
        Command.AsRoot("ip", "-n", name, "route", "add", "default", "via", router);
        return machine;
    }
}
