namespace GreyActors.Core.Traps;

/// <summary>The trapped clients of another machine, made of one part after another.</summary>
/// <remarks>While a new copy is made, the earlier one stays published: a client does not pass because the partition has moved.</remarks>
/// <param name="published">Gets each complete copy.</param>
public sealed class TrapCopy(TrappedClients published)
{
    /// <summary>The number before that of the first client.</summary>
    public const long Nothing = -1;

    private TrapState _state = new();

    /// <summary>The epoch of the latest part; 0 before the first one.</summary>
    public long Epoch { get; private set; }

    /// <summary>The number after which the next part begins.</summary>
    public long Last { get; private set; } = Nothing;

    /// <summary>Whether all clients of the epoch were there at the latest update.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The number of clients in the copy.</summary>
    public int Count => _state.Count;

    /// <summary>Takes a part. A part that is not the next one is ignored.</summary>
    /// <returns>Whether there is more to ask for at once.</returns>
    public bool Take(TrapChanges part)
    {
        if (part.Epoch != Epoch && part.After == Nothing)
            (_state, IsComplete, Epoch, Last) = (new TrapState(), false, part.Epoch, Nothing);
        if (part.Epoch != Epoch || part.After != Last)
            return false;
        foreach (var client in part.Clients)
            _state.Apply(new TrapEvent.Trapped(client));
        Last = part.Last;
        if (!part.IsComplete)
            return true;
        if (!IsComplete)
            published.PublishCopy(_state);
        IsComplete = true;
        published.ForgetAdded();
        return false;
    }

    /// <summary>Forgets clients whose time is over.</summary>
    public void Expire(TimeSpan lifetime, DateTimeOffset now) => _state.Expire(lifetime, now);
}
