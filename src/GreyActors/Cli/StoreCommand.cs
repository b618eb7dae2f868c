using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Serialization;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Files;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using GreyActors.Migration;
using GreyActors.Storage;

namespace GreyActors.Cli;

/// <summary><c>greyactors store copy FROM TO</c>: copies the store of one configuration into that of another, for example from SQLite to PostgreSQL.</summary>
internal static class StoreCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Make(ProgramOptions options) => new("store", "Work with the store while no service uses it.") { Copy(options) };

    private static Command Copy(ProgramOptions options)
    {
        var from = new Argument<FileInfo>("FROM") { Description = "The configuration file with the store to read. That store is not changed." };
        var to = new Argument<FileInfo>("TO") { Description = "The configuration file with the store to write. That store must be empty." };
        var command = new Command(
            "copy", "Copy the store of FROM into the store of TO, and compare them. Stop the services of both first. An interrupted copy continues when the command is repeated.")
        {
            from, to,
        };
        return ProgramOptions.LocalCommand(command, async (given, screen) =>
        {
            if (given.GetValue(options.Config) is not null || given.GetValue(options.Set) is { Length: > 0 })
                throw new CommandRefusedException(ExitCode.Usage, "store copy reads the configurations FROM and TO: --config and --set are not used");
            if (given.GetRequiredValue(from).FullName == given.GetRequiredValue(to).FullName)
                throw new CommandRefusedException(ExitCode.Usage, "store copy needs two configurations: FROM and TO are the same file");
            var source = options.Load(given, given.GetRequiredValue(from)).Settings;
            var target = options.Load(given, given.GetRequiredValue(to)).Settings;
            await Refusing(() => Copy(source, target, screen));
            return ExitCode.Ok;
        });
    }

    private static async Task Copy(GreyActorsSettings from, GreyActorsSettings to, Screen screen)
    {
        if (from.Store.Provider == StoreProvider.Sqlite && !File.Exists(from.Store.Path))
            throw new CommandRefusedException(ExitCode.NoInput, $"{from.Store.Path} does not exist");
        ProcessLimits.KeepFilesPrivate();
        var since = Stopwatch.GetTimestamp();
        using var source = Open(from);
        using var target = Open(to);
        screen.WriteLine($"copying {source.Name} to {target.Name}");
        var steps = StoreCopy.StepsOf(source.Partitions);
        var copied = await ShownProgress.Run(
            screen.Terminal, "copying", steps, shown => StoreCopy.Run(source, target, screen.IsTerminal ? shown : Printed(screen, steps)));
        screen.Write(Listing.OfPairs(
            ("triplets", Number(copied.Triplets)), ("known pairs and expected replies", Number(copied.KnownClients)), ("trapped clients", Number(copied.TrappedClients))));
        screen.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"both stores have these entries; {copied.Written} of {copied.Parts} parts were copied now, in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s"));
    }

    private static IGreylistStorage Open(GreyActorsSettings settings)
    {
        var storage = StorageProviders.Open(settings.Store with { OnCorruption = OnCorruption.Refuse }, TimeProvider.System);
        try
        {
            storage.Prepare();
            return storage;
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    // Where no bar can be shown: ten lines.
    private static Action<long> Printed(Screen screen, int steps)
    {
        var printed = 0L;
        return done =>
        {
            var percent = done * 100 / steps;
            if (percent / 10 == printed / 10)
                return;
            printed = percent;
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{percent} %"));
        };
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task Refusing(Func<Task> copy)
    {
        try
        {
            await copy();
        }
        catch (StartRefusedException refused)
        {
            throw new CommandRefusedException(refused.ExitCode, refused.Message);
        }
        catch (SerializationException damaged)
        {
            throw new CommandRefusedException(ExitCode.IoError, damaged.Message);
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.Unavailable, FileProblem.Describe(refused));
        }
    }
}
