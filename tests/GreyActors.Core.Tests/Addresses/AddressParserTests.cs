using GreyActors.Core.Addresses;
using Xunit;

namespace GreyActors.Core.Tests.Addresses;

public sealed class AddressParserTests
{
    private const AddressNotations Nowhere = AddressNotations.None;
    private const AddressNotations OnlyDotNet = AddressNotations.AnyOfDotNet;

    [Theory]
    [InlineData("192.0.2.1", AddressNotations.Ipv4 | OnlyDotNet)]
    [InlineData("0.0.0.0", AddressNotations.Ipv4 | OnlyDotNet)]
    [InlineData("255.255.255.255", AddressNotations.Ipv4 | OnlyDotNet)]
    [InlineData("10.1", OnlyDotNet)]
    [InlineData("1", OnlyDotNet)]
    [InlineData("010.0.0.1", OnlyDotNet)]
    [InlineData("0x7f.0.0.1", OnlyDotNet)]
    [InlineData("2001:db8::1", AddressNotations.Ipv6 | AddressNotations.DecoratedIpv6 | OnlyDotNet)]
    [InlineData("2001:DB8::1", AddressNotations.Ipv6 | AddressNotations.DecoratedIpv6 | OnlyDotNet)]
    [InlineData("::ffff:192.0.2.1", AddressNotations.Ipv6 | AddressNotations.DecoratedIpv6 | OnlyDotNet)]
    [InlineData("fe80::1%2", AddressNotations.DecoratedIpv6 | OnlyDotNet)]
    [InlineData("[2001:db8::1]", AddressNotations.DecoratedIpv6 | OnlyDotNet)]
    [InlineData("256.0.0.1", Nowhere)]
    [InlineData("192.0.2.1.", Nowhere)]
    [InlineData("192.0.2.1 ", Nowhere)]
    [InlineData("mail.example", Nowhere)]
    [InlineData("", Nowhere)]
    public void An_address_is_parsed_only_for_callers_that_accept_its_notation(string text, AddressNotations accepting) => Assert.All(
        Enum.GetValues<AddressNotations>().Except([Nowhere, AddressNotations.Plain]),
        notation => Assert.Equal(accepting.HasFlag(notation), AddressParser.Parse(text, notation) is not null));
}
