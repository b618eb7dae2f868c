using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Dispatch;
using GreyActors.Hosting;
using GreyActors.Introspection;
using GreyActors.Observability;

namespace GreyActors.Cli;

/// <summary><c>greyactors run</c>: runs the service until it is asked to stop.</summary>
public static class RunCommand
{
    /// <summary>Runs the service; returns the exit code.</summary>
    /// <param name="configurationFile">From <c>--config</c>; null for the default places.</param>
    /// <param name="overrides">From <c>--set</c>, each <c>key=value</c>.</param>
    /// <param name="signals">The signals of the process.</param>
    /// <param name="isVerbose">Whether the stack trace of a failed start is printed.</param>
    public static async Task<int> Run(string? configurationFile, IReadOnlyList<string> overrides, ProcessSignals signals, bool isVerbose = false)
    {
        StandardStreams.BeginService();
        var errors = Console.Error;
        switch (ConfigurationLoader.Load(configurationFile, overrides))
        {
            case LoadedConfiguration.Valid valid:
                try
                {
                    return await Serve(valid, errors, signals);
                }
                catch (Exception failed) when (StartRefusal.Of(failed, valid) is { } refusal)
                {
                    await errors.WriteLineAsync($"greyactors: {refusal.Message}");
                    if (isVerbose)
                        await errors.WriteLineAsync(failed.ToString());
                    return refusal.ExitCode;
                }
            case LoadedConfiguration.Invalid invalid:
                foreach (var error in invalid.Errors)
                    await errors.WriteLineAsync(error.ToString());
                return ExitCode.Config;
            case var other:
                throw new InvalidOperationException($"{other} is not an outcome of loading");
        }
    }

    private static async Task<int> Serve(LoadedConfiguration.Valid configuration, TextWriter errors, ProcessSignals signals)
    {
        ProcessLimits.KeepFilesPrivate();
        SocketThreads.BeginChains();
        StopDeadline.EndOnBugs(errors);
        var exitCode = ExitCode.Ok;
        await using var app = GreyActorsHost.Build(configuration, TimeProvider.System, code => exitCode = code, signals);
        StandardStreams.Share(app.Services.GetRequiredService<LogWriter>());
        // Registered last, so called first: the time counts from the signal.
        app.Lifetime.ApplicationStopping.Register(
            () => StopDeadline.Begin(GreyActorsHost.WholeShutdown(configuration.Settings), () => exitCode, errors));
        app.Lifetime.ApplicationStarted.Register(() => Record(configuration, app));
        await app.RunAsync();
        return exitCode;
    }

    private static void Record(LoadedConfiguration.Valid configuration, WebApplication app)
    {
        var settings = configuration.Settings.Introspection;
        var url = ServiceAddress.OnThisMachine(new Uri(app.Urls.First()));
        new LastEndpoint(Path.GetFullPath(configuration.Source), url, Path.GetFullPath(settings.TokenFile), settings.RequireToken).Keep();
    }
}
