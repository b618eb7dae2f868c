namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>
/// The program as <c>tests/run</c> has published it before all tests: compiled ahead, it needs two thirds of the processor time to start.
/// </summary>
public static class PublishedProgram
{
    /// <summary>The argument of <c>--artifacts-path</c>, under which another publication is quick; null: nothing was published.</summary>
    public static string? Artifacts { get; } = Environment.GetEnvironmentVariable("GREYACTORS_ARTIFACTS") is { Length: > 0 } path ? path : null;

    /// <summary>Where the program and all that comes with it is; null: nothing was published.</summary>
    public static string? Folder { get; } = Artifacts is { } artifacts ? Path.Combine(artifacts, "shared") : null;
}
