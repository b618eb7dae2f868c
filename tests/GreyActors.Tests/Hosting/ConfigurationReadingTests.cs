using GreyActors.Configuration;
using GreyActors.Hosting;
using GreyActors.Observability;
using GreyActors.Tests.Observability;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class ConfigurationReadingTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly LogFiles _logs;
    private readonly ConfigurationReading _reading;

    public ConfigurationReadingTests()
    {
        _logs = LogFiles.Open(Logs.Settings(_scratch.File("greylist.log")), TimeProvider.System);
        _reading = new ConfigurationReading(_logs);
        Write("domains", "example.com\n");
        Write("site.conf", $$"""
            grey-actors {
              allowed-domains = ["file:domains"], whitelisted-senders = ["file:senders"]
              log.greylist = "{{_scratch.File("greylist.log")}}"
            }
            """);
    }

    [Fact]
    public void A_list_that_was_valid_at_the_start_is_valid_at_a_reload()
    {
        Write("senders", string.Concat(Enumerable.Repeat($"# {new string('x', 1000)}\n", 5000)) + "ann@example.org\n");
        var running = Running();
        File.AppendAllText(_scratch.File("senders"), "bob@example.org\n");

        var read = Assert.IsType<ConfigurationRead.Good>(_reading.Again(running, settled: null));

        Assert.Equal(["ann@example.org", "bob@example.org"], read.Next.Settings.Access.WhitelistedSenders.Select(entry => entry.Text));
    }

    [Fact]
    public void A_file_written_after_it_had_settled_is_not_applied()
    {
        Write("senders", "");
        var running = Running();
        Write("domains", "example.com\nexample.net\n");
        var settled = running.Configuration.Stamps.Now();
        Write("domains", "example.com\n");

        var read = Assert.IsType<ConfigurationRead.Unsettled>(_reading.Again(running, settled));

        Assert.Equal(_scratch.File("domains"), Assert.Single(read.Files));
        Assert.IsType<ConfigurationRead.Good>(_reading.Again(running, running.Configuration.Stamps.Now()));
    }

    [Fact]
    public void An_empty_file_of_served_domains_is_an_error()
    {
        Write("senders", "");
        var running = Running();
        Write("domains", "");

        var read = Assert.IsType<ConfigurationRead.Wrong>(_reading.Again(running, settled: null));

        Assert.Contains(read.Errors, error => error.Source == _scratch.File("domains") && error.Message.Contains("contains no entry", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _logs.Dispose();
        _scratch.Dispose();
    }

    private RunningConfiguration Running() => ConfigurationReading.Make(
        Assert.IsType<LoadedConfiguration.Valid>(ConfigurationLoader.Load(_scratch.File("site.conf"), ["allowed-sender-nets=[\"192.0.2.0/24\"]"])));

    private void Write(string name, string text) => File.WriteAllText(_scratch.File(name), text);
}
