using GreyActors.Core.Greylisting;

namespace GreyActors.Replay;

/// <summary>The pairs of a sender and a recipient so far.</summary>
internal sealed class Correspondents
{
    private readonly HashSet<(string Sender, string Recipient)> _known = [];
    private readonly Dictionary<string, string> _folded = new(StringComparer.Ordinal);

    /// <summary>Whether this is the first message of its correspondence to the recipient; notes it.</summary>
    /// <remarks>A trace names the correspondence. In a log it is that of the sender, as the greylist folds it.</remarks>
    public bool IsFirst(ReplayMessage message, int recipient) => message.Labels.Conversation is { } conversation
        ? _known.Add((conversation, message.ForwardPaths[recipient].Address))
        : _known.Add((Folded(message), ForwardPathNormaliser.Normalise(message.ForwardPaths[recipient].Address)));

    private string Folded(ReplayMessage message)
    {
        var address = message.ReversePath.Address;
        if (!_folded.TryGetValue(address, out var folded))
            _folded[address] = folded = SenderNormaliser.Normalise(address);
        return folded;
    }
}
