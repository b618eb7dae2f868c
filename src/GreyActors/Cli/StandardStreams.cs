using System.Text;
using GreyActors.Files;
using GreyActors.Observability;

namespace GreyActors.Cli;

/// <summary>Standard output and standard error of the process. They may be closed, or pipes that nobody reads.</summary>
internal static class StandardStreams
{
    private const string Nowhere = "/dev/null";

    // A command may wait for its reader; a service that must end may not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Occupies the descriptors of closed streams. Otherwise the next opened file would get the descriptor, and with it everything that is written to standard output.</summary>
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

    /// <summary>Prepares for a service: a write to standard error waits at most one second for its reader.</summary>
    public static void BeginService()
    {
        if (LogTarget.Given(Descriptor.StandardError) is { } errors)
            Console.SetError(TextWriter.Synchronized(new LineText(line => WriteWhole(errors, line))));
    }

    /// <summary>Sends all other standard output, for example that of Akka, through the console log, so that no write waits for the reader.</summary>
    public static void Share(LogWriter console) => Console.SetOut(TextWriter.Synchronized(new LineText(console.Add)));

    private static void WriteWhole(ILogOutput output, string line) => output.Write(Encoding.UTF8.GetBytes(line + '\n'), Patience);
}
