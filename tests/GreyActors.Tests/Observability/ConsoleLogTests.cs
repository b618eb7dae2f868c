using System.Globalization;
using System.Text.Json;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Observability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Events;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class ConsoleLogTests
{
    private readonly CollectedLog _collected = new();

    [Theory]
    [InlineData(LogLevel.Debug, 4)]
    [InlineData(LogLevel.Info, 3)]
    [InlineData(LogLevel.Warning, 2)]
    [InlineData(LogLevel.Error, 1)]
    public void Events_of_the_configured_level_and_above_are_written(LogLevel level, int written)
    {
        using var log = ConsoleLog.Configure(new LogSwitches(Logs.Settings(level: level))).WriteTo.Sink(_collected).CreateLogger();

        foreach (var one in (LogEventLevel[])[LogEventLevel.Debug, LogEventLevel.Information, LogEventLevel.Warning, LogEventLevel.Error])
            log.Write(one, "A line");

        Assert.Equal(written, _collected.Events.Count);
    }

    [Theory]
    [InlineData(LogLevel.Debug, 1)]
    [InlineData(LogLevel.Error, 0)]
    public void Web_requests_are_not_logged(LogLevel level, int warnings)
    {
        using var log = ConsoleLog.Configure(new LogSwitches(Logs.Settings(level: level))).WriteTo.Sink(_collected).CreateLogger();
        var aspNet = log.ForContext(Serilog.Core.Constants.SourceContextPropertyName, "Microsoft.AspNetCore.Hosting.Diagnostics");

        aspNet.Information("Request starting");
        aspNet.Warning("Something is wrong");

        Assert.Equal(warnings, _collected.Events.Count);
    }

    [Fact]
    public async Task A_start_that_fails_writes_no_stack_trace_because_the_command_reports_the_exception()
    {
        using var log = ConsoleLog.Configure(new LogSwitches(Logs.Settings())).WriteTo.Sink(_collected).CreateLogger();
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSerilog(log);
        builder.Services.AddHostedService<RefusedStart>();
        using var host = builder.Build();

        await Assert.ThrowsAsync<StartRefusedException>(() => host.StartAsync());

        Assert.Empty(_collected.Events);
    }

    [Fact]
    public void Text_from_clients_cannot_forge_a_line()
    {
        using var log = ConsoleLog.Configure(new LogSwitches(Logs.Settings())).WriteTo.Sink(_collected).CreateLogger();

        log.Information("{Helo:l} {Paths}", "a\r\nb\u001b[2J", Enumerable.Repeat("c\nd", 1));

        Assert.Equal(
            "a\\x0d\\x0ab\\x1b[2J [\"c\\x0ad\"]",
            Assert.Single(_collected.Events).RenderMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Lost_lines_of_the_console_are_in_the_count_of_all_logs()
    {
        using var services = new ServiceCollection().AddGreyActorsLogs(Logs.Settings()).BuildServiceProvider();
        var files = services.GetRequiredService<LogFiles>();
        var console = services.GetRequiredService<LogWriter>();
        console.Dispose();

        console.Add("too late\nwith a second line");

        Assert.Equal(2, files.Crowded + files.Failed);
    }

    [Theory]
    [InlineData(LogLevel.Debug, "<7>")]
    [InlineData(LogLevel.Info, "<6>")]
    [InlineData(LogLevel.Warning, "<4>")]
    [InlineData(LogLevel.Error, "<3>")]
    public void Lines_for_the_journal_start_with_their_priority_and_have_no_time(LogLevel level, string priority)
    {
        var text = Written(LogFormat.Text, journal: true, log => log.Write(level.ToSerilog(), new InvalidOperationException("why"), "A {What}", "line"));

        Assert.Equal($"{priority}greyactors: A line\n{priority}System.InvalidOperationException: why\n", text);
    }

    [Theory]
    [InlineData(true, "<4>")]
    [InlineData(false, "")]
    public void A_JSON_event_is_one_object_with_its_message_and_its_values(bool journal, string before)
    {
        var text = Written(LogFormat.Json, journal, log => log.Warning("{Client} said {Word}", "192.0.2.1", "a\nb"));

        Assert.Equal(1, text.Count(one => one == '\n'));
        Assert.StartsWith(before + "{", text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text[before.Length..]);
        Assert.Equal("Warning", json.RootElement.GetProperty("@l").GetString());
        Assert.Equal("\"192.0.2.1\" said \"a\\x0ab\"", json.RootElement.GetProperty("@m").GetString());
        Assert.Equal("192.0.2.1", json.RootElement.GetProperty("Client").GetString());
    }

    [Fact]
    public void A_text_line_has_its_time_and_level() => Assert.Matches(
        @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d INF greyactors: A line\n$",
        Written(LogFormat.Text, journal: false, log => log.Information("A {What}", "line")));

    [Fact]
    public void A_standard_output_other_than_the_journal_is_recognised() => Assert.False(JournalFormatter.IsRead);

    private string Written(LogFormat format, bool journal, Action<Serilog.ILogger> write)
    {
        using var log = ConsoleLog.Configure(new LogSwitches(Logs.Settings(level: LogLevel.Debug))).WriteTo.Sink(_collected).CreateLogger();
        write(log);
        using var text = new StringWriter();
        ConsoleLog.FormatterFor(format, journal).Format(Assert.Single(_collected.Events), text);
        return text.ToString();
    }

    private sealed class RefusedStart : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new StartRefusedException("damaged", ExitCode.IoError);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
