namespace GreyActors.History;

/// <summary>Finds the verdicts of content filters in their log lines.</summary>
/// <remarks>
/// amavis: <c>Blocked SPAM {…}, … Queue-ID: ID, Message-ID: &lt;ID&gt;, … queued_as: ID</c>, also <c>Passed SPAM</c> and <c>Passed SPAMMY</c>, which deliver the mail with a
/// tag. SpamAssassin's spamd: <c>spamd: result: Y 12 - TESTS …,mid=&lt;ID&gt;,…</c>. rspamd: <c>rspamd_task_write_log: id: &lt;ID&gt;, qid: &lt;ID&gt;, … (default: T (add header): …</c>.
/// </remarks>
internal static class FilterLog
{
    private const string SpamdResult = "spamd: result: Y";
    private const string RspamdResult = "rspamd_task_write_log:";

    // Everything else that rspamd does lets the mail pass unmarked, or makes the client retry.
    private static readonly string[] RspamdSpam = ["(reject)", "(add header)", "(rewrite subject)", "(quarantine)", "(discard)"];

    /// <summary>Records the verdict of a line, whatever program wrote it.</summary>
    public static void Read(ReadOnlySpan<char> text, FilterVerdicts verdicts)
    {
        if (text.Contains(RspamdResult, StringComparison.Ordinal))
            ReadRspamd(text, verdicts);
        else if (text.Contains(SpamdResult, StringComparison.Ordinal))
            AddAll(text, "mid=", ',', verdicts);
        else
            ReadAmavis(text, verdicts);
    }

    // The process of amavis is in parentheses before the verdict.
    private static void ReadAmavis(ReadOnlySpan<char> text, FilterVerdicts verdicts)
    {
        var verdict = text.IndexOf(") Blocked ") is >= 0 and var blocked ? text[(blocked + 2)..]
            : text.IndexOf(") Passed ") is >= 0 and var passed ? text[(passed + 2)..]
            : [];
        if (!verdict.StartsWith("Blocked ") && !verdict.StartsWith("Passed SPAM") && !verdict.StartsWith("Passed INFECTED") && !verdict.StartsWith("Passed BANNED"))
            return;
        AddAll(verdict, "Queue-ID: ", ',', verdicts);
        AddAll(verdict, "queued_as: ", ',', verdicts);
        AddAll(verdict, "Message-ID: ", ',', verdicts);
    }

    private static void ReadRspamd(ReadOnlySpan<char> text, FilterVerdicts verdicts)
    {
        // The sender's address and the message-id, which are before the action, may contain the text before an action.
        if (text.IndexOf("(default: ") is not (>= 0 and var start))
            return;
        foreach (var spam in RspamdSpam)
        {
            if (text[start..].Contains(spam, StringComparison.Ordinal))
            {
                AddAll(text, "qid: ", ',', verdicts);
                AddAll(text, " id: ", ',', verdicts);
                return;
            }
        }
    }

    // All fields of a name: the address or the message-id of a sender may contain another one. A text that no mail has as its id does no harm.
    private static void AddAll(ReadOnlySpan<char> text, string before, char after, FilterVerdicts verdicts)
    {
        while (text.IndexOf(before) is >= 0 and var start)
        {
            text = text[(start + before.Length)..];
            verdicts.AddSpam(text[..(text.IndexOf(after) is >= 0 and var end ? end : text.Length)]);
        }
    }
}
