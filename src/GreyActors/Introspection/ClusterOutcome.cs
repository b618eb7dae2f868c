using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Cluster.Forwarding;
using GreyActors.Core.Outcome;
using GreyActors.Outcome;

namespace GreyActors.Introspection;

/// <summary>Gets the outcome that the other machines of the cluster have counted. A machine that does not answer in time is named.</summary>
internal sealed class ClusterOutcome(OtherMachines machines, IReadOnlyActorRegistry registry)
{
    /// <summary>The path at which a machine gives its own counts to the others.</summary>
    public const string Path = "/api/outcome/counts";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>The counts of the other machines, and the machines whose counts are missing.</summary>
    public async Task<(ImmutableArray<OutcomeSnapshot> Counts, ImmutableArray<string> Missing)> Others(CancellationToken cancelled)
    {
        if (!machines.IsCluster || !registry.TryGet<IntrospectionExchange>(out var exchange))
            return ([], []);
        var self = machines.Self;
        var answers = await Task.WhenAll(machines.All.Where(one => one.Key != self)
            .Select(async one => (Machine: one.Key, Counts: await Ask(exchange, one.Value, cancelled))));
        return (
            [.. answers.Select(answer => answer.Counts).OfType<OutcomeSnapshot>()],
            [.. answers.Where(answer => answer.Counts is null).Select(answer => answer.Machine)]);
    }

    private static async Task<OutcomeSnapshot?> Ask(IActorRef exchange, Address machine, CancellationToken cancelled)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        limit.CancelAfter(Patience);
        var request = new IntrospectionRequest(MachineSelector.NextNumber(), Path, "", IsHead: false);
        var answer = new ForwardedAnswer();
        exchange.Tell(new Forward(machine, request, answer), ActorRefs.NoSender);
        try
        {
            if (await answer.Head.WaitAsync(limit.Token) is not { WhyNot: null, Status: StatusCodes.Status200OK })
                return null;
            using var read = new MemoryStream();
            await answer.Content.CopyToAsync(read, limit.Token);
            return OutcomeFormat.Read(read.ToArray());
        }
        catch (Exception missing) when (missing is IOException or SerializationException || (missing is OperationCanceledException && !cancelled.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            await answer.Content.CompleteAsync();
            exchange.Tell(new StopForwarding(request.Number), ActorRefs.NoSender);
        }
    }
}
