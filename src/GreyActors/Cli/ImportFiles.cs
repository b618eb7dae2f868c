using System.CommandLine;
using System.Text;
using GreyActors.Components;
using GreyActors.Files;
using GreyActors.Migration;

namespace GreyActors.Cli;

/// <summary>The files that an import reads and writes. A failure becomes an exit code.</summary>
internal static class ImportFiles
{
    private const int LongestText = 16 * 1024 * 1024;

    /// <summary>The file that lists every entry that was not imported.</summary>
    public static Option<string?> ReportOption() => new("--report")
    {
        Description = "Write every entry that is not imported to this file, which must not exist yet.",
        HelpName = "FILE",
    };

    /// <summary>The file that lists clients that were exempt from greylisting.</summary>
    public static Option<string?> ClientsOption() => new("--clients-list")
    {
        Description = "Write the clients that were exempt from greylisting to this file, one per line, for whitelisted-clients. It must not exist yet.",
        HelpName = "FILE",
    };

    /// <summary>The whole text of a file, decoded as UTF-8, or as Latin-1 if it is not valid UTF-8.</summary>
    public static string Text(string path) => Read(() =>
    {
        var bytes = RegularFile.Read(path, LongestText) ?? throw new InvalidDataException($"{path} is larger than {LongestText >> 20} MB");
        return (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    });

    /// <summary>Reads, and turns a failure into an exit code.</summary>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damaged)
        {
            throw new CommandRefusedException(ExitCode.DataError, damaged.Message);
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.NoInput, FileProblem.Describe(refused));
        }
    }

    /// <summary>Prints the outcome of the import.</summary>
    /// <param name="screen">Gets the lines.</param>
    /// <param name="report">The counts, and the entries that were not imported.</param>
    /// <param name="lists">The lists that were written; null if no triplets were loaded.</param>
    public static void Show(Screen screen, ImportReport report, ImportLists? lists)
    {
        foreach (var line in report.Lines(triplets: lists is not null))
            screen.WriteError(line);
        if (lists?.Clients is { } clients)
            screen.WriteError($"clients in --clients-list: {clients.Count}; use it as whitelisted-clients = [\"file:FILE\"]");
        if (lists?.Recipients is { } recipients)
            screen.WriteError($"recipients in --recipients-list: {recipients.Count}; use it as whitelisted-recipients = [\"file:FILE\"]");
    }
}
