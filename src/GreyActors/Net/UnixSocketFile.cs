using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using GreyActors.Files;

namespace GreyActors.Net;

/// <summary>The file of a UNIX socket that this process has created.</summary>
/// <remarks>
/// The mode and the group are set between bind and listen, so that nobody can connect before: the kernel refuses connections to a socket that does
/// not listen. The framework's own Bind is not used, because its socket deletes the file at the end even if the file belongs to another process then.
/// </remarks>
internal sealed class UnixSocketFile
{
    private const int AddressSize = 110;
    private const int PathAt = 2;
    private const ushort UnixFamily = 1;
    private const int StreamCloseOnExec = 0x80001;
    private const int AddressInUse = 98;

    private readonly string _path;
    private readonly FileIdentity? _identity;

    private UnixSocketFile(string path, FileIdentity? identity) => (_path, _identity) = (path, identity);

    /// <summary>Creates the file and listens; null, with a reason, if that fails. Replaces the socket of a process that has ended, and nothing else.</summary>
    /// <param name="path">The absolute path, at most 107 bytes.</param>
    /// <param name="access">The mode and group of the file.</param>
    /// <param name="backlog">The maximum number of connections queued in the kernel.</param>
    /// <param name="socket">The socket that listens.</param>
    /// <param name="failure">The reason why there is none.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The new socket owns the handle.")]
    public static UnixSocketFile? Create(string path, SocketAccess access, int backlog, out Socket? socket, out ListenFailure? failure)
    {
        socket = null;
        failure = WhyNotFree(path);
        if (failure is not null)
            return null;

        var handle = new SafeSocketHandle(OpenSocket(UnixFamily, StreamCloseOnExec, 0), ownsHandle: true);
        if (handle.IsInvalid || Bind(handle, AddressOf(path), AddressSize) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            failure = new ListenFailure(Marshal.GetPInvokeErrorMessage(error), error == AddressInUse ? ListenFailureKind.PerhapsLater : ListenFailureKind.Permanent);
            handle.Dispose();
            return null;
        }

        var file = new UnixSocketFile(path, FileIdentity.Of(path));
        if (WhyNotGiven(path, access) is { } why)
            failure = new ListenFailure(why, ListenFailureKind.Permanent);
        else if (Listen(handle, backlog) != 0)
            failure = new ListenFailure(Marshal.GetLastPInvokeErrorMessage());
        if (failure is not null)
        {
            file.Remove();
            handle.Dispose();
            return null;
        }

        socket = new Socket(handle);
        return file;
    }

    /// <summary>Removes the file unless another one has its name.</summary>
    public void Remove()
    {
        if (_identity is not { } ours || FileIdentity.Of(_path) != ours)
            return;
        try
        {
            File.Delete(_path);
        }
        catch (Exception kept) when (FileProblem.Is(kept))
        {
            // The next start replaces it.
        }
    }

    private static ListenFailure? WhyNotFree(string path)
    {
        try
        {
            if (new FileInfo(path).LinkTarget is { } target)
                return new ListenFailure($"is a link to '{target}', not a socket", ListenFailureKind.Permanent);
            switch (FileStatus.Certain(path)?.Kind)
            {
                case null:
                    return null;
                case FileKind.Socket when IsAlive(path, out var why):
                    return new ListenFailure(why);
                case FileKind.Socket:
                    File.Delete(path);
                    return null;
                default:
                    return new ListenFailure("exists and is not a socket", ListenFailureKind.Permanent);
            }
        }
        catch (Exception problem) when (FileProblem.Is(problem))
        {
            return new ListenFailure(FileProblem.Describe(problem), ListenFailureKind.Permanent);
        }
    }

    // Only a refused connection proves that no process listens. A full queue, or a missing permission, does not.
    private static bool IsAlive(string path, out string why)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        why = "another process listens on this socket";
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException refused)
        {
            if (refused.SocketErrorCode is not (SocketError.WouldBlock or SocketError.TryAgain))
                why = $"the socket exists, and whether a process listens on it is unknown: {refused.Message}";
            return refused.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }

    private static string? WhyNotGiven(string path, SocketAccess access)
    {
        if (access.Group is { } group && UnixGroup.Give(path, group) is { } why)
            return $"cannot be given to the group {group}: {why}";
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, access.Mode);
            return null;
        }
        catch (Exception problem) when (FileProblem.Is(problem))
        {
            return problem.Message;
        }
    }

    // struct sockaddr_un: the family in the byte order of the machine, the path, zeros.
    private static byte[] AddressOf(string path)
    {
        var address = new byte[AddressSize];
        MemoryMarshal.Write(address, UnixFamily);
        Encoding.UTF8.GetBytes(path, address.AsSpan(PathAt));
        return address;
    }

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenSocket(int family, int type, int protocol);

    [DllImport("libc", EntryPoint = "bind", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Bind(SafeSocketHandle socket, byte[] address, int size);

    [DllImport("libc", EntryPoint = "listen", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Listen(SafeSocketHandle socket, int backlog);
}
