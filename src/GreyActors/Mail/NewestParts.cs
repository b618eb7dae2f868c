namespace GreyActors.Mail;

/// <summary>What a mail transaction that begins now goes by; written by <see cref="GreylistServer"/>, read by every session.</summary>
/// <remarks>A message to each of thousands of sessions would find most of them idle until they end.</remarks>
public sealed class NewestParts
{
    private volatile PolicyParts? _now;

    /// <summary>The parts; null before there were any.</summary>
    public PolicyParts? Now
    {
        get => _now;
        set => _now = value;
    }
}
