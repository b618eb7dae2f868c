using GreyActors.Components;
using GreyActors.Files;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>Reads the token that a command sends to the service.</summary>
internal static class TokenFile
{
    /// <summary>Reads the token in a file.</summary>
    /// <exception cref="CommandRefusedException">The file cannot be read, or contains no token.</exception>
    public static string Read(string path)
    {
        try
        {
            var token = RegularFile.ReadText(path, AccessToken.MaxBytes).Trim();
            // Other characters are not allowed in a header field.
            return token.Length > 0 && token.All(character => character is > ' ' and <= '~')
                ? token
                : throw new CommandRefusedException(ExitCode.NoPermission, $"the token is required, but {path} contains none: expected one line of printable ASCII");
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.NoPermission, $"the token is required: {FileProblem.Describe(refused)}");
        }
    }
}
