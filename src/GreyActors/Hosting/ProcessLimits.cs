using System.Runtime.InteropServices;
using GreyActors.Configuration;
using GreyActors.Core.Capacity;

namespace GreyActors.Hosting;

/// <summary>The limits that the operating system sets for the process, and the permissions of the files that it creates.</summary>
public static class ProcessLimits
{
    // RLIMIT_NOFILE.
    private const int LinuxNoFile = 7;
    private const int BsdNoFile = 8;

    // The files contain the senders and recipients of mail: the owner may write, the group may read, others have no access.
    private const uint NoAccessForOthers = 0b000_010_111;

    /// <summary>Makes new files inaccessible to other users.</summary>
    public static void KeepFilesPrivate()
    {
        if (!OperatingSystem.IsWindows())
            _ = Umask(NoAccessForOthers);
    }

    /// <summary>The maximum number of connections to the introspection endpoint. It is fixed at the start, because Kestrel cannot change it.</summary>
    public static int HttpConnections { get; } = DescriptorBudget.HttpConnections(OpenFiles());

    /// <summary>The maximum number of open files and sockets; <see cref="DescriptorBudget.Unlimited"/> if there is no limit.</summary>
    /// <remarks>Asks the kernel: /proc is not mounted everywhere, and reading it needs a descriptor.</remarks>
    public static int OpenFiles()
    {
        if (OperatingSystem.IsWindows())
            return DescriptorBudget.Unlimited;
        var resource = OperatingSystem.IsLinux() ? LinuxNoFile : BsdNoFile;
        return GetResourceLimit(resource, out var limit) == 0 ? (int)Math.Min(limit.Soft, DescriptorBudget.Unlimited) : DescriptorBudget.Unlimited;
    }

    /// <summary>The maximum size of the heap in bytes: DOTNET_GCHeapHardLimit, three quarters of the container's memory, or the memory of the machine.</summary>
    public static long Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The capacity of the process with this configuration.</summary>
    /// <exception cref="CapacityException">The capacity is too small.</exception>
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
