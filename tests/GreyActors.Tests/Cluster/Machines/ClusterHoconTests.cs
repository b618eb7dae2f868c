using System.Net;
using Akka.Actor;
using GreyActors.Cluster.Machines;
using Xunit;

namespace GreyActors.Tests.Cluster.Machines;

public sealed class ClusterHoconTests
{
    [Theory]
    [InlineData("192.0.2.1:7948", "akka.tcp://greyactors@192.0.2.1:7948")]
    [InlineData("[2001:db8::1]:7948", "akka.tcp://greyactors@[2001:db8::1]:7948")]
    public void The_address_of_a_machine_is_the_one_that_Akka_writes_and_reads(string machine, string address)
    {
        var written = ClusterHocon.AddressOf(IPEndPoint.Parse(machine), "akka.tcp");

        Assert.Equal(address, written.ToString());
        Assert.Equal(written, Address.Parse(address));
        Assert.Equal(machine, ClusterHocon.NameOf(written));
    }
}
