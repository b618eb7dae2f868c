using Xunit;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>
/// The collection of tests that load the machine, or measure what load changes. They run after all other tests, one after the other; the other
/// classes run side by side, because most of their time is waiting, and their bounds leave room for a busy machine.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAfterTheOther
{
    /// <summary>The name for <see cref="CollectionAttribute"/>.</summary>
    public const string Name = "one after the other";
}
