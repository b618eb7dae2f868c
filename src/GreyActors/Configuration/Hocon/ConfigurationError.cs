namespace GreyActors.Configuration.Hocon;

/// <summary>One thing that is wrong in the configuration, said so that it can be mended.</summary>
/// <param name="Source">The file as it was named, or the <c>--set</c> that brought it.</param>
/// <param name="Line">Counted from 1; 0 where there is no line.</param>
/// <param name="Message">What was found, what was expected, and the nearest valid key where that helps.</param>
public sealed record ConfigurationError(string Source, int Line, string Message)
{
    /// <summary><c>file:line: message</c>, as compilers write it.</summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}: {Message}" : $"{Source}: {Message}";
}
