using System.Collections.Immutable;
using System.Text.Json;

namespace GreyActors.Benchmarks.Outcome;

/// <summary>One message of a trace: its recipients, the hosts that deliver it, and the times of its tries.</summary>
/// <remarks>Only the table reads <paramref name="Label"/>, <paramref name="Kind"/>, <paramref name="Conv"/>, <paramref name="Tags"/> and <paramref name="Exists"/>.</remarks>
/// <param name="T">The time of the first try, in seconds since the trace began.</param>
/// <param name="Probe">True if the client leaves after RCPT.</param>
/// <param name="Tries">For each try the delay in seconds after <paramref name="T"/>, and the index of the host.</param>
internal sealed record TraceMessage(
    int Id,
    double T,
    string Label,
    string Kind,
    string Conv,
    ImmutableArray<string> Tags,
    string From,
    ImmutableArray<string> To,
    ImmutableArray<bool> Exists,
    bool Probe,
    ImmutableArray<TraceHost> Hosts,
    ImmutableArray<ImmutableArray<double>> Tries)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The messages of a trace. The first line is a header.</summary>
    public static ImmutableArray<TraceMessage> Read(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(line => JsonSerializer.Deserialize<TraceMessage>(line, Options)!)];

    /// <summary>The time of a try, in seconds since the trace began.</summary>
    public double TimeOf(int number) => T + Tries[number][0];

    /// <summary>The host of a try.</summary>
    public TraceHost HostOf(int number) => Hosts[(int)Tries[number][1]];
}

/// <summary>A host that delivers a message.</summary>
/// <param name="Ip">The address.</param>
/// <param name="Ptr">The reverse name; empty if there is none.</param>
/// <param name="Fc">True if the reverse name is forward-confirmed.</param>
/// <param name="Helo">The name in HELO.</param>
/// <param name="Hc">True if the name in HELO resolves to the address.</param>
/// <param name="Spf">The domain whose SPF record passes; empty if there is none.</param>
internal sealed record TraceHost(string Ip, string Ptr, bool Fc, string Helo, bool Hc, string Spf);
