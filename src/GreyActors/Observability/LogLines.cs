namespace GreyActors.Observability;

/// <summary>Every log line of the program, as Serilog message templates. A line that is not here is not written.</summary>
public static class LogLines
{
    /// <summary>Information, once a mail; the same facts as a line of the greylist log, and why.</summary>
    public const string MailHandled = "Mail {Status} from {Client} ({Helo}), <{ReversePath}> to {ForwardPaths}: {Detail}";

    /// <summary>Warning: the greylist log, the debug log or the console has gaps.</summary>
    public const string LogLinesLost = "{Lost} log lines were lost: {Crowded} came faster than they could be written, {Failed} could not be written";
}
