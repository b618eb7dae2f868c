namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A reply of one or more lines, as they came, without their ends.</summary>
public sealed record SmtpReply(IReadOnlyList<string> Lines)
{
    /// <summary>The last line.</summary>
    public string Text => Lines[^1];

    /// <summary>The reply code.</summary>
    public int Code => int.Parse(Text[..3], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>All lines.</summary>
    public override string ToString() => string.Join('\n', Lines);
}
