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
        typeof(DamagedStoreTests),
        typeof(LmtpTests),
        typeof(DamagedWhileUsedTests),
        typeof(RelayTlsTests),
        typeof(LockedStoreTests),
        typeof(ReloadTests),
        typeof(CommandLineTests),
        typeof(TlsInjectionTests),
        typeof(UnwritableStoreTests),
        typeof(CapacityTests),
        typeof(PresentationTests),
        typeof(LostStoreTests),
        typeof(RestartedMailServerTests),
        typeof(FailoverTests),
        typeof(SlowClientTests),
        typeof(OutputTests),
        typeof(DemoTests),
        typeof(EnvironmentTests),
        typeof(PublishedProgramTests),
        typeof(PostfixDeliveryTests),
        typeof(ImportTests),
        typeof(RouteTests),
        typeof(WatchedFileTests),
        typeof(RelayFailureMatrixTests),
        typeof(WrongMailServerTests),
        typeof(HungDiskTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Longest, type => IsOf(collection, type)) is >= 0 and var place ? place : Longest.Length);

    // A class without a collection is one by itself, which bears its name.
    private static bool IsOf(ITestCollection collection, Type type) => collection.DisplayName.EndsWith($" for {type.FullName}", StringComparison.Ordinal);
}
