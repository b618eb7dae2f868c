using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>The Debian packages of this checkout, in a clean Debian without systemd. They take minutes to build, so this is a long form.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class DebianPackageTests : IDisposable
{
    private static readonly TimeSpan BuildsWithin = TimeSpan.FromMinutes(15);

    private readonly TemporaryFolder _folder = new("package");

    public void Dispose()
    {
        Command.AsRoot("rm", "-rf", _folder["root"]);
        _folder.Dispose();
    }

    [Trait(LongForm.Name, LongForm.Packages)]
    [Fact]
    public void A_package_is_installed_upgraded_removed_and_purged_and_keeps_the_configuration_and_the_store_until_then()
    {
        Ran(RepositoryFile.Path("packaging/deb/build"), _folder["packages"]);
        var package = Assert.Single(Directory.GetFiles(_folder["packages"], "greyactors_*.deb"));
        Assert.Equal("", Ran("lintian", [.. Directory.GetFiles(_folder["packages"])]).Output.Trim());
        Ran("mmdebstrap", "--variant=minbase", "--include=ca-certificates,tzdata,libssl3,init-system-helpers", "bookworm", _folder["root"]);
        File.Copy(package, _folder["root/greyactors.deb"]);
        // The same content with a lower version.
        Ran("sh", "-c", $"dpkg-deb -R {package} {_folder["old"]} && sed -i 's/^Version: .*/Version: 0.0.1/' {_folder["old"]}/DEBIAN/control && dpkg-deb -Znone -b {_folder["old"]} {_folder["root/old.deb"]}");

        Inside("dpkg -i /old.deb && test ! -e /etc/systemd/system/multi-user.target.wants/greyactors.service");
        Assert.Equal(78, Inside("greyactors check", isExpectedToFail: true).ExitCode);
        Inside("sed -i 's/# servername/servername/; s/# allowed-domains/allowed-domains/; s/# relay.to/relay.to/' /etc/greyactors/greyactors.conf && greyactors check");
        Inside("mkdir -p /var/lib/greyactors && echo kept > /var/lib/greyactors/greylist.db && dpkg -i /greyactors.deb && grep -q kept /var/lib/greyactors/greylist.db && greyactors check");
        Inside("dpkg -r greyactors && test -e /etc/greyactors/greyactors.conf && test -e /var/lib/greyactors/greylist.db && test ! -e /usr/bin/greyactors");
        Inside("dpkg -i /greyactors.deb && greyactors check && dpkg --purge greyactors && test ! -e /etc/greyactors && test ! -e /var/lib/greyactors");
    }

    [Trait(LongForm.Name, LongForm.Packages)]
    [Fact]
    public void The_manual_pages_have_no_warnings()
    {
        File.WriteAllText(_folder["greyactors"], $"#!/bin/sh\nexec dotnet '{GreyActorsProcess.ProgramFile}' \"$@\"\n");
        Ran("chmod", "+x", _folder["greyactors"]);

        Ran(RepositoryFile.Path("packaging/manual/build"), _folder["greyactors"], _folder["manual"]);

        var pages = Directory.GetFiles(_folder["manual"]);
        Assert.Equal(4, pages.Length);
        Assert.All(pages, page => Assert.Equal("", Ran("mandoc", "-Tlint", "-Wwarning", page).Output.Trim()));
    }

    private CommandResult Inside(string script, bool isExpectedToFail = false)
    {
        var result = Command.Run(BuildsWithin, "unshare", "--mount", "--pid", "--fork", $"--mount-proc={_folder["root"]}/proc", "chroot", _folder["root"], "sh", "-c", script);
        Assert.True(isExpectedToFail || result.ExitCode == 0, $"{script}\n{result}");
        return result;
    }

    private static CommandResult Ran(string file, params IEnumerable<string> arguments)
    {
        var result = Command.Run(BuildsWithin, file, arguments);
        Assert.True(result.ExitCode == 0, $"{file}\n{result}");
        return result;
    }
}
