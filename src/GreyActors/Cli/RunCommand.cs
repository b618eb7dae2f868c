using System.Net.Sockets;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Dispatch;
using GreyActors.Files;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using GreyActors.Observability;

namespace GreyActors.Cli;

/// <summary><c>greyactors run</c>: runs the service until it is asked to stop.</summary>
public static class RunCommand
{
    /// <summary>Runs the service; returns the exit code.</summary>
    /// <param name="configurationFile">From <c>--config</c>; null for the default places.</param>
    /// <param name="overrides">From <c>--set</c>, each <c>key=value</c>.</param>
    /// <param name="signals">The signals of the process.</param>
    public static async Task<int> Run(string? configurationFile, IReadOnlyList<string> overrides, ProcessSignals signals)
    {
        StandardStreams.BeginService();
        var errors = Console.Error;
        try
        {
            switch (ConfigurationLoader.Load(configurationFile, overrides))
            {
                case LoadedConfiguration.Valid valid:
                    return await Serve(valid, errors, signals);
                case LoadedConfiguration.Invalid invalid:
                    foreach (var error in invalid.Errors)
                        await errors.WriteLineAsync(error.ToString());
                    return ExitCode.Config;
                case var other:
                    throw new InvalidOperationException($"{other} is not an outcome of loading");
            }
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            // A file or the introspection port; the message names it.
            await errors.WriteLineAsync($"greyactors: {FileProblem.Describe(refused)}");
            return ExitCode.Unavailable;
        }
    }

    private static async Task<int> Serve(LoadedConfiguration.Valid configuration, TextWriter errors, ProcessSignals signals)
    {
        ProcessLimits.KeepFilesPrivate();
        SocketThreads.BeginChains();
        StopDeadline.EndOnBugs(errors);
        var exitCode = ExitCode.Ok;
        try
        {
            await using var app = GreyActorsHost.Build(configuration, TimeProvider.System, code => exitCode = code, signals);
            StandardStreams.Share(app.Services.GetRequiredService<LogWriter>());
            // Registered last, so called first: the time counts from the signal.
            app.Lifetime.ApplicationStopping.Register(
                () => StopDeadline.Begin(GreyActorsHost.WholeShutdown(configuration.Settings), () => exitCode, errors));
            await app.RunAsync();
            return exitCode;
        }
        catch (CapacityException tooLittle)
        {
            await errors.WriteLineAsync($"greyactors: {tooLittle.Message}");
            return ExitCode.OsError;
        }
        catch (StoreRefusedException refused)
        {
            await errors.WriteLineAsync($"greyactors: {refused.Message}");
            return refused.ExitCode;
        }
        catch (SocketException refused)
        {
            // Kestrel names the address only if it is in use.
            await errors.WriteLineAsync($"greyactors: cannot listen on {configuration.Settings.Introspection}: {refused.Message}");
            return ExitCode.Unavailable;
        }
    }
}
