using System.Collections.Immutable;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The configuration of one program under test: keys below <c>grey-actors</c> and their HOCON values.</summary>
public sealed record GreyActorsConfiguration(ImmutableSortedDictionary<string, string> Values)
{
    /// <summary>The client address whose mail is relayed without greylisting.</summary>
    public const string AllowedSender = "127.0.9.9";

    /// <summary>Entries of <c>listen</c> beside the one that every program has.</summary>
    public ImmutableArray<string> MoreListeners { get; init; } = [];

    /// <summary>Whether <see cref="MoreListeners"/> are its only ones, so that it has no SMTP listener.</summary>
    public bool HasOnlyThese { get; init; }

    /// <summary>The executable that is started; empty: the one that was built for the tests.</summary>
    public string Executable { get; init; } = "";

    /// <summary>The network that it is started in.</summary>
    public MachineNetwork Network { get; init; } = new LoopbackNetwork();

    /// <summary>NAME=value of the environment that the program is started in, beside what the tests have.</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>
    /// Serves example.test, relays to <paramref name="relayPort"/>, and waits one second only. Mail data goes on byte for byte. The DNS is not asked: the resolver of
    /// the machine is no part of a test.
    /// </summary>
    public static GreyActorsConfiguration RelayingTo(int relayPort) => new GreyActorsConfiguration(ImmutableSortedDictionary<string, string>.Empty)
        .With("servername", "\"mx.example.test\"")
        .With("relay.to", $"[\"127.0.0.1:{relayPort}\"]")
        .With("relay.received-header", "off")
        .With("allowed-senders", $"[\"{AllowedSender}\"]")
        .With("allowed-domains", "[\"example.test\"]")
        .With("greylisting.initial-delay", "1s")
        .With("reputation.dns", "off")
        .With("store.path", "\"greylist.db\"")
        .With("log.greylist", "\"greylist.log\"")
        .With("log.debug", "\"debug.log\"");

    /// <summary>Serves Postfix's policy protocol only, at <paramref name="address"/>: <c>address = …, port = …</c>. A triplet waits one second.</summary>
    public static GreyActorsConfiguration Policy(string address) => new GreyActorsConfiguration(ImmutableSortedDictionary<string, string>.Empty)
    {
        HasOnlyThese = true,
        MoreListeners = [$"{{ {address}, protocol = postfix-policy }}"],
    }
        .With("servername", "\"mx.example.test\"")
        .With("greylisting.initial-delay", "1s")
        .With("reputation.dns", "off")
        .With("store.path", "\"greylist.db\"")
        .With("log.greylist", "\"greylist.log\"")
        .With("log.debug", "\"debug.log\"");

    /// <summary>The same with one value more, or another.</summary>
    public GreyActorsConfiguration With(string key, string value) => this with { Values = Values.SetItem(key, value) };

    /// <summary>The same with TLS: the folder of the program contains a certificate, and a second listener uses implicit TLS.</summary>
    public GreyActorsConfiguration WithTls() => With("tls.certificate", "\"cert.pem\"").With("tls.key", "\"key.pem\"");

    /// <summary>The file.</summary>
    public string ToHocon() =>
        $"grey-actors {{\n{string.Concat(Values.Select(entry => $"  {entry.Key} = {entry.Value}\n"))}}}\n";
}
