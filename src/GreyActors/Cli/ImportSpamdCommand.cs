using System.CommandLine;
using System.Text;
using GreyActors.Components;
using GreyActors.Migration;
using GreyActors.Migration.Databases;
using GreyActors.Migration.Spamd;

namespace GreyActors.Cli;

/// <summary><c>greyactors import spamd DUMP</c>: imports the data of OpenBSD's spamd.</summary>
internal static class ImportSpamdCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var dump = new Argument<string>("DUMP") { Description = "A file with the output of spamdb." };
        var clients = ImportFiles.ClientsOption();
        var report = ImportFiles.ReportOption();
        var command = new Command("spamd", "OpenBSD's spamd: load its waiting triplets into the store, and list its white clients.") { dump, clients, report };
        return ProgramOptions.LocalCommand(command, async (given, screen) =>
        {
            var path = given.GetRequiredValue(dump);
            var configuration = options.Load(given);
            using var files = new NewFiles();
            var outcome = new ImportReport(files.Create(given.GetValue(report)));
            var lists = new ImportLists(ImportList.Of(files.Create(given.GetValue(clients)), path), Recipients: null);
            await ImportLoad.Run(configuration.Settings, SpamdDump.Read(Lines(path), path), outcome, lists);
            files.Keep();
            ImportFiles.Show(screen, outcome, lists);
            return ExitCode.Ok;
        });
    }

    private static IEnumerable<string> Lines(string path)
    {
        foreach (var line in TextLines.Read(path, Encoding.Latin1))
            yield return PythonLiteral.Decoded(line);
    }
}
