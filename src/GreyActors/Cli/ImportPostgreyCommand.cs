using System.CommandLine;
using System.Text;
using GreyActors.Components;
using GreyActors.Migration;
using GreyActors.Migration.Databases;
using GreyActors.Migration.Postgrey;

namespace GreyActors.Cli;

/// <summary><c>greyactors import postgrey DIR|FILE</c>: what postgrey knew.</summary>
internal static class ImportPostgreyCommand
{
    private const string Triplets = "postgrey.db";
    private const string Clients = "postgrey_clients.db";

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var source = new Argument<string>("SOURCE") { Description = "The folder of its databases (/var/lib/postgrey), or one file: postgrey.db or a dump of it." };
        var known = new Option<string?>("--clients-db") { Description = "postgrey_clients.db or a dump of it; in a folder it is found.", HelpName = "FILE" };
        var started = new Option<string>("--options")
        {
            Description = "How postgrey was started (POSTGREY_OPTS of /etc/default/postgrey): its databases are read by that, and its times are printed as configuration.",
            HelpName = "TEXT",
        };
        var whitelistedClients = Whitelist("--whitelist-clients", "A whitelist of clients (/etc/postgrey/whitelist_clients); may be repeated.");
        var whitelistedRecipients = Whitelist("--whitelist-recipients", "A whitelist of recipients (/etc/postgrey/whitelist_recipients); may be repeated.");
        var clients = ImportFiles.ClientsOption();
        var recipients = new Option<string?>("--recipients-list")
        {
            Description = "Lists here the recipients of --whitelist-recipients, one a line, for whitelisted-recipients; the file must not be there yet.",
            HelpName = "FILE",
        };
        var report = ImportFiles.ReportOption();
        var command = new Command("postgrey", "postgrey: load its triplets into the store, list the clients that it knew.")
        {
            source, known, started, whitelistedClients, whitelistedRecipients, clients, recipients, report,
        };
        return ProgramOptions.Alone(command, async (given, screen) =>
        {
            var configuration = options.Load(given);
            using var files = new NewFiles();
            var told = new ImportReport(files.Create(given.GetValue(report)));
            var path = given.GetRequiredValue(source);
            var lists = new ImportLists(ImportList.Of(files.Create(given.GetValue(clients)), path), ImportList.Of(files.Create(given.GetValue(recipients)), path));
            var postgrey = Options(given.GetValue(started), told);
            if (given.GetValue(started) is not null)
                Console.Out.Write(PostgreyHocon.Of(postgrey));
            var entries = Entries(path, given.GetValue(known), postgrey)
                .Concat(given.GetValue(whitelistedClients)!.SelectMany(file => PostgreyWhitelists.Clients(TextLines.Read(file, Encoding.UTF8), file)))
                .Concat(given.GetValue(whitelistedRecipients)!.SelectMany(file => PostgreyWhitelists.Recipients(TextLines.Read(file, Encoding.UTF8), file)));
            await ImportLoad.Run(configuration.Settings, entries, told, lists);
            files.Keep();
            ImportFiles.Show(screen, told, lists);
            return ExitCode.Ok;
        });
    }

    private static Option<string[]> Whitelist(string name, string description) => new(name) { Description = description, HelpName = "FILE", DefaultValueFactory = _ => [] };

    private static PostgreyOptions Options(string? text, ImportReport told)
    {
        if (text is null)
            return PostgreyOptions.Default;
        try
        {
            var (options, notCarried) = PostgreyOptions.Parse(text);
            foreach (var option in notCarried)
                told.Add(new OldEntry.Lost("--options", option, "there is no such setting here"));
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
