using GreyActors.Components;

namespace GreyActors.Greylisting;

/// <summary>Refuses a store into which a copy has not finished: it has only a part of the triplets.</summary>
public static class CompleteStore
{
    /// <summary>Checks a prepared store.</summary>
    /// <exception cref="StartRefusedException">A copy into the store has not finished.</exception>
    public static void Check(IGreylistStorage storage)
    {
        if (storage.UnfinishedCopy is { } source)
        {
            throw new StartRefusedException(
                $"The greylist store {storage.Name} is the target of a copy of {source} that has not finished: repeat greyactors store copy, which continues it",
                ExitCode.Config);
        }
    }
}
