namespace GreyActors.Observability;

/// <summary>Formats the messages of the mail-log as lines, without the line end.</summary>
internal interface IMailLogLines
{
    /// <summary>Whether the greylist log has one line for each part of <see cref="MailLogged.ByJudgement"/>, because a line has the rule.</summary>
    bool HaveRules { get; }

    /// <summary>A line of the greylist log.</summary>
    string Of(MailLogged mail);

    /// <summary>A line of the debug log.</summary>
    string Of(DateTimeOffset at, DialogueLine line);

    /// <summary>A line of the debug log.</summary>
    string Of(DateTimeOffset at, ClientIdentified found);

    /// <summary>A line of the debug log.</summary>
    string Of(DateTimeOffset at, RecipientObserved observed);

    /// <summary>The line of the debug log that lists the live components.</summary>
    string Of(DateTimeOffset at, LiveComponents live);
}
