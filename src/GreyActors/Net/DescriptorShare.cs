namespace GreyActors.Net;

/// <summary>Counts the used descriptors of one share. Thread-safe.</summary>
/// <param name="max">The size of the share.</param>
public sealed class DescriptorShare(int max)
{
    private int _max = max;
    private int _taken;

    /// <summary>The size of the share. Used descriptors stay in use when it becomes smaller.</summary>
    public int Max
    {
        get => Volatile.Read(ref _max);
        set => Volatile.Write(ref _max, value);
    }

    /// <summary>The number of used descriptors.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a descriptor; false if the share is used up.</summary>
    public bool TryTake()
    {
        for (var taken = Taken; taken < Max; taken = Taken)
        {
            if (Interlocked.CompareExchange(ref _taken, taken + 1, taken) == taken)
                return true;
        }

        return false;
    }

    /// <summary>Returns a descriptor. Call it once for each one taken.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _taken);
}
