namespace GreyActors.Observability;

/// <summary>How what the mail-log is told becomes a line of a file, without its end.</summary>
internal interface IMailLogLines
{
    /// <summary>A line of the greylist log.</summary>
    string Of(MailLogged mail);

    /// <summary>A line of the debug log.</summary>
    string Of(DateTimeOffset at, DialogueLine line);

    /// <summary>The line of the debug log that lists the live components.</summary>
    string Of(DateTimeOffset at, LiveComponents live);
}
