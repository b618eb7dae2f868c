using Xunit;

namespace GreyActors.EndToEnd.Tests.Known;

/// <summary>The classes that share one <see cref="KnownLab"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharedKnownLab : ICollectionFixture<KnownLab>
{
    /// <summary>The name for <see cref="CollectionAttribute"/>.</summary>
    public const string Name = "known clients";
}
