using GreyActors.Cli;
using Xunit;

namespace GreyActors.Tests.Cli;

public sealed class ReplayArgumentTests
{
    private const long Begin = 1_767_225_600_000;
    private const long Day = 86_400_000;

    [Theory]
    [InlineData("a=1", "a=1")]
    [InlineData("a=1,b=2", "a=1", "b=2")]
    [InlineData(" a=1 , b = 2 ,", "a=1", "b = 2")]
    [InlineData("a=[x,y],b={ c = 1, d = 2 }", "a=[x,y]", "b={ c = 1, d = 2 }")]
    [InlineData("a=x,y,b=2", "a=x,y", "b=2")]
    [InlineData("a=\"x,y=z\",b=2", "a=\"x,y=z\"", "b=2")]
    [InlineData("a+=[x],b=", "a+=[x]", "b=")]
    public void Overrides_are_separated_by_commas_outside_lists_and_quotes(string text, params string[] overrides) =>
        Assert.Equal(overrides, ReplayConfiguration.Overrides(text));

    [Fact]
    public void A_mistyped_option_is_no_file_and_a_hyphen_is_standard_input()
    {
        var command = ReplayCommand.Make(new ProgramOptions());

        ReplayUsage.Check(["-", "file"], command);
        Assert.Contains("did you mean `--json`", Assert.Throws<CommandRefusedException>(() => ReplayUsage.Check(["file", "--jsn"], command)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30d", 30 * Day)]
    [InlineData("0s", 0)]
    [InlineData("12h", Day / 2)]
    [InlineData("2026-01-31", 30 * Day)]
    [InlineData("2026-01-01T12:00:00Z", Day / 2)]
    [InlineData("2026-01-01T12:00:00+12:00", 0)]
    public void A_time_is_a_date_or_follows_the_beginning(string text, long after) => Assert.Equal(Begin + after, ReplayUsage.TimeOf("--from", text, Begin));

    [Theory]
    [InlineData("30")]
    [InlineData("yesterday")]
    [InlineData("-3d")]
    public void Any_other_time_is_a_usage_error(string text) =>
        Assert.Contains("--from", Assert.Throws<CommandRefusedException>(() => ReplayUsage.TimeOf("--from", text, Begin)).Message, StringComparison.Ordinal);
}
