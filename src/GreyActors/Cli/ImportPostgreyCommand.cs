using System.CommandLine;
using System.Text;
using GreyActors.Components;
using GreyActors.Migration;
using GreyActors.Migration.Databases;
using GreyActors.Migration.Postgrey;

namespace GreyActors.Cli;

/// <summary><c>greyactors import postgrey DIR|FILE</c>: imports the data of postgrey.</summary>
internal static class ImportPostgreyCommand
{
    private const string Triplets = "postgrey.db";
    private const string Clients = "postgrey_clients.db";

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var source = new Argument<string>("SOURCE") { Description = "The folder of its databases (/var/lib/postgrey), or postgrey.db or a dump of it." };
        var known = new Option<string?>("--clients-db") { Description = "postgrey_clients.db or a dump of it. Found automatically if SOURCE is a folder.", HelpName = "FILE" };
        var started = new Option<string>("--options")
        {
            Description = "The options of postgrey (POSTGREY_OPTS in /etc/default/postgrey). They determine how the databases are read; the times are printed as configuration.",
            HelpName = "TEXT",
        };
        var whitelistedClients = Whitelist("--whitelist-clients", "A whitelist of clients (/etc/postgrey/whitelist_clients). May be repeated.");
        var whitelistedRecipients = Whitelist("--whitelist-recipients", "A whitelist of recipients (/etc/postgrey/whitelist_recipients). May be repeated.");
        var clients = ImportFiles.ClientsOption();
        var recipients = new Option<string?>("--recipients-list")
        {
            Description = "Write the recipients of --whitelist-recipients to this file, one per line, for whitelisted-recipients. It must not exist yet.",
            HelpName = "FILE",
        };
        var report = ImportFiles.ReportOption();
        var command = new Command("postgrey", "postgrey: load its triplets into the store, and list its exempt clients.")
        {
            source, known, started, whitelistedClients, whitelistedRecipients, clients, recipients, report,
        };
        return ProgramOptions.LocalCommand(command, async (given, screen) =>
        {
            var configuration = options.Load(given);
            using var files = new NewFiles();
            var outcome = new ImportReport(files.Create(given.GetValue(report)));
            var path = given.GetRequiredValue(source);
            var lists = new ImportLists(ImportList.Of(files.Create(given.GetValue(clients)), path), ImportList.Of(files.Create(given.GetValue(recipients)), path));
            var postgrey = Options(given.GetValue(started), outcome);
            if (given.GetValue(started) is not null)
                Console.Out.Write(PostgreyHocon.Of(postgrey));
            var entries = Entries(path, given.GetValue(known), postgrey)
                .Concat(given.GetValue(whitelistedClients)!.SelectMany(file => PostgreyWhitelists.Clients(TextLines.Read(file, Encoding.UTF8), file)))
                .Concat(given.GetValue(whitelistedRecipients)!.SelectMany(file => PostgreyWhitelists.Recipients(TextLines.Read(file, Encoding.UTF8), file)));
            await ImportLoad.Run(configuration.Settings, entries, outcome, lists);
            files.Keep();
            ImportFiles.Show(screen, outcome, lists);
            return ExitCode.Ok;
        });
    }

    private static Option<string[]> Whitelist(string name, string description) => new(name) { Description = description, HelpName = "FILE", DefaultValueFactory = _ => [] };

    private static PostgreyOptions Options(string? text, ImportReport outcome)
    {
        if (text is null)
            return PostgreyOptions.Default;
        try
        {
            var (options, notImported) = PostgreyOptions.Parse(text);
            foreach (var option in notImported)
                outcome.Add(new OldEntry.Lost("--options", option, "there is no equivalent setting"));
            return options;
        }
        catch (FormatException wrong)
        {
            throw new CommandRefusedException(ExitCode.Usage, $"--options: {wrong.Message}");
        }
    }

    private static IEnumerable<OldEntry> Entries(string source, string? known, PostgreyOptions options)
    {
        var isFolder = Directory.Exists(source);
        var triplets = isFolder ? Path.Combine(source, Triplets) : source;
        var clients = known ?? (isFolder && File.Exists(Path.Combine(source, Clients)) ? Path.Combine(source, Clients) : null);
        var entries = PostgreyTriplets.Read(DatabaseFile.Read(triplets), triplets, options);
        return clients is null ? entries : entries.Concat(PostgreyClients.Read(DatabaseFile.Read(clients), clients, options));
    }
}
