using System.Globalization;
using GreyActors.Configuration;
using GreyActors.Observability;
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
    public void The_configured_level_and_what_is_graver_is_written(LogLevel level, int written)
    {
        using var log = ConsoleLog.Configure(new LogLevels(Logs.Settings(level: level))).WriteTo.Sink(_collected).CreateLogger();

        foreach (var one in (LogEventLevel[])[LogEventLevel.Debug, LogEventLevel.Information, LogEventLevel.Warning, LogEventLevel.Error])
            log.Write(one, "A line");

        Assert.Equal(written, _collected.Events.Count);
    }

    [Theory]
    [InlineData(LogLevel.Debug, 1)]
    [InlineData(LogLevel.Error, 0)]
    public void Web_requests_make_no_noise(LogLevel level, int warnings)
    {
        using var log = ConsoleLog.Configure(new LogLevels(Logs.Settings(level: level))).WriteTo.Sink(_collected).CreateLogger();
        var aspNet = log.ForContext(Serilog.Core.Constants.SourceContextPropertyName, "Microsoft.AspNetCore.Hosting.Diagnostics");

        aspNet.Information("Request starting");
        aspNet.Warning("Something is wrong");

        Assert.Equal(warnings, _collected.Events.Count);
    }

    [Fact]
    public void Text_of_strangers_cannot_forge_a_line()
    {
        using var log = ConsoleLog.Configure(new LogLevels(Logs.Settings())).WriteTo.Sink(_collected).CreateLogger();

        log.Information("{Helo:l} {Paths}", "a\r\nb\u001b[2J", Enumerable.Repeat("c\nd", 1));

        Assert.Equal(
            "a\\x0d\\x0ab\\x1b[2J [\"c\\x0ad\"]",
            Assert.Single(_collected.Events).RenderMessage(CultureInfo.InvariantCulture));
    }
}
