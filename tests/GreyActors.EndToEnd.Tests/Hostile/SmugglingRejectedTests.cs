using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Smuggling with rejected bare newlines.</summary>
public sealed class SmugglingRejectedTests(SmugglingRejectedTests.Behind peers) : SmugglingTests(peers), IClassFixture<SmugglingRejectedTests.Behind>
{
    /// <inheritdoc/>
    protected override (string Reply, bool GoesOn) ToBareNewlines => ("550 5.5.2", false);

    /// <summary>A program that rejects bare newlines.</summary>
    public sealed class Behind : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration.With("bare-newlines", "reject");
    }
}
