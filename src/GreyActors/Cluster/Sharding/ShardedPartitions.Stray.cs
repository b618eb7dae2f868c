using Akka.Actor;
using Akka.Event;
using GreyActors.Greylisting;

namespace GreyActors.Cluster.Sharding;

/// <content>Requests that did not reach their partition on this machine, because it moves or has moved: they are routed again.</content>
internal sealed partial class ShardedPartitions
{
    // True if the message was one of those.
    private bool RoutesAgain(object message)
    {
        switch (message)
        {
            case ToPartition again:
                // From a host that is being handed over.
                RouteAgain(again, _context.Sender);
                return true;
            case DeadLetter lost:
                RouteLost(lost);
                return true;
            case Dropped { Message: ToPartition to } dropped when to.Region == _family.Name:
                // A region drops what it has kept for a partition when it hands the partition over. Nobody here needs the order that Akka protects.
                RouteAgain(to, dropped.Sender);
                return true;
            case Dropped:
                return true;
            default:
                return false;
        }
    }

    private void RouteAgain(ToPartition to, IActorRef sender)
    {
        if (_proxy is not null)
            _proxy.Tell(to, sender);
        else
            Refuse(to.Message, sender);
    }

    // The region has ended, a host has stopped, or the buffer of a region is full.
    private void RouteLost(DeadLetter lost)
    {
        switch (lost.Message)
        {
            case ToPartition to when to.Region == _family.Name && IsRegion(lost.Recipient.Path):
                RouteAgain(to, lost.Sender);
                break;
            case ToPartition { Message: JudgeAttempt } to when to.Region == _family.Name && !lost.Recipient.Path.Address.HasLocalScope:
                // There is no connection to its machine now. The judge repeats it.
                break;
            case ToPartition to when to.Region == _family.Name && IsRouted(to.Message):
                Refuse(to.Message, lost.Sender);
                break;
            case var routed when IsRouted(routed) && IsHost(lost.Recipient.Path):
                if (_proxy is null)
                    Refuse(routed, lost.Sender);
                else
                    Send(routed, lost.Sender);
                break;
        }
    }

    // The region of this machine. Messages to that of another machine are lost while there is no connection, and would be lost again at once.
    private bool IsRegion(ActorPath path) => path.Address.HasLocalScope && path.Elements is ["system", "sharding", var region] && region == _family.Name;

    private bool IsHost(ActorPath path) => path.Elements is ["system", "sharding", var region, _, _] && region == _family.Name;
}
