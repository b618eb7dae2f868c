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
            verdicts.AddSpam(Between(text, "mid=<", '>'));
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
        verdicts.AddSpam(Between(verdict, "Queue-ID: ", ','));
        verdicts.AddSpam(Between(verdict, "queued_as: ", ','));
        verdicts.AddSpam(Between(verdict, "Message-ID: <", '>'));
    }

    private static void ReadRspamd(ReadOnlySpan<char> text, FilterVerdicts verdicts)
    {
        if (text.IndexOf("(default: ") is not (>= 0 and var start))
            return;
        var action = text[start..];
        action = action[..(action.IndexOf("):") is >= 0 and var end ? end + 1 : action.Length)];
        foreach (var spam in RspamdSpam)
        {
            if (action.Contains(spam, StringComparison.Ordinal))
            {
                verdicts.AddSpam(Between(text, "qid: <", '>'));
                verdicts.AddSpam(Between(text, " id: <", '>'));
                return;
            }
        }
    }

    private static ReadOnlySpan<char> Between(ReadOnlySpan<char> text, string before, char after)
    {
        if (text.IndexOf(before) is not (>= 0 and var start))
            return [];
        var rest = text[(start + before.Length)..];
        return rest.IndexOf(after) is >= 0 and var end ? rest[..end] : rest;
    }
}
