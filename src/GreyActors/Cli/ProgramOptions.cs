using System.CommandLine;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Files;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>The options that several commands share, and their evaluation.</summary>
internal sealed class ProgramOptions
{
    private readonly Option<string?> _url = new("--url")
    {
        Description = "The URL of the service, for example http://127.0.0.1:2526. The configuration is not read then.",
        HelpName = "URL",
    };

    private readonly Option<string?> _mixedUrl = new("--url")
    {
        Description = "The URL of the service, for example http://127.0.0.1:2526, instead of the one in the configuration.",
        HelpName = "URL",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "The file with the token, instead of introspection.token-file.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _machine = new("--node")
    {
        Description = "In a cluster: show this machine (address:port of its section cluster) instead of the one that is asked.",
        HelpName = "MACHINE",
    };

    /// <summary>The configuration file.</summary>
    public Option<FileInfo?> Config { get; } = new("--config", "-c")
    {
        Description = "The configuration file. Default: the one named by the environment variable GREYACTORS_CONFIG, otherwise /etc/greyactors/greyactors.conf.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Overrides of single keys.</summary>
    public Option<string[]> Set { get; } = new("--set", "-s")
    {
        Description = "Override one key of the configuration, for example --set greylisting.initial-delay=5m. May be repeated.",
        HelpName = "key=value",
        Recursive = true,
        DefaultValueFactory = _ => [],
        CompletionSources = { _ => SettingWords.All() },
    };

    /// <summary>JSON output, for scripts.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON." };

    /// <summary>Completes a command that queries the service: adds the options for it, and turns its failures into exit codes.</summary>
    public Command ServiceCommand(Command command, Func<CommandContext, Task<int>> act)
    {
        command.Options.Add(_url);
        command.Options.Add(_tokenFile);
        command.Options.Add(Json);
        command.SetAction((given, cancelled) => Guarded(async screen =>
        {
            using var service = new ServiceClient(AddressOf(given, screen)) { Machine = command.Options.Contains(_machine) ? given.GetValue(_machine) : null };
            return await act(new CommandContext(given, service, screen, given.GetValue(Json), cancelled));
        }));
        return command;
    }

    /// <summary>Completes a command that shows one machine: a <see cref="ServiceCommand"/> with <c>--node</c>.</summary>
    public Command MachineCommand(Command command, Func<CommandContext, Task<int>> act)
    {
        command.Options.Add(_machine);
        return ServiceCommand(command, act);
    }

    /// <summary>Completes a command that works through the service if it runs, and without it otherwise. The configuration is read in any case.</summary>
    /// <param name="command">The command.</param>
    /// <param name="act">Gets the arguments, the service (null if the configuration does not contain its port), the screen, and whether to print JSON.</param>
    public Command MixedCommand(Command command, Func<ParseResult, ServiceClient?, Screen, bool, CancellationToken, Task<int>> act)
    {
        command.Options.Add(_mixedUrl);
        command.Options.Add(_tokenFile);
        command.Options.Add(Json);
        command.SetAction((given, cancelled) => Guarded(async screen =>
        {
            using var service = given.GetValue(_mixedUrl) is null && Load(given).Settings.Introspection.Port == 0
                ? null
                : new ServiceClient(given.GetValue(_mixedUrl) is { } url
                    ? ServiceAddress.Of(url, given.GetValue(_tokenFile))
                    : ServiceAddress.Of(Load(given).Settings.Introspection, given.GetValue(_tokenFile)));
            return await act(given, service, screen, given.GetValue(Json), cancelled);
        }));
        return command;
    }

    /// <summary>Completes a command that needs no service.</summary>
    public static Command LocalCommand(Command command, Func<ParseResult, Screen, int> act) =>
        LocalCommand(command, (given, screen) => Task.FromResult(act(given, screen)));

    /// <summary>Completes an asynchronous command that needs no service.</summary>
    public static Command LocalCommand(Command command, Func<ParseResult, Screen, Task<int>> act)
    {
        command.SetAction((given, _) => Guarded(screen => act(given, screen)));
        return command;
    }

    /// <summary>The configuration, as a start would read it.</summary>
    /// <param name="file">The file; null for <c>--config</c>.</param>
    /// <exception cref="ConfigurationRefusedException">The configuration contains errors.</exception>
    public LoadedConfiguration.Valid Load(ParseResult given, FileInfo? file = null) =>
        ValidOrThrow(ConfigurationLoader.Load((file ?? given.GetValue(Config))?.ToString(), given.GetValue(Set)!));

    /// <summary>Returns a configuration without errors.</summary>
    /// <exception cref="ConfigurationRefusedException">The configuration contains errors.</exception>
    public static LoadedConfiguration.Valid ValidOrThrow(LoadedConfiguration loaded) => loaded switch
    {
        LoadedConfiguration.Valid valid => valid,
        LoadedConfiguration.Invalid invalid => throw new ConfigurationRefusedException(invalid.Errors),
        var other => throw new InvalidOperationException($"{other} is not an outcome of loading"),
    };

    // An error in the file on the disk must not disable the commands that ask a running service.
    private ServiceAddress AddressOf(ParseResult given, Screen screen)
    {
        var tokenFile = given.GetValue(_tokenFile);
        if (given.GetValue(_url) is { } url)
            return ServiceAddress.Of(url, tokenFile);
        var file = given.GetValue(Config)?.ToString();
        var loaded = ConfigurationLoader.Load(file, given.GetValue(Set)!);
        if (loaded is not LoadedConfiguration.Invalid invalid || LastEndpoint.Find(file ?? ConfigurationLoader.DefaultPlace) is not { } last)
            return ServiceAddress.Of(ValidOrThrow(loaded).Settings.Introspection, tokenFile);
        screen.WriteError($"warning: {invalid.Errors[0]}{(invalid.Errors.Length > 1 ? $" (and {invalid.Errors.Length - 1} more)" : "")}; asking the service that runs at {last.Url}");
        return ServiceAddress.Of(last, tokenFile);
    }

    private static async Task<int> Guarded(Func<Screen, Task<int>> act)
    {
        var screen = Screen.OfConsole();
        try
        {
            return await act(screen);
        }
        catch (CommandRefusedException refused)
        {
            screen.WriteError(refused.Message);
            return refused.ExitCode;
        }
        catch (ConfigurationRefusedException refused)
        {
            foreach (var error in refused.Errors)
                screen.WriteConfigurationError(error.ToString());
            return ExitCode.Config;
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            screen.WriteError(FileProblem.Describe(refused));
            return ExitCode.Unavailable;
        }
    }
}
