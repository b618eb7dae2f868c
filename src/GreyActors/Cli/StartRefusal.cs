using System.Net.Sockets;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Files;
using Microsoft.AspNetCore.Connections;

namespace GreyActors.Cli;

/// <summary>The reason why a start failed, in one sentence, and the exit code.</summary>
/// <param name="Message">The sentence. It begins with the key of the configuration and its place, if a value there is the cause.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record StartRefusal(string Message, int ExitCode)
{
    private const string Endpoint = "introspection.port";

    /// <summary>The refusal that an exception means; null if it is a bug.</summary>
    /// <param name="refused">The exception.</param>
    /// <param name="configuration">The configuration of the start.</param>
    public static StartRefusal? Of(Exception refused, LoadedConfiguration.Valid configuration) => refused switch
    {
        CapacityException => new StartRefusal(refused.Message, Components.ExitCode.OsError),
        StartRefusedException known => new StartRefusal(Located(known.Message, configuration), known.ExitCode),
        // Kestrel's own message names no key, and only some of them name the address.
        IOException { InnerException: AddressInUseException } => OfEndpoint("another program uses this address; see ss -ltnp", configuration),
        SocketException socket => OfEndpoint(socket.Message, configuration),
        _ when FileProblem.Is(refused) => new StartRefusal(Located(FileProblem.Describe(refused), configuration), Components.ExitCode.Unavailable),
        _ => null,
    };

    /// <summary>Adds to a message that begins with a key the place where the key got its value.</summary>
    /// <param name="message">The message, for example <c>store.path: FILE is in use</c>.</param>
    /// <param name="configuration">The configuration.</param>
    internal static string Located(string message, LoadedConfiguration.Valid configuration)
    {
        var end = message.IndexOf(": ", StringComparison.Ordinal);
        return end > 0 && configuration.OriginOf(message[..end]) is { Length: > 0 } origin ? $"{message[..end]} ({origin}){message[end..]}" : message;
    }

    private static StartRefusal OfEndpoint(string why, LoadedConfiguration.Valid configuration) => new(
        Located($"{Endpoint}: cannot listen on {configuration.Settings.Introspection}: {why}", configuration), Components.ExitCode.Unavailable);
}
