using System.CommandLine;
using System.Text;
using GreyActors.Components;
using GreyActors.Files;
using GreyActors.Migration;

namespace GreyActors.Cli;

/// <summary>The files that an import reads and writes; what hinders that becomes an exit code.</summary>
internal static class ImportFiles
{
    private const int LongestText = 16 * 1024 * 1024;

    /// <summary>Where everything is listed that was not carried over.</summary>
    public static Option<string?> ReportOption() => new("--report")
    {
        Description = "Lists here everything that is not carried over; the file must not be there yet.",
        HelpName = "FILE",
    };

    /// <summary>Where clients are listed all of whose mail passed.</summary>
    public static Option<string?> ClientsOption() => new("--clients-list")
    {
        Description = "Lists here the clients all of whose mail passed, one a line, for whitelisted-clients; the file must not be there yet.",
        HelpName = "FILE",
    };

    /// <summary>The whole text of a file, in UTF-8 or, where it is not that, an octet a character.</summary>
    public static string Text(string path) => Read(() =>
    {
        var bytes = RegularFile.Read(path, LongestText) ?? throw new InvalidDataException($"{path} is larger than {LongestText >> 20} MB");
        return (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    });

    /// <summary>Reads, and says what hindered it.</summary>
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

    /// <summary>Says what became of everything.</summary>
    /// <param name="screen">Where it is said.</param>
    /// <param name="report">What became of it.</param>
    /// <param name="lists">What was listed; null where nothing was loaded.</param>
    public static void Show(Screen screen, ImportReport report, ImportLists? lists)
    {
        foreach (var line in report.Lines(triplets: lists is not null))
            screen.Error(line);
        if (lists?.Clients is { } clients)
            screen.Error($"clients in --clients-list: {clients.Count}; for whitelisted-clients = [\"file:FILE\"]");
        if (lists?.Recipients is { } recipients)
            screen.Error($"recipients in --recipients-list: {recipients.Count}; for whitelisted-recipients = [\"file:FILE\"]");
    }
}
