namespace GreyActors.History;

/// <summary>One line of a log, without its line end.</summary>
/// <param name="File">The name of the file, for messages.</param>
/// <param name="Number">The number of the line, from 1.</param>
/// <param name="Text">The line.</param>
internal readonly record struct LogLine(string File, long Number, string Text);
