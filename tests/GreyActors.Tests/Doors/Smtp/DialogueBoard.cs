using System.Net;
using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Delivery;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>The board that a dialogue's policy looks at. Each name stands for one address until the dialogue says otherwise.</summary>
internal sealed class DialogueBoard
{
    // Another client, of another network.
    private static readonly IPAddress Other = IPAddress.Parse("198.51.100.1");

    private readonly Dictionary<EndPoint, ServerHealth> _healths;
    private readonly Stack<RelayPlace> _places = new();

    public DialogueBoard(GreyActorsSettings settings)
    {
        Board = RelayBoard.Of(settings, AccessPolicy.Compile(settings.Access));
        _healths = Board.Routes.Servers
            .Select((server, i) => (server, health: ServerHealth.Unknown(default, new IPEndPoint(IPAddress.Parse($"203.0.113.{i + 1}"), 25))))
            .ToDictionary(entry => entry.server, entry => entry.health);
        Board.Write(_healths);
    }

    public RelayBoard Board { get; }

    /// <summary><c>health: mail-1.test down</c>, <c>slow</c> (down, and a wait for nothing), <c>up</c>, or the addresses of its name.</summary>
    public void SetHealth(string text)
    {
        var words = text.Split(' ');
        var server = new DnsEndPoint(words[0], 25);
        var health = _healths[server];
        _healths[server] = words[1] switch
        {
            "up" => health.Worked(health.Addresses[0], default),
            "down" => Down(health, TimeSpan.Zero),
            "slow" => Down(health, TimeSpan.FromSeconds(30)),
            _ => health.Resolved(words[1..].Select(word => new IPEndPoint(IPAddress.Parse(word), 25))),
        };
        Board.Write(_healths);
    }

    /// <summary><c>place: mail-1.test taken</c> by another client, <c>awaited</c> or <c>given back</c> by it, <c>1 open, 0 waiting</c>.</summary>
    public void UsePlace(string text)
    {
        var words = text.Split(' ', 2);
        var budget = Board.BudgetOf(new DnsEndPoint(words[0], 25));
        switch (words[1])
        {
            case "taken":
                _places.Push(budget.Claim(Other, ActorRefs.Nobody, mayWait: false) ?? throw new InvalidOperationException("There is no place left"));
                break;
            case "awaited":
                budget.Claim(Other, ActorRefs.Nobody, mayWait: true);
                break;
            case "given back":
                _places.Pop().GiveBack();
                break;
            default:
                Xunit.Assert.Equal(words[1], $"{budget.Open} open, {budget.Waiting} waiting");
                break;
        }
    }

    private static ServerHealth Down(ServerHealth health, TimeSpan took)
    {
        for (var failure = 0; failure < ServerHealth.Enough; failure++)
            health = health.Failed("gone", took, default);
        return health;
    }
}
