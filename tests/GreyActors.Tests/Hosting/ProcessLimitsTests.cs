using GreyActors.Hosting;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class ProcessLimitsTests
{
    [Theory]
    [InlineData(1_048_576, 10_000, 80, 10_000)]
    [InlineData(20_000, 10_000, 80, 10_000)]
    [InlineData(4096, 10_000, 80, 3516)]
    [InlineData(1024, 10_000, 80, 444)]
    [InlineData(1024, 100, 80, 100)]
    [InlineData(256, 10_000, 80, 1)]
    public void As_many_clients_are_served_as_there_are_files_for(int openFiles, int wanted, int relays, int served) =>
        Assert.Equal(served, ProcessLimits.ClientsFor(openFiles, wanted, relays));

    [Fact]
    public void The_operating_system_tells_how_many_files_may_be_open() => Assert.InRange(ProcessLimits.OpenFiles() ?? 0, 1, int.MaxValue);
}
