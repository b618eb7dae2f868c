using System.Collections.Immutable;
using GreyActors.Introspection;

namespace GreyActors.Demo;

/// <summary>What is seen of the demo at one moment.</summary>
/// <param name="Clock">Since the beginning, in the demo's time.</param>
/// <param name="Story">What has happened so far.</param>
/// <param name="Tree">The live actors; null when they could not be seen.</param>
/// <param name="Taken">Mails that the backend took.</param>
internal sealed record DemoPicture(TimeSpan Clock, ImmutableArray<StoryLine> Story, ActorTree? Tree, int Taken);
