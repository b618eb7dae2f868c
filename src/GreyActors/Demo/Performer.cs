using System.Collections.Immutable;

namespace GreyActors.Demo;

/// <summary>Somebody who sends one mail, and what he does when he is told to come again.</summary>
/// <param name="Reason">What he is, in a few words.</param>
/// <param name="Addresses">The addresses he comes from, one attempt after the other, and again from the first.</param>
/// <param name="Helo">What he says for his name.</param>
/// <param name="From">The reverse-path.</param>
/// <param name="To">The forward-path.</param>
/// <param name="At">When he tries, since the beginning; as mail servers do, he counts from the end of his last try. He stops when his mail is taken or refused for good.</param>
/// <param name="Expected">What becomes of his mail in the end.</param>
public sealed record Performer(
    string Reason, ImmutableArray<string> Addresses, string Helo, string From, string To, ImmutableArray<TimeSpan> At, Ending Expected)
{
    /// <summary>How long he takes to say the next thing.</summary>
    public TimeSpan Thinks { get; init; } = TimeSpan.FromSeconds(8);
}

/// <summary>What became of a mail, or of one attempt to send it.</summary>
public enum Ending
{
    /// <summary>The backend took it.</summary>
    Delivered,

    /// <summary>He was told to come again (4yz).</summary>
    Deferred,

    /// <summary>He was told never to come again (5yz).</summary>
    Refused,

    /// <summary>The connection ended before there was a reply.</summary>
    CutOff,
}
