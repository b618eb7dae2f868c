using System.Globalization;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class InWordsTests
{
    [Theory]
    [InlineData("0.00:04:00", "4m")]
    [InlineData("0.00:05:01.9", "5m 1s")]
    [InlineData("0.01:00:12", "1h 12s")]
    [InlineData("36.00:00:00", "36d")]
    [InlineData("1.02:03:04", "1d 2h 3m 4s")]
    [InlineData("0.00:00:00.4", "0s")]
    public void A_span_is_written_like_a_duration_in_the_configuration(string span, string told) =>
        Assert.Equal(told, InWords.Span(TimeSpan.Parse(span, CultureInfo.InvariantCulture)));
}
