using GreyActors.Configuration;
using GreyActors.Core.Addresses;
using GreyActors.Migration;

namespace GreyActors.Cli;

/// <summary>Loads the entries of another greylist: triplets into the store, clients into a list.</summary>
internal static class ImportLoad
{
    private const string NoClients = "it is an exempt client, not a triplet: use --clients-list FILE to list such clients";
    private const string NoRecipients = "it is an exempt recipient, not a triplet: use --recipients-list FILE to list such recipients";
    private const string Expired = "the client has not been seen for too long";

    /// <summary>Loads everything. If reading fails, nothing is imported.</summary>
    /// <param name="settings">The place of the store, and the prefix lengths of client networks.</param>
    /// <param name="entries">The entries of the other greylist; read one at a time.</param>
    /// <param name="report">Gets the outcome of each entry.</param>
    /// <param name="lists">Gets the exempt clients and recipients.</param>
    /// <exception cref="CommandRefusedException">The import failed.</exception>
    public static Task Run(GreyActorsSettings settings, IEnumerable<OldEntry> entries, ImportReport report, ImportLists lists) =>
        OfflineStore.Use(settings, "import", async storage =>
        {
            var load = TripletLoad.Into(storage, settings.Greylisting, TimeProvider.System);
            ImportFiles.Read(() => Learn(entries, load, report, lists));
            await load.Write();
            if (load.CrowdedOut > 0)
                report.Add(new Remark(settings.Store.Name, $"greylisting.max-triplets is reached: {load.CrowdedOut} waiting triplets were deleted"));
        });

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
                    throw new InvalidOperationException($"{entry} is not an entry of a greylist");
            }
        }

        return true;
    }
}
