using System.Runtime.Serialization;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Addresses;
using GreyActors.Files;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using GreyActors.Migration;
using GreyActors.Storage;

namespace GreyActors.Cli;

/// <summary>Loads the entries of another greylist: triplets into the store, clients into a list.</summary>
internal static class ImportLoad
{
    private const string NoClients = "it is a client all of whose mail passed, and no triplet: --clients-list FILE lists such clients";
    private const string NoRecipients = "it is a recipient all of whose mail passed, and no triplet: --recipients-list FILE lists such recipients";
    private const string Expired = "the client was not seen for too long";

    /// <summary>Loads everything; nothing is changed when it cannot be read to the end.</summary>
    /// <param name="settings">Where the store is, and what a client is in it.</param>
    /// <param name="entries">Of the other greylist; read as they come.</param>
    /// <param name="report">Gets what became of each.</param>
    /// <param name="lists">Get the clients and the recipients that are exempt.</param>
    /// <exception cref="CommandRefusedException">Something hindered it.</exception>
    public static async Task Run(GreyActorsSettings settings, IEnumerable<OldEntry> entries, ImportReport report, ImportLists lists)
    {
        ProcessLimits.KeepFilesPrivate();
        try
        {
            using var storage = StorageProviders.Open(settings.Store with { OnCorruption = OnCorruption.Refuse }, TimeProvider.System);
            storage.Prepare();
            var load = TripletLoad.Into(storage, settings.Greylisting, TimeProvider.System);
            ImportFiles.Read(() => Learn(entries, load, report, lists));
            await load.Write();
            if (load.CrowdedOut > 0)
                report.Add(new Remark(settings.Store.Path, $"greylisting.max-triplets is reached: {load.CrowdedOut} waiting triplets were forgotten"));
        }
        catch (StoreRefusedException refused)
        {
            throw new CommandRefusedException(
                refused.ExitCode, refused.ExitCode == ExitCode.IoError ? Damaged(settings.Store) : refused.Message);
        }
        catch (SerializationException)
        {
            throw new CommandRefusedException(ExitCode.IoError, Damaged(settings.Store));
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.Unavailable, FileProblem.Describe(refused));
        }
    }

    private static bool Learn(IEnumerable<OldEntry> entries, TripletLoad load, ImportReport report, ImportLists lists)
    {
        void List(ImportList? list, string ours, OldEntry old, string otherwise)
        {
            if (list is null)
                report.Add(new OldEntry.Lost(old.Where, old.What, otherwise));
            else
                list.Add(ours);
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case OldEntry.Triplet triplet:
                    report.Add(triplet, load.Learn(triplet));
                    break;
                case OldEntry.Client client when client.Expires < now:
                    report.Add(new OldEntry.Lost(client.Where, client.What, Expired));
                    break;
                case OldEntry.Client client:
                    List(lists.Clients, ClientAddress.Canonical(client.Address).ToString(), client, NoClients);
                    break;
                case OldEntry.Listed listed:
                    List(listed.IsClient ? lists.Clients : lists.Recipients, listed.Ours, listed, listed.IsClient ? NoClients : NoRecipients);
                    break;
                case OldEntry.Lost lost:
                    report.Add(lost);
                    break;
                default:
                    throw new InvalidOperationException($"{entry} is no entry of a greylist");
            }
        }

        return true;
    }

    private static string Damaged(StoreSettings store) =>
        $"the greylist store {store.Path} is damaged: start the service, which goes by store.on-corruption, and import then";
}
