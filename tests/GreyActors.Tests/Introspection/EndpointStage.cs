using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Cluster.Forwarding;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Outcome;
using GreyActors.Core.Reputation;
using GreyActors.Core.Traps;
using GreyActors.Delivery;
using GreyActors.Dispatch;
using GreyActors.Introspection;
using GreyActors.Observability;
using GreyActors.Outcome;
using GreyActors.Reputation;
using GreyActors.Tests.Configuration;
using GreyActors.Tests.Observability;
using GreyActors.Traps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GreyActors.Tests.Introspection;

/// <summary>The endpoint as the program composes it, over a real socket, with stand-ins for the rest of the tree.</summary>
internal sealed class EndpointStage : IAsyncDisposable
{
    private readonly ScratchDirectory _scratch;
    private readonly WebApplication _app;
    private readonly CollectedLog _log;

    private EndpointStage(ScratchDirectory scratch, WebApplication app, CollectedLog log)
    {
        _scratch = scratch;
        _app = app;
        _log = log;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public ActorSystem System => _app.Services.GetRequiredService<ActorSystem>();

    public IActorRef Decisions => _app.Services.GetRequiredService<IReadOnlyActorRegistry>().Get<DecisionLog>();

    public IActorRef Outcome => _app.Services.GetRequiredService<IReadOnlyActorRegistry>().Get<OutcomeKeeper>();

    public ILocalEndpoint LocalEndpoint => _app.Services.GetRequiredService<LocalEndpoint>();

    public string TokenFile => _scratch.File("var", "introspection.token");

    /// <summary>The logged changes, with their subjects.</summary>
    public IEnumerable<string> Changes => _log.Events
        .Where(line => line.MessageTemplate.Text == LogLines.ChangeMade)
        .Select(line => $"{line.Properties["Change"]:l} {line.Properties["Of"]:l}");

    public string DebugLog => Logs.Read(_scratch.File("debug.log"));

    /// <param name="greylist">The stand-in of the greylist.</param>
    /// <param name="sets">Settings in the format of --set.</param>
    public static Task<EndpointStage> Start(Props? greylist = null, params string[] sets) => Start(greylist, clients: null, sets);

    /// <param name="clients">The stand-in of the known clients.</param>
    /// <param name="sets">Settings in the format of --set.</param>
    public static Task<EndpointStage> StartWithClients(Props clients, params string[] sets) => Start(greylist: null, clients, sets);

    private static async Task<EndpointStage> Start(Props? greylist, Props? clients, string[] sets)
    {
        var scratch = new ScratchDirectory();
        var configuration = Configured.Valid("", [Configured.Served, "reputation.max-wait=200ms", .. sets]);
        var settings = configuration.Settings with
        {
            Introspection = configuration.Settings.Introspection with
            {
                Address = IPAddress.Loopback,
                Port = 0,
                TokenFile = scratch.File("var", "introspection.token"),
            },
        };
        var log = Logs.Settings(debug: scratch.File("debug.log"), level: LogLevel.Error) with { ComponentsInterval = TimeSpan.FromMilliseconds(200) };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ListenForIntrospection(settings.Introspection, maxConnections: 100);
        builder.Services.AddRoutingCore();
        builder.Services.AddGreyActorsLogs(log);
        var collected = new CollectedLog();
        builder.Services.AddSingleton<Serilog.ILogger>(_ => collected.Logger);
        var active = new ActiveConfiguration(new RunningConfiguration(
            configuration with { Settings = settings with { Log = log } }, settings with { Log = log }, AccessPolicy.Compile(settings.Access), Pairs: []));
        builder.Services.AddIntrospection(new IntrospectionDependencies(active, "/user/greylist-server"), TimeProvider.System);
        builder.Services.AddAkka("greyactors", (akka, services) => akka
            .WithGreyActorsLogs(log, services.GetRequiredService<Serilog.ILogger>())
            .WithDroppingMailbox()
            .AddHocon(PoolDispatcher.Hocon(), HoconAddMode.Append)
            .WithIntrospection(active, "/user/mail-log", TimeProvider.System)
            .WithOutcome(new OutcomeKeeperDependencies(TimeProvider.System, () => new OutcomeTiming(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2)))
            {
                SnapshotStore = _ => ActorRefs.Nobody,
            })
            .WithActors((system, _) =>
            {
                system.ActorOf(MailLog.Props(services.GetRequiredService<Serilog.ILogger>(), services.GetRequiredService<LogFiles>()), "mail-log");
                system.ActorOf(Server.Props(
                    greylist ?? Akka.Actor.Props.Create(() => new Stranger()), clients ?? Akka.Actor.Props.Create(() => new Stranger())), "greylist-server");
            }));
        var app = builder.Build();
        _ = app.Services.GetRequiredService<Tallies>();
        app.MapIntrospection();
        await app.StartAsync();
        await AreThere(app.Services.GetRequiredService<ActorSystem>());
        return new EndpointStage(scratch, app, collected);
    }

