namespace GreyActors.Configuration.Hocon;

/// <summary>One error in the configuration, with what the operator needs to correct it.</summary>
/// <param name="Source">The file as it was named, or the <c>--set</c>.</param>
/// <param name="Line">The line, counted from 1; 0 if there is none.</param>
/// <param name="Message">The value that was found, the expected value, and the nearest valid key if there is one.</param>
public sealed record ConfigurationError(string Source, int Line, string Message)
{
    /// <summary><c>file:line: message</c>, the form of compiler errors.</summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}: {Message}" : $"{Source}: {Message}";
}
