using GreyActors.Components;
using GreyActors.Files;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>Reads the token that a command shows to the service.</summary>
internal static class TokenFile
{
    /// <summary>The token in a file.</summary>
    /// <exception cref="CommandRefusedException">The file cannot be read, or has no token in it.</exception>
    public static string Read(string path)
    {
        try
        {
            var token = RegularFile.ReadText(path, AccessToken.MaxBytes).Trim();
            // Anything else would not fit into a header.
            return token.Length > 0 && token.All(character => character is > ' ' and <= '~')
                ? token
                : throw new CommandRefusedException(ExitCode.NoPermission, $"this needs the token, and {path} holds none: expected one line of printable ASCII");
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.NoPermission, $"this needs the token: {FileProblem.Describe(refused)}");
        }
    }
}
