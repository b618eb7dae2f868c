using System.Collections.Immutable;
using Akka.Configuration;

namespace GreyActors.Cluster.Machines;

/// <summary>Replaces the serializers of Akka that create objects of a type that the sender names.</summary>
/// <remarks>
/// An entry of Akka's own configuration cannot be removed, only overwritten. A message with the identifier of a serializer that is gone is refused by Akka
/// itself: there is no serializer with it.
/// </remarks>
internal static class SerializerHocon
{
    /// <summary>The names of the serializers that no message between machines may use.</summary>
    public static ImmutableArray<string> Refused { get; } = ["json", "proto", "daemon-create", "reliable-delivery", "akka-cluster-client", "akka-pubsub"];

    /// <summary>The settings.</summary>
    public static Config Refusals()
    {
        var refuse = Quoted(typeof(RefusingSerializer));
        return ConfigurationFactory.ParseString($$"""
            akka.actor {
              serializers {
                akka-misc = {{Quoted(typeof(LimitedMiscSerializer))}}
                {{string.Join("\n    ", Refused.Select(name => $"{name} = {refuse}"))}}
              }
              serialization-bindings {
                "System.Object" = json
              }
            }
            akka.log-serializer-override-on-start = off
            """);
    }

    private static string Quoted(Type type) => $"\"{type.FullName}, {type.Assembly.GetName().Name}\"";
}
