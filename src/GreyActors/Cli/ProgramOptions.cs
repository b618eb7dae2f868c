using System.CommandLine;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Files;

namespace GreyActors.Cli;

/// <summary>The options that several commands have, and what is made of them.</summary>
internal sealed class ProgramOptions
{
    private readonly Option<string?> _url = new("--url")
    {
        Description = "Where the service answers, for example http://127.0.0.1:2526; the configuration is not read then.",
        HelpName = "URL",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "The file with the token, instead of introspection.token-file.",
        HelpName = "FILE",
    };

    /// <summary>The configuration file.</summary>
    public Option<FileInfo?> Config { get; } = new("--config", "-c")
    {
        Description = "The configuration file; without it hocon/greyactors.conf, then /etc/greyactors/greyactors.conf.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Single keys of the configuration.</summary>
    public Option<string[]> Set { get; } = new("--set", "-s")
    {
        Description = "Overrides one key of the configuration, for example --set greylisting.initial-delay=5m; may be repeated.",
        HelpName = "key=value",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>For scripts.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "The answer as JSON." };

    /// <summary>The command asks the service: it gets the options for that, and its refusals become exit codes.</summary>
    public Command Asking(Command command, Func<Asked, Task<int>> act)
    {
        command.Options.Add(_url);
        command.Options.Add(_tokenFile);
        command.Options.Add(Json);
        command.SetAction((given, cancelled) => Guarded(async screen =>
        {
            using var service = new ServiceClient(AddressOf(given));
            return await act(new Asked(given, service, screen, given.GetValue(Json), cancelled));
        }));
        return command;
    }

    /// <summary>The command needs no service.</summary>
    public static Command Alone(Command command, Func<ParseResult, Screen, int> act) =>
        Alone(command, (given, screen) => Task.FromResult(act(given, screen)));

    /// <summary>The command asks no running service, and takes its time.</summary>
    public static Command Alone(Command command, Func<ParseResult, Screen, Task<int>> act)
    {
        command.SetAction((given, _) => Guarded(screen => act(given, screen)));
        return command;
    }

    /// <summary>The configuration, as a start would read it.</summary>
    /// <param name="file">Instead of <c>--config</c>.</param>
    /// <exception cref="ConfigurationRefusedException">It contains errors.</exception>
    public LoadedConfiguration.Valid Load(ParseResult given, FileInfo? file = null) =>
        Good(ConfigurationLoader.Load((file ?? given.GetValue(Config))?.ToString(), given.GetValue(Set)!));

    /// <summary>A configuration without errors.</summary>
    /// <exception cref="ConfigurationRefusedException">It contains errors.</exception>
    public static LoadedConfiguration.Valid Good(LoadedConfiguration loaded) => loaded switch
    {
        LoadedConfiguration.Valid valid => valid,
        LoadedConfiguration.Invalid invalid => throw new ConfigurationRefusedException(invalid.Errors),
        var other => throw new InvalidOperationException($"{other} is no outcome of loading"),
    };

    private ServiceAddress AddressOf(ParseResult given)
    {
        var tokenFile = given.GetValue(_tokenFile);
        return given.GetValue(_url) is { } url
            ? ServiceAddress.Of(url, tokenFile)
            : ServiceAddress.Of(Load(given).Settings.Introspection, tokenFile);
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
            screen.Error(refused.Message);
            return refused.ExitCode;
        }
        catch (ConfigurationRefusedException refused)
        {
            foreach (var error in refused.Errors)
                screen.ConfigurationError(error.ToString());
            return ExitCode.Config;
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            screen.Error(FileProblem.Describe(refused));
            return ExitCode.Unavailable;
        }
    }
}