    /// <summary>A session whose policy is this actor, below a listener.</summary>
    public Task AddSession(string name, IActorRef policy) =>
        System.ActorSelection("/user/greylist-server/listener-1").Ask<string>((name, policy), TimeSpan.FromSeconds(10));

    /// <summary>The JSON answer of a GET.</summary>
    public async Task<JsonElement> Get(string path) => JsonDocument.Parse(await Client.GetStringAsync(path)).RootElement;

    /// <summary>The status of a GET, and the detail of its problem.</summary>
    public async Task<(HttpStatusCode Status, string Detail)> Problem(string path)
    {
        using var response = await Client.GetAsync(path);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStreamAsync()).RootElement.GetProperty("detail").GetString()!);
    }

    /// <summary>An authorised POST.</summary>
    public HttpRequestMessage Post(string path)
    {
        _ = _app.Services.GetRequiredService<AccessToken>();
        return new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(TokenFile).Trim()) },
        };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _scratch.Dispose();
    }

    // The host starts before its actors.
    private static async Task AreThere(ActorSystem system)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await system.ActorSelection("/user/greylist-server/listener-1").ResolveOne(TimeSpan.FromSeconds(1));
                return;
            }
            catch (ActorNotFoundException) when (tries < 100)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>A stand-in with a greylist, known clients, listeners, clients and policies, like the real server.</summary>
    private sealed class Server : UntypedActor
    {
        public Server(Props greylist, Props clients)
        {
            Context.ActorOf(greylist, "greylist");
            Context.ActorOf(clients, "clients");
            Context.ActorOf(Akka.Actor.Props.Create(() => new Backends()), "backends");
            Context.ActorOf(Akka.Actor.Props.Create(() => new Dns()), "reputation");
            Context.ActorOf(Akka.Actor.Props.Create(() => new TrappedOnes()), "traps");
            Context.ActorOf(Walker.Props("nobody"), "listener-0");
            Context.ActorOf(Akka.Actor.Props.Create(() => new Listener()), "listener-1");
        }

        public static Props Props(Props greylist, Props clients) => Akka.Actor.Props.Create(() => new Server(greylist, clients));

        protected override void OnReceive(object message) => Unhandled(message);
    }

    // 192.0.2.66 and an IPv6 network are trapped.
    private sealed class TrappedOnes : UntypedActor
    {
        private readonly TrapState _state = new();

        public TrappedOnes()
        {
            _state.Apply(new TrapEvent.Trapped(new TrappedClient(IPNetwork.Parse("192.0.2.66/32"), 4_000_000_000_000, 4_000_000_060_000, "old@example.com")));
            _state.Apply(new TrapEvent.Trapped(new TrappedClient(IPNetwork.Parse("2001:db8:66::/64"), 4_000_000_000_000, 4_000_000_120_000, "older@example.com")));
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case ListTraps list:
                    Sender.Tell(new TrapsListed(_state.List(list.Most, list.Before, TimeSpan.FromDays(1), TimeProvider.System.GetUtcNow())));
                    break;
                case ReleaseClient release:
                    var before = _state.Find(release.Network);
                    _state.Apply(new TrapEvent.Released(release.Network));
                    Sender.Tell(new ClientReleased(before, IsDone: true));
                    break;
                case FindTrapped find:
                    Sender.Tell(new TrappedFound(_state.Find(TrappedClient.NetworkOf(find.Client))?.NoteFor(TimeSpan.FromDays(1))));
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    // Mail for busy.example waits for a connection.
    private sealed class Backends : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is GetRelayUse get)
                Sender.Tell(new RelayUse("mail-1.test:25", OpenRelays: 80, MaxRelays: 80, get.Domain.StartsWith("busy", StringComparison.Ordinal) ? 7 : 0, MaxWaitSeconds: 180));
        }
    }

    // Everybody's reverse name is mail.example.net; nothing else has an answer in time.
    private sealed class Dns : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is LookUp.ReverseName question)
                Sender.Tell(new LookedUp(question, ClientEvidence.None with { ReverseName = new NameEvidence(NameResult.Confirmed, "mail.example.net") }));
        }
    }

    private sealed class Listener : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is (string name, IActorRef policy))
            {
                Context.ActorOf(Akka.Actor.Props.Create(() => new NoActivityTimeout(policy)), name);
                Sender.Tell("made");
            }
        }
    }

    // The list of sessions recognises it by its name.
    private sealed class NoActivityTimeout : UntypedActor
    {
        public NoActivityTimeout(IActorRef policy) => Context.ActorOf(Akka.Actor.Props.Create(() => new Forwarder(policy)), "policy");

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Forwarder(IActorRef policy) : UntypedActor
    {
        protected override void OnReceive(object message) => policy.Forward(message);
    }
}
