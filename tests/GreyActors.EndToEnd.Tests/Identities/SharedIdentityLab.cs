using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>The classes that share one <see cref="IdentityLab"/>, because a program and a name server of their own would cost each of them seconds.</summary>
[CollectionDefinition(Name)]
public sealed class SharedIdentityLab : ICollectionFixture<IdentityLab>
{
    /// <summary>The name for <see cref="CollectionAttribute"/>.</summary>
    public const string Name = "identities";
}
