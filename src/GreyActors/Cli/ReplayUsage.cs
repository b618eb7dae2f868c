using System.CommandLine;
using System.Globalization;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Configuration.Values;
using GreyActors.Files;
using GreyActors.History;

namespace GreyActors.Cli;

/// <summary>Checks and reads the arguments of <c>greyactors replay</c>.</summary>
internal static class ReplayUsage
{
    private const int FileBuffer = 64 * 1024;

    /// <summary>Refuses a mistyped option, which would otherwise be the name of a file.</summary>
    /// <exception cref="CommandRefusedException">It is one.</exception>
    public static void Check(IEnumerable<string> files, Command command)
    {
        var names = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))).Select(option => option.Name);
        if (files.FirstOrDefault(file => file.StartsWith('-') && file != HistoryFile.StandardInput && !File.Exists(file)) is { } typed)
            throw new CommandRefusedException(ExitCode.Usage, $"{typed}: unknown option{Nearest.Hint(typed.Split('=')[0], names)}");
    }

    /// <summary>A time in Unix milliseconds; null for no text.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">A date, or a time after the beginning.</param>
    /// <param name="begin">The beginning of the history.</param>
    /// <exception cref="CommandRefusedException">The text is neither.</exception>
    public static long? TimeOf(string option, string? text, long begin)
    {
        if (text is null)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && text.Contains('-', StringComparison.Ordinal))
            return at.ToUnixTimeMilliseconds();
        return begin + (long)DurationOf(option, text, ", or a date such as 2026-01-31").TotalMilliseconds;
    }

    /// <summary>A duration.</summary>
    /// <exception cref="CommandRefusedException">The text is none.</exception>
    public static TimeSpan DurationOf(string option, string text, string more = "")
    {
        var duration = DurationText.Read(text);
        return duration.IsGood(out var span) ? span : throw new CommandRefusedException(ExitCode.Usage, $"{option}: {text} {duration.Problem}{more}");
    }

    /// <summary>Creates or replaces a file; null for no path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputs">Files that must not be replaced.</param>
    /// <exception cref="CommandRefusedException">It cannot be created.</exception>
    public static TextWriter? Create(string? path, IEnumerable<string> inputs)
    {
        if (path is null)
            return null;
        if (inputs.Any(input => Path.GetFullPath(input) == Path.GetFullPath(path)))
            throw new CommandRefusedException(ExitCode.CannotCreate, $"{path} is also an input");
        try
        {
            return new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), bufferSize: FileBuffer) { NewLine = "\n" };
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.CannotCreate, $"{path} cannot be created: {FileProblem.Describe(refused)}");
        }
    }
}
