using System.Buffers;

namespace GreyActors.Core.Outcome;

/// <summary>Quotes text for a POSIX shell, so that a command can be copied although a client chose its words.</summary>
public static class ShellWord
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@._+:/=-");

    /// <summary>The text as one word.</summary>
    public static string Of(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Plain) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A command with arguments. Arguments that look like options are preceded by <c>--</c>.</summary>
    public static string Command(string command, params ReadOnlySpan<string> arguments)
    {
        var words = new List<string> { command };
        foreach (var argument in arguments)
        {
            if (argument.StartsWith('-') && !words.Contains("--"))
                words.Insert(1, "--");
            words.Add(Of(argument));
        }

        return string.Join(' ', words);
    }
}
