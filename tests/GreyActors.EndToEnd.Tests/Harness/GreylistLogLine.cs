namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>One line of the greylist log, in Kamaelia Grey's format.</summary>
/// <remarks>Kamaelia: <c>20071106172215.940 | helo | 88.241.81.46 | &lt;sender&gt; | &lt;recipient&gt;, &lt;recipient&gt; | DEFERRED | </c>.</remarks>
public sealed record GreylistLogLine(string Time, string Helo, string Client, string ReversePath, string ForwardPaths, string Status)
{
    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is not in Kamaelia Grey's format.</exception>
    public static GreylistLogLine Parse(string line) =>
        line.Split(" | ") is [var time, var helo, var client, var reversePath, var forwardPaths, var status, ""]
            ? new GreylistLogLine(time, helo, client, reversePath, forwardPaths, status)
            : throw new FormatException($"Not a line of the greylist log: '{line}'");
}
