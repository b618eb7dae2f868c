using System.Collections.Immutable;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;

namespace GreyActors.Doors;

/// <summary>Asks a policy about its session; answered with <see cref="SessionDescription"/>.</summary>
public sealed record DescribeSession
{
    /// <summary>The one instance.</summary>
    public static readonly DescribeSession Instance = new();
}

/// <summary>One session as it is shown; docs/introspection.md has the fields.</summary>
/// <param name="Tls">Protocol and cipher; null for cleartext.</param>
/// <param name="Envelope">Null between two mail transactions.</param>
/// <param name="Relay">Null while there is none.</param>
/// <param name="Transcript">The last lines; null where they were not asked for.</param>
public sealed record SessionDescription(
    string Id,
    string Client,
    string Listener,
    string Helo,
    bool Extended,
    string? Tls,
    string Behaviour,
    double BehaviourSeconds,
    DateTimeOffset StartedAt,
    double AgeSeconds,
    SessionPhase Phase,
    int Errors,
    long OctetsIn,
    long OctetsOut,
    EnvelopeDescription? Envelope,
    RelayDescription? Relay,
    ImmutableArray<TranscriptLine>? Transcript)
{
    /// <summary>The protocol of the session. A session of Postfix serves many clients in turn: the envelope and the identities are those of its last request.</summary>
    public Door Door { get; init; }

    /// <summary>The identities of the client, and what the DNS says about it, as far as that is known.</summary>
    public ClientDescription? Identified { get; init; }
}

/// <summary>The envelope as far as it has come.</summary>
/// <param name="ReversePath">Without angle brackets; empty for the null reverse-path.</param>
/// <param name="RecipientCount">All; <paramref name="Recipients"/> are the first of them.</param>
public sealed record EnvelopeDescription(string ReversePath, int RecipientCount, ImmutableArray<RecipientDescription> Recipients);

/// <summary>A recipient and its outcome.</summary>
/// <param name="WouldDefer">True if it was accepted only because of observe mode.</param>
public sealed record RecipientDescription(string ForwardPath, RecipientStatus Status, string Why, bool WouldDefer = false);

/// <summary>The connection to the backend.</summary>
/// <param name="Phase">What is awaited from it.</param>
/// <param name="Actor">The actor's name below the policy.</param>
public sealed record RelayDescription(string Server, RelayPhase Phase, string Actor);

/// <summary>One line of a dialogue, fit to be shown.</summary>
/// <param name="At">Seconds since the session began.</param>
/// <param name="From"><c>client</c> or <c>us</c>.</param>
public sealed record TranscriptLine(double At, string From, string Text);
