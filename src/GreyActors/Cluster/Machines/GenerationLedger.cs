using GreyActors.Core.Machines;

namespace GreyActors.Cluster.Machines;

/// <summary>The generation that this machine remembers, shared by the <see cref="MachineKeeper"/> and the <see cref="GenerationLease"/>, which run on different threads.</summary>
public sealed class GenerationLedger
{
    private readonly Lock _lock = new();
    private Generations _now;

    /// <summary>The generation that a decision of this machine must follow; null before its first look as a member of the cluster.</summary>
    public long? Remembered
    {
        get
        {
            lock (_lock)
                return _now.IsMember ? _now.Remembered : null;
        }
    }

    /// <summary>Compares a stored generation; true if it leaves this machine out.</summary>
    public bool LeavesOut(StoredGeneration stored, MachineId machine, bool isMember)
    {
        lock (_lock)
        {
            (_now, var isLeftOut) = _now.See(stored, machine, isMember);
            return isLeftOut;
        }
    }

    /// <summary>Remembers a decision of this machine.</summary>
    public void Decided(long generation)
    {
        lock (_lock)
            _now = Generations.After(generation);
    }
}
