using System.Net.Sockets;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class UnixSocketFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors");

    private string Path => System.IO.Path.Combine(_folder.FullName, "policy");

    [Fact]
    public void A_socket_has_the_configured_mode_and_accepts_connections()
    {
        var file = Create(out var socket, OwnerOnly);

        using (socket)
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path));
            Connect();
            using var accepted = socket!.Accept();
            Assert.True(accepted.Connected);
        }

        file!.Remove();
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void The_socket_of_a_process_that_has_ended_is_replaced()
    {
        Create(out var dead);
        dead!.Dispose();
        Assert.True(File.Exists(Path));

        var file = Create(out var socket);

        using (socket)
            Connect();
        file!.Remove();
    }

    [Fact]
    public void A_socket_that_another_process_listens_on_is_kept()
    {
        Create(out var live);
        using (live)
        {
            Assert.Null(UnixSocketFile.Create(Path, SocketAccess.OwnGroup, 8, out _, out var failure));
            Assert.Equal(new ListenFailure("another process listens on this socket"), failure);
            Connect();
        }
    }

    [Fact]
    public void A_live_socket_with_a_full_queue_is_kept()
    {
        UnixSocketFile.Create(Path, SocketAccess.OwnGroup, 0, out var live, out _);
        using (live)
        {
            Connect();

            Assert.Null(UnixSocketFile.Create(Path, SocketAccess.OwnGroup, 8, out _, out var failure));
            Assert.Equal(ListenFailureKind.PerhapsLater, failure!.Kind);
            Assert.True(File.Exists(Path));
        }
    }

    [Theory]
    [InlineData("file", "exists and is not a socket")]
    [InlineData("folder", "exists and is not a socket")]
    [InlineData("link", "is a link to '/nowhere', not a socket")]
    public void Another_kind_of_file_is_kept_and_reported(string kind, string why)
    {
        switch (kind)
        {
            case "file":
                File.WriteAllText(Path, "precious");
                break;
            case "folder":
                Directory.CreateDirectory(Path);
                break;
            default:
                File.CreateSymbolicLink(Path, "/nowhere");
                break;
        }

        Assert.Null(UnixSocketFile.Create(Path, SocketAccess.OwnGroup, 8, out _, out var failure));

        Assert.Equal(new ListenFailure(why, ListenFailureKind.Permanent), failure);
        Assert.NotEqual((FileAttributes)(-1), new FileInfo(Path).Attributes);
    }

    [Fact]
    public void A_path_in_a_missing_folder_is_reported()
    {
        Assert.Null(UnixSocketFile.Create(Path + "/deeper", SocketAccess.OwnGroup, 8, out _, out var failure));

        Assert.Equal(ListenFailureKind.Permanent, failure!.Kind);
        Assert.Contains("No such file or directory", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_has_taken_the_place_of_the_socket_is_not_removed()
    {
        var file = Create(out var socket);
        using (socket)
        {
            // The old file still exists under another name, so the new one cannot have its inode number.
            File.Move(Path, Path + "-old");
            File.WriteAllText(Path, "another process");

            file!.Remove();

            Assert.Equal("another process", File.ReadAllText(Path));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private UnixSocketFile? Create(out Socket? socket, UnixFileMode? mode = null)
    {
        var access = mode is { } wanted ? new SocketAccess(wanted, Group: null) : SocketAccess.OwnGroup;
        var file = UnixSocketFile.Create(Path, access, 8, out socket, out var failure);
        Assert.Null(failure);
        return file;
    }

    private void Connect()
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(Path));
    }
}
