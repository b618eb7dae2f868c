using GreyActors.Reputation;
using Xunit;

namespace GreyActors.Tests.Reputation;

public sealed class SystemResolversTests
{
    [Theory]
    [InlineData("nameserver 127.0.0.1", "127.0.0.1:53")]
    [InlineData("# comment\nsearch example\nnameserver\t192.0.2.1 # ours\n nameserver 2001:db8::1\noptions edns0", "192.0.2.1:53 [2001:db8::1]:53")]
    [InlineData("nameserver fe80::1%1", "[fe80::1%1]:53")]
    [InlineData("nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4", "10.0.0.1:53 10.0.0.2:53 10.0.0.3:53")]
    [InlineData("nameserver resolver.example\nnameserver\n;nameserver 192.0.2.1\n#nameserver 192.0.2.1\n", "")]
    [InlineData("", "")]
    public void The_resolver_file_names_at_most_three_resolvers(string file, string expected) =>
        Assert.Equal(expected, string.Join(' ', SystemResolvers.Parse(file.Split('\n'))));

    [Fact]
    public void An_absent_file_names_no_resolver() => Assert.Empty(SystemResolvers.Read("/proc/absent"));

    [Fact]
    public void A_folder_names_no_resolver() => Assert.Empty(SystemResolvers.Read("/proc"));
}
