using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.Files;

/// <summary>Linux system calls for files that .NET does not offer: opening and writing without waiting.</summary>
/// <remarks>
/// File.OpenHandle waits for the other end of a named pipe and cannot be cancelled, and asks for the length of files without one. .NET's console
/// stream waits forever for a reader and hides that the reader has left. The constants are the same on every Linux architecture of .NET.
/// </remarks>
internal static class Descriptor
{
    // The largest atomic write to a pipe (pipe(7), PIPE_BUF).
    public const int Whole = 4096;

    /// <summary>The descriptor of standard output.</summary>
    public const int StandardOutput = 1;

    /// <summary>The descriptor of standard error.</summary>
    public const int StandardError = 2;

    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int ReadOrWrite = 2;
    private const int Create = 0x40;
    private const int NotTheTerminal = 0x100;
    private const int Append = 0x400;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Mode = 0b110_110_110;

    private const int DuplicateCloseOnExec = 1030;
    private const int GetFlags = 1;
    private const int ClosedOnExec = 1;

    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const short Writable = 4;

    private const int NotPermitted = 1;
    private const int NotThere = 2;
    private const int Interrupted = 4;
    private const int NoOtherEnd = 6;
    private const int TryAgain = 11;
    private const int AccessDenied = 13;

    /// <summary>Opens a file for reading, without waiting for another process.</summary>
    /// <exception cref="IOException">The file does not exist or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The permission is missing.</exception>
    public static SafeFileHandle OpenForReading(string path) => Open(path, ReadOnly);

    /// <summary>Opens a file for appending, and creates a missing one, without waiting for another process. Null: a pipe without a reader.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The permission is missing.</exception>
    public static SafeFileHandle? OpenToAppend(string path)
    {
        try
        {
            return Open(path, WriteOnly | Create | Append);
        }
        catch (IOException refused) when (refused.HResult == NoOtherEnd && FileStatus.Of(path)?.Kind == FileKind.Pipe)
        {
            return null;
        }
    }

    /// <summary>Whether the process inherited this descriptor. Descriptors that the process opened itself are closed on exec, inherited ones are not.</summary>
    public static bool IsGiven(int number) => Fcntl(number, GetFlags, 0) is var flags and >= 0 && (flags & ClosedOnExec) == 0;

    /// <summary>Opens a path with this descriptor number until the process ends. The descriptor must be closed, and all lower ones open.</summary>
    public static void Occupy(int number, string path)
    {
        if (Fcntl(number, GetFlags, 0) < 0)
            Open(path, ReadOrWrite).SetHandleAsInvalid();
    }

    /// <summary>A second handle of an open descriptor; it shares offset and flags with the first.</summary>
    /// <exception cref="IOException">The descriptor is not open.</exception>
    public static SafeFileHandle Duplicate(int number) => Fcntl(number, DuplicateCloseOnExec, 3) is var copy and >= 0
        ? new SafeFileHandle(copy, ownsHandle: true)
        : throw new IOException($"descriptor {number}: {Marshal.GetLastPInvokeErrorMessage()}");

    /// <summary>Writes once; returns the number of bytes written, or -1 and <paramref name="error"/>.</summary>
    public static int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, bool isSocket, out int error)
    {
        var written = isSocket
            ? Send(file, in MemoryMarshal.GetReference(bytes), bytes.Length, DontWait | NoSignal)
            : Write(file, in MemoryMarshal.GetReference(bytes), bytes.Length);
        error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
        return (int)written;
    }

    /// <summary>Waits until the descriptor is writable or has failed; false after <paramref name="atMost"/>.</summary>
    public static bool AwaitWritable(SafeFileHandle file, TimeSpan atMost)
    {
        var asked = new PollDescriptor { Descriptor = (int)file.DangerousGetHandle(), Events = Writable };
        return Poll(ref asked, 1, (int)Math.Max(0, atMost.TotalMilliseconds)) != 0;
    }

    /// <summary>Whether the same call may succeed a moment later.</summary>
    public static bool IsTemporary(int error) => error is Interrupted or TryAgain;

    /// <summary>The system's message for an error.</summary>
    public static string Words(int error) => Marshal.GetPInvokeErrorMessage(error);

    private static SafeFileHandle Open(string path, int flags)
    {
        int descriptor;
        do
            descriptor = Open(path, flags | NonBlocking | NotTheTerminal | CloseOnExec, Mode);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Refusal(path, Marshal.GetLastPInvokeError());
    }

    private static Exception Refusal(string path, int error) => error switch
    {
        NotThere => new FileNotFoundException($"Could not find file '{Path.GetFullPath(path)}'.", path),
        NotPermitted or AccessDenied => new UnauthorizedAccessException($"'{path}': {Words(error)}"),
        _ => new IOException($"'{path}': {Words(error)}", error),
    };

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fcntl(int descriptor, int command, int argument);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(SafeFileHandle file, in byte first, nint count);

    [DllImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Send(SafeFileHandle socket, in byte first, nint count, int flags);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
