using System.Net;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>A start that fails prints one sentence with the key, its file and its line; the stack trace only with --verbose.</summary>
public sealed class StartRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("refusal");
    private readonly int _introspectionPort = FreePort.Next();

    public StartRefusalTests() => File.WriteAllText(
        Configuration,
        $$"""
        grey-actors {
          listen = [{ address = "127.0.0.1", port = 0 }]
          allowed-domains = ["example.test"], relay.to = ["127.0.0.1:9"], shutdown-timeout = 0s
          introspection.port = {{_introspectionPort}}
          introspection.token-file = "{{_folder["token"]}}/introspection.token"
          store.path = "{{_folder["store"]}}/greylist.db"
          log.greylist = "{{_folder["log"]}}/greylist.log"
        }

        """);

    private string Configuration => _folder["greyactors.conf"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_taken_port_of_the_endpoint_is_named_with_its_key_file_and_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, _introspectionPort);
        other.Start();

        Assert.Equal($"greyactors: introspection.port ({Configuration}:4): cannot listen on http://127.0.0.1:{_introspectionPort}/: another program uses this address; see ss -ltnp", Refused("run"));
    }

    [Fact]
    public void A_log_that_cannot_be_opened_is_named_with_its_key_file_and_line()
    {
        File.WriteAllText(_folder["log"], "");

        Assert.StartsWith($"greyactors: log.greylist ({Configuration}:7): the log {_folder["log"]}/greylist.log cannot be opened: ", Refused("run"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_file_that_cannot_be_used_is_named_with_its_key_file_and_line()
    {
        File.WriteAllText(_folder["token"], "");

        Assert.StartsWith($"greyactors: introspection.token-file ({Configuration}:5): ", Refused("run"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_cannot_be_opened_is_named_with_its_key_file_and_line()
    {
        File.WriteAllText(_folder["store"], "");

        Assert.StartsWith($"greyactors: store.path ({Configuration}:6): ", Refused("run"), StringComparison.Ordinal);
    }

    [Fact]
    public void With_verbose_the_stack_trace_follows_the_sentence()
    {
        File.WriteAllText(_folder["store"], "");

        var refused = GreyActorsProcess.Command("run", "--verbose", "--config", Configuration);

        Assert.StartsWith("greyactors: store.path", refused.Error, StringComparison.Ordinal);
        Assert.Contains("   at GreyActors.", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_of_listen_is_logged_with_its_file_and_line_and_a_hint()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = await Task.Run(() => GreyActorsProcess.Command("run", "--config", Configuration, "--set", $"listen=[{{ address = \"127.0.0.1\", port = {port} }}]"));

        Assert.Equal(69, refused.ExitCode);
        Assert.Contains(
            $"Cannot listen on 127.0.0.1:{port}: Address already in use (is another mail server still listening? see ss -ltnp) (listen: --set listen)", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_finds_paths_that_cannot_be_created()
    {
        File.WriteAllText(_folder["file"], "");

        var check = GreyActorsProcess.Command("check", "--config", Configuration, "--set", $"store.path={_folder["file"]}/greylist.db");

        Assert.Equal(0, check.ExitCode);
        Assert.Contains($"warning: store.path (--set store.path): {_folder["file"]}/greylist.db cannot be created: {_folder["file"]} is a file", check.Error, StringComparison.Ordinal);
    }

    private string Refused(params IEnumerable<string> command)
    {
        var refused = GreyActorsProcess.Command([.. command, "--config", Configuration]);
        Assert.Equal((69, refused.ToString()), (refused.ExitCode, refused.ToString()));
        return refused.Error.Trim();
    }
}
