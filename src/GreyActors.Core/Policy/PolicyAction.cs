using System.Text;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Policy;

/// <summary>The answer to a policy request, encoded once (Postfix: SMTPD_POLICY_README, access(5)).</summary>
/// <param name="Kind">The first word, for the metrics.</param>
/// <param name="Bytes">The line and the empty line after it.</param>
public sealed record PolicyAction(string Kind, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>No objection: Postfix goes on with its next restriction.</summary>
    public static readonly PolicyAction Dunno = Of("dunno", "DUNNO");

    /// <summary>No objection, and a header field before the mail.</summary>
    /// <param name="field">The field, perhaps folded, with its CRLFs: a line ends an attribute, so it is unfolded.</param>
    public static PolicyAction Prepend(ReadOnlySpan<byte> field) =>
        Of("prepend", $"PREPEND {Encoding.UTF8.GetString(field).TrimEnd('\r', '\n').Replace("\r\n\t", " ", StringComparison.Ordinal)}");

    /// <summary>The recipient is deferred.</summary>
    public static PolicyAction Defer(SmtpReply reply, ActionOnDeferral action)
    {
        var lines = reply.ToString().Split("\r\n");
        var text = string.Join(' ', lines.Select(line => line.Length > 4 ? line[4..] : ""));
        return action switch
        {
            ActionOnDeferral.Reply => Of("reply", $"{reply.Code} {text}"),
            ActionOnDeferral.Defer => Of("defer", $"DEFER {text}"),
            _ => Of("defer-if-permit", $"DEFER_IF_PERMIT {text}"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span).TrimEnd('\n');

    private static PolicyAction Of(string kind, string action) => new(kind, Encoding.UTF8.GetBytes($"action={action}\n\n"));
}
