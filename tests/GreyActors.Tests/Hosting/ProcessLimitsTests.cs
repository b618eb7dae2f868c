using GreyActors.Hosting;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class ProcessLimitsTests
{
    [Fact]
    public void The_number_of_open_files_is_the_limit_that_the_kernel_reports()
    {
        var row = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        Assert.Equal(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], $"{ProcessLimits.OpenFiles()}");
    }

    [Fact]
    public void The_memory_is_what_the_runtime_may_use() => Assert.InRange(ProcessLimits.Memory(), 1 << 20, long.MaxValue);
}
