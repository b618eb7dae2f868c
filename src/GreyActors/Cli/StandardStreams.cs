using System.Text;
using GreyActors.Files;
using GreyActors.Observability;

namespace GreyActors.Cli;

/// <summary>Standard output and standard error of the process, where they may be closed, or a pipe whose reader reads nothing.</summary>
internal static class StandardStreams
{
    private const string Nowhere = "/dev/null";

    // A command that has something to say may wait for a reader; a service that must end may not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Closed streams stay silent. Without this, the next file that is opened would get the descriptor, and all that is written to standard output with it.</summary>
    public static void Secure()
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (var number = 0; number <= Descriptor.StandardError; number++)
            Descriptor.Occupy(number, Nowhere);
        if (!Descriptor.IsGiven(Descriptor.StandardOutput))
            Console.SetOut(TextWriter.Null);
        if (!Descriptor.IsGiven(Descriptor.StandardError))
            Console.SetError(TextWriter.Null);
    }

    /// <summary>The process is a service: standard error waits for its reader a second at most.</summary>
    public static void BeginService()
    {
        if (LogTarget.Given(Descriptor.StandardError) is { } errors)
            Console.SetError(TextWriter.Synchronized(new LineText(line => WriteWhole(errors, line))));
    }

    /// <summary>Whatever is written to standard output by others than the console log, Akka for example, goes the same way as that: nobody waits for the reader.</summary>
    public static void Share(LogWriter console) => Console.SetOut(TextWriter.Synchronized(new LineText(console.Add)));

    private static void WriteWhole(ILogOutput output, string line) => output.Write(Encoding.UTF8.GetBytes(line + '\n'), Patience);
}
