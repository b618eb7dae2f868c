using System.Runtime.InteropServices;
using GreyActors.Configuration;
using GreyActors.Core.Capacity;

namespace GreyActors.Hosting;

/// <summary>What the operating system gives the process, and what the process gives others.</summary>
public static class ProcessLimits
{
    // RLIMIT_NOFILE.
    private const int LinuxNoFile = 7;
    private const int BsdNoFile = 8;

    // Who may read our files knows who writes to whom: the owner writes, the group reads, others do nothing.
    private const uint OthersNothing = 0b000_010_111;

    /// <summary>Files that are made from now on are not for everybody.</summary>
    public static void KeepFilesPrivate()
    {
        if (!OperatingSystem.IsWindows())
            _ = Umask(OthersNothing);
    }

    /// <summary>Connections of the introspection endpoint: decided when the program starts, for Kestrel keeps them.</summary>
    public static int HttpConnections { get; } = DescriptorBudget.HttpConnections(OpenFiles());

    /// <summary>How many files and sockets the process may have open; <see cref="DescriptorBudget.Unlimited"/> where there is no limit.</summary>
    /// <remarks>Asked of the kernel itself: /proc is not mounted everywhere, and to read it takes a descriptor.</remarks>
    public static int OpenFiles()
    {
        if (OperatingSystem.IsWindows())
            return DescriptorBudget.Unlimited;
        var resource = OperatingSystem.IsLinux() ? LinuxNoFile : BsdNoFile;
        return GetResourceLimit(resource, out var limit) == 0 ? (int)Math.Min(limit.Soft, DescriptorBudget.Unlimited) : DescriptorBudget.Unlimited;
    }

    /// <summary>The octets that the heap may grow to: DOTNET_GCHeapHardLimit, three quarters of the container's memory, or the memory of the machine.</summary>
    public static long Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>What the process may have with this configuration.</summary>
    /// <exception cref="CapacityException">It may have too little.</exception>
    public static ProcessCapacity CapacityFor(GreyActorsSettings settings) => ProcessCapacity.Of(settings, OpenFiles(), Memory(), HttpConnections);

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
