namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The trait of tests that need minutes and are run by hand, for example <c>--filter LongForm=cluster</c>. docs/hacking.md names the commands.</summary>
public static class LongForm
{
    /// <summary>The name of the trait.</summary>
    public const string Name = nameof(LongForm);

    /// <summary>Single faults of a cluster. The short form combines them.</summary>
    public const string Cluster = "cluster";

    /// <summary>The Debian packages.</summary>
    public const string Packages = "packages";
}
