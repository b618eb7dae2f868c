using System.Runtime.Serialization;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Files;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using GreyActors.Storage;

namespace GreyActors.Cli;

/// <summary>Opens the store for a command while no service uses it. A failure becomes an exit code.</summary>
internal static class OfflineStore
{
    /// <summary>Opens the store, converts it to this release, and uses it.</summary>
    /// <param name="settings">The configuration of the service.</param>
    /// <param name="purpose">The action after the repair of a damaged store, for a message: <c>import</c>.</param>
    /// <param name="use">Reads and writes the store.</param>
    /// <exception cref="CommandRefusedException">The store is in use, damaged, or cannot be read or written.</exception>
    public static async Task Use(GreyActorsSettings settings, string purpose, Func<IGreylistStorage, Task> use)
    {
        ProcessLimits.KeepFilesPrivate();
        try
        {
            using var storage = StorageProviders.Open(settings.Store with { OnCorruption = OnCorruption.Refuse }, TimeProvider.System);
            storage.Prepare();
            CompleteStore.Check(storage);
            SenderRefolding.Run(storage, settings.Greylisting.Timing, TimeProvider.System.GetUtcNow());
            await use(storage);
        }
        catch (StartRefusedException refused)
        {
            throw new CommandRefusedException(refused.ExitCode, refused.ExitCode == ExitCode.IoError ? Damaged(settings.Store, purpose) : refused.Message);
        }
        catch (SerializationException)
        {
            throw new CommandRefusedException(ExitCode.IoError, Damaged(settings.Store, purpose));
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.Unavailable, FileProblem.Describe(refused));
        }
    }

    private static string Damaged(StoreSettings store, string purpose) =>
        $"the greylist store {store.Name} is damaged: start the service, which handles the damage as store.on-corruption says, then {purpose}";
}
