using System.Globalization;
using GreyActors.Core.Smtp;

namespace GreyActors.Observability;

/// <summary>The lines in Kamaelia Grey's format.</summary>
internal sealed class MailLogText : IMailLogLines
{
    /// <inheritdoc/>
    public bool HaveRules => false;

    /// <inheritdoc/>
    public string Of(MailLogged mail) =>
        GreylistLogLine.Format(mail.At, mail.Helo, mail.Client, mail.ReversePath, mail.ForwardPaths, mail.Status);

    /// <inheritdoc/>
    public string Of(DateTimeOffset at, DialogueLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{at.UtcDateTime:yyyyMMddHHmmss.fff} {line.Session} {(line.Direction is DialogueDirection.FromClient ? '>' : '<')} {LogText.ForLine(line.Text)}");

    /// <inheritdoc/>
    public string Of(DateTimeOffset at, ClientIdentified found) => string.Create(
        CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyyMMddHHmmss.fff} {found.Session} = {LogText.ForLine(found.Client.ToString())}");

    /// <inheritdoc/>
    public string Of(DateTimeOffset at, RecipientObserved observed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{at.UtcDateTime:yyyyMMddHHmmss.fff} {observed.Session} = {LogText.ForLine($"would defer <{observed.ForwardPath}>: {observed.Why}")}");

    // Kamaelia Grey printed a Python list of its components' names after this word.
    /// <inheritdoc/>
    public string Of(DateTimeOffset at, LiveComponents live) =>
        $"*debug* THREADS[{string.Join(", ", live.Names.Select(name => $"'{LogText.ForLine(name)}'"))}]";
}
