using GreyActors.EndToEnd.Tests.Dashboard;
using GreyActors.EndToEnd.Tests.Hostile;
using GreyActors.EndToEnd.Tests.Operations;
using GreyActors.EndToEnd.Tests.Reload;
using GreyActors.EndToEnd.Tests.Store;
using GreyActors.EndToEnd.Tests.Tls;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("GreyActors.EndToEnd.Tests.Harness.LongestFirst", "GreyActors.EndToEnd.Tests")]

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The classes that take longest start first: one that starts last would run on alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
    [
        typeof(RelayTlsTests),
        typeof(LockedStoreTests),
        typeof(DamagedStoreTests),
        typeof(DamagedWhileUsedTests),
        typeof(TlsInjectionTests),
        typeof(LmtpTests),
        typeof(PresentationTests),
        typeof(CapacityTests),
        typeof(FailoverTests),
        typeof(ReloadTests),
        typeof(RestartedMailServerTests),
        typeof(OutputTests),
        typeof(DemoTests),
        typeof(CommandLineTests),
        typeof(PostfixDeliveryTests),
        typeof(EnvironmentTests),
        typeof(RelayFailureMatrixTests),
        typeof(WatchedFileTests),
        typeof(UnwritableStoreTests),
        typeof(LostStoreTests),
        typeof(HungDiskTests),
        typeof(PublishedProgramTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Longest, type => IsOf(collection, type)) is >= 0 and var place ? place : Longest.Length);

    // A class without a collection is one by itself, which bears its name.
    private static bool IsOf(ITestCollection collection, Type type) => collection.DisplayName.EndsWith($" for {type.FullName}", StringComparison.Ordinal);
}
