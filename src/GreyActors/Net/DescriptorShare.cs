namespace GreyActors.Net;

/// <summary>Counts what is taken of one share of the process's file descriptors; safe for threads.</summary>
/// <param name="max">The size of the share.</param>
public sealed class DescriptorShare(int max)
{
    private int _max = max;
    private int _taken;

    /// <summary>The size of the share. What is taken already stays taken when it becomes smaller.</summary>
    public int Max
    {
        get => Volatile.Read(ref _max);
        set => Volatile.Write(ref _max, value);
    }

    /// <summary>The number that is taken now.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes one; false when the share is used up.</summary>
    public bool TryTake()
    {
        for (var taken = Taken; taken < Max; taken = Taken)
        {
            if (Interlocked.CompareExchange(ref _taken, taken + 1, taken) == taken)
                return true;
        }

        return false;
    }

    /// <summary>Gives one back. To be called once for each that was taken.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _taken);
}
