using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>How the judge decided about a recipient, in words, for the logs. The session only keeps it.</summary>
/// <param name="Rule">The name of the rule that decided, for example <c>never-seen</c>.</param>
/// <param name="By">The identity that let the recipient pass, or whose wait counts; null if none did.</param>
/// <param name="Identities">All identities of the client at that time.</param>
/// <param name="WouldDefer">True in observe mode if the recipient was accepted although the greylist would defer it.</param>
public sealed record JudgeNote(string Rule, string? By, ImmutableArray<string> Identities, bool WouldDefer = false);
