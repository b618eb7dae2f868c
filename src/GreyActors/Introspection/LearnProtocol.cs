using System.Collections.Immutable;
using GreyActors.Greylisting;

namespace GreyActors.Introspection;

/// <summary>A part of a history to learn.</summary>
public sealed record LearnRequest(ImmutableArray<LearntTriplet?>? Triplets, ImmutableArray<LearntPair?>? Pairs);

/// <summary>A triplet that passed.</summary>
/// <param name="Client">An identity.</param>
/// <param name="From">The reverse-path, folded or not.</param>
/// <param name="To">The forward-path, folded or not.</param>
public sealed record LearntTriplet(string? Client, string? From, string? To, DateTimeOffset FirstSeen, DateTimeOffset LastUsed);

/// <summary>A known pair.</summary>
/// <param name="Client">An identity.</param>
/// <param name="Organisation">The organisational domain of the sender.</param>
public sealed record LearntPair(string? Client, string? Organisation, DateTimeOffset FirstPass, DateTimeOffset LastUsed, int Mails);

/// <summary>The outcome, when everything is durable.</summary>
/// <param name="NotDone">Entries that could not be stored now; sending them again is safe.</param>
public sealed record ShownLearned(LearnCounts Triplets, LearnCounts Pairs, int NotDone);
