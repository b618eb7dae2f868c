using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote;
using Akka.Remote.Transport.DotNetty;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using GreyActors.Cluster.Machines;
using GreyActors.Configuration;
using Xunit;

namespace GreyActors.Tests.Cluster.Machines;

/// <summary>The machine under test has TLS and serializers as in the program. The others try to reach an actor of it.</summary>
public sealed class StrangerTests : TestKit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly MachineCertificates _cluster;
    private readonly List<ActorSystem> _others = [];

    public StrangerTests()
        : this(new MachineCertificates())
    {
    }

    private StrangerTests(MachineCertificates cluster)
        : base(SetupOf(cluster.Machine(), AsProgram(cluster.Machine())), "greyactors")
    {
        _cluster = cluster;
        Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)), "target");
    }

    private int Port => ((ExtendedActorSystem)Sys).Provider.DefaultAddress.Port!.Value;

    private string Target => $"{((ExtendedActorSystem)Sys).Provider.DefaultAddress}/user/target";

    private string TargetWithoutTls => $"akka.tcp://greyactors@127.0.0.1:{Port}/user/target";

    [Fact]
    public async Task A_machine_with_a_certificate_of_the_authority_reaches_an_actor()
    {
        var machine = Other(_cluster.Machine());
        await Reaches(machine);
    }

    [Fact]
    public async Task A_stranger_without_TLS_reaches_no_actor()
    {
        var stranger = Other(tls: null);
        await IsTurnedAway(stranger, TargetWithoutTls);
    }

    [Fact]
    public async Task A_stranger_with_a_certificate_of_another_authority_reaches_no_actor()
    {
        using var others = new MachineCertificates();
        var stranger = Other(others.Machine(), validates: false);
        await IsTurnedAway(stranger, Target);
    }

    [Fact]
    [SuppressMessage("Security", "CA5359:Do not disable certificate validation", Justification = "The test is about the certificate of the client.")]
    public async Task A_client_without_a_certificate_gets_no_connection()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "machine" }, limit.Token);
            // With TLS 1.3 the client learns only now that the handshake failed.
            Assert.Equal(0, await tls.ReadAsync(new byte[1], limit.Token));
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            // The machine closed the connection.
        }
    }

    [Fact]
    public async Task A_machine_does_not_connect_to_a_server_of_another_authority()
    {
        using var others = new MachineCertificates();
        var server = Other(others.Machine(), validates: false);
        var address = ((ExtendedActorSystem)server).Provider.DefaultAddress;
        var refused = CreateTestProbe();
        Sys.EventStream.Subscribe(refused, typeof(AssociationErrorEvent));
        Sys.ActorSelection($"{address}/user/any").Tell(new Identify(1), TestActor);
        var failed = await refused.ExpectMsgAsync<AssociationErrorEvent>(Limit);
        Assert.Equal(address, failed.RemoteAddress);
    }

    [Fact]
    public async Task A_message_in_JSON_is_not_deserialized()
    {
        var machine = Other(_cluster.Machine());
        var trap = new Trap { Bait = "cheese" };
        Trap.Sprung = false;
        machine.ActorSelection(Target).Tell(trap);
        await Reaches(machine);
        Assert.False(Trap.Sprung);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_message_with_the_number_of_Hyperion_is_refused()
    {
        var machine = Other(_cluster.Machine(), ConfigurationFactory.ParseString($$"""
            akka.actor {
              serializers.hyperion = "{{typeof(SameNumberAsHyperion).AssemblyQualifiedName}}"
              serialization-bindings { "{{typeof(Trap).AssemblyQualifiedName}}" = hyperion }
            }
            """));
        machine.ActorSelection(Target).Tell(new Trap());
        await Reaches(machine);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task An_actor_is_not_created_for_another_machine()
    {
        Spy.Started = false;
        var machine = Other(_cluster.Machine());
        machine.ActorOf(Props.Create<Spy>().WithDeploy(new Deploy(new RemoteScope(((ExtendedActorSystem)Sys).Provider.DefaultAddress))), "spy");
        await Reaches(machine);
        Assert.False(Spy.Started);
    }

    [Fact]
    public async Task An_actor_is_not_stopped_by_another_machine_and_gets_no_exception_of_it()
    {
        var machine = Other(_cluster.Machine());
        machine.ActorSelection(Target).Tell(Kill.Instance);
        machine.ActorSelection(Target).Tell(PoisonPill.Instance);
        machine.ActorSelection(Target).Tell(new Status.Failure(new InvalidOperationException("x")));
        await Reaches(machine);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public void No_serializer_of_named_types_is_left()
    {
        var serialization = Sys.Serialization;
        Assert.All([1, -5, 2, 3], number => Assert.Throws<System.Runtime.Serialization.SerializationException>(() => serialization.Deserialize("{}"u8.ToArray(), number, "System.Object, mscorlib")));
        Assert.IsType<RefusingSerializer>(serialization.FindSerializerForType(typeof(Trap)));
        Assert.IsType<RefusingSerializer>(serialization.FindSerializerForType(typeof(AssociationErrorEvent).Assembly.GetType("Akka.Remote.DaemonMsgCreate", throwOnError: true)!));
    }

    protected override void AfterAll()
    {
        foreach (var other in _others)
            Shutdown(other);
        base.AfterAll();
        _cluster.Dispose();
    }

    private static Config AsProgram(ClusterTlsSettings tls) =>
        // A port of the operating system; the configuration of the program has a fixed one.
        ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.port = 0")
            .WithFallback(ClusterHocon.Of(new ClusterSettings(Enabled: true, new IPEndPoint(IPAddress.Loopback, 1), [], tls)));

    private static ActorSystemSetup SetupOf(ClusterTlsSettings tls, Config config) =>
        ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), MachineTls.Of(tls), new MachineSetup(new ScriptedMachineStore(), new GenerationLedger()));

    // Akka as it is without our settings: a machine whose owner has a certificate, but another program.
    private ActorSystem Other(ClusterTlsSettings? tls, Config? more = null, bool validates = true)
    {
        var config = (more ?? ConfigurationFactory.Empty).WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = remote
              loglevel = OFF
              stdout-loglevel = OFF
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, enable-ssl = {{(tls is null ? "off" : "on")}} }
            }
            """));
        Setup transport = tls is null ? new NoSetup()
            : validates ? MachineTls.Of(tls)
            : new DotNettySslSetup(X509Certificate2.CreateFromPemFile(tls.Certificate, tls.Key), suppressValidation: true, requireMutualAuthentication: true, (_, _, _, _, _) => true);
        var other = ActorSystem.Create("greyactors", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), transport));
        _others.Add(other);
        return other;
    }

    // Messages arrive in the order in which they were sent: after this one, the machine has handled those before it.
    private async Task Reaches(ActorSystem machine)
    {
        machine.ActorSelection(Target).Tell("hello");
        Assert.Equal("hello", await ExpectMsgAsync<string>(Limit));
    }

    private async Task IsTurnedAway(ActorSystem stranger, string target)
    {
        var refused = CreateTestProbe();
        var events = stranger.ActorOf(Props.Create(() => new Forwarder(refused.Ref)));
        stranger.EventStream.Subscribe(events, typeof(AssociationErrorEvent));
        stranger.EventStream.Subscribe(events, typeof(DisassociatedEvent));
        stranger.ActorSelection(target).Tell("hello");
        await refused.ExpectMsgAsync<AssociationEvent>(Limit);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    public sealed class Trap
    {
        public static bool Sprung { get; set; }

        public string Bait
        {
            get => field;
            set => (field, Sprung) = (value, true);
        } = "";
    }

    public sealed class Spy : ReceiveActor
    {
        public static bool Started { get; set; }

        protected override void PreStart() => Started = true;
    }

    public sealed class SameNumberAsHyperion(ExtendedActorSystem system) : Serializer(system)
    {
        public override int Identifier => -5;

        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj) => [1, 2, 3];

        public override object FromBinary(byte[] bytes, Type type) => new Trap();
    }

    public sealed class Forwarder : UntypedActor
    {
        private readonly IActorRef _to;

        public Forwarder(IActorRef to) => _to = to;

        protected override void OnReceive(object message) => _to.Tell(message);
    }

    private sealed class NoSetup : Setup;
}
