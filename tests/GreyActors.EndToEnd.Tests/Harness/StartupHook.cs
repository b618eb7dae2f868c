#pragma warning disable CA1050 // .NET looks for a type of this name in no namespace (DOTNET_STARTUP_HOOKS).
/// <summary>Runs inside the program under test: a thread of its own fails when a file appears.</summary>
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>In the environment: the file that is waited for.</summary>
    public const string FailsWhen = "GREYACTORS_TEST_FAILS_WHEN";

    /// <summary>Called by .NET before the program begins.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FailsWhen) is { } file)
            new Thread(() => FailWhenThereIs(file)) { IsBackground = true }.Start();
    }

    private static void FailWhenThereIs(string file)
    {
        while (!File.Exists(file))
            Thread.Sleep(20);
        throw new InvalidOperationException("The test fails on a thread of its own.");
    }
}
