using System.Collections.Immutable;
using GreyActors.Introspection;

namespace GreyActors.Demo;

/// <summary>A snapshot of the demo.</summary>
/// <param name="Clock">The time since the start, on the demo's clock.</param>
/// <param name="Story">The attempts so far.</param>
/// <param name="Tree">The live actors; null if the service did not answer.</param>
/// <param name="Accepted">The number of mails that the backend accepted.</param>
internal sealed record DemoPicture(TimeSpan Clock, ImmutableArray<StoryLine> Story, ActorTree? Tree, int Accepted);
