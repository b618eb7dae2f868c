namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A script that prepares a special machine, and becomes the program then (<see cref="GreyActorsConfiguration.Executable"/>).</summary>
public static class Starter
{
    /// <summary>The program may have so many file descriptors, or as many as the tests where these may not have that many themselves.</summary>
    public static GreyActorsConfiguration WithDescriptors(this GreyActorsConfiguration configuration, TemporaryFolder folder, int descriptors) =>
        configuration.Prepared(folder, $"ulimit -n {descriptors} 2>/dev/null || ulimit -n $(ulimit -H -n)", "exec");

    /// <summary>The kernel has no IPv6: a filter of system calls refuses its sockets as such a kernel does.</summary>
    public static GreyActorsConfiguration WithoutIpv6(this GreyActorsConfiguration configuration, TemporaryFolder folder)
    {
        var filter = folder["without-ipv6.py"];
        File.WriteAllText(filter, """
            import errno, os, socket, sys
            import seccomp

            refusing = seccomp.SyscallFilter(seccomp.ALLOW)
            refusing.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", seccomp.Arg(0, seccomp.EQ, int(socket.AF_INET6)))
            refusing.load()
            os.execvp(sys.argv[1], sys.argv[1:])
            """);
        return configuration.Prepared(folder, "", $"exec /usr/bin/python3 '{filter}'");
    }

    /// <summary>A bare container without HOME.</summary>
    public static GreyActorsConfiguration WithoutHome(this GreyActorsConfiguration configuration, TemporaryFolder folder) =>
        configuration.Prepared(folder, "unset HOME", "exec");

    private static GreyActorsConfiguration Prepared(this GreyActorsConfiguration configuration, TemporaryFolder folder, string before, string start)
    {
        var script = folder["starter"];
        File.WriteAllText(script, $"""
            #!/bin/sh
            {before}
            {start} dotnet '{GreyActorsProcess.ProgramFile}' "$@"
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return configuration with { Executable = script };
    }
}
