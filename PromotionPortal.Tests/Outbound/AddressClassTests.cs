using System.Net;
using PromotionPortal.Outbound;

namespace PromotionPortal.Tests.Outbound;

public sealed class AddressClassTests
{
    [Theory]
    [InlineData("8.8.8.8", Reachability.Public)]
    [InlineData("172.15.255.255", Reachability.Public)]
    [InlineData("172.32.0.1", Reachability.Public)]
    [InlineData("2606:4700::1111", Reachability.Public)]
    [InlineData("::ffff:8.8.8.8", Reachability.Public)]
    [InlineData("64:ff9b::808:808", Reachability.Public)]
    [InlineData("2002:808:808::1", Reachability.Public)]
    [InlineData("127.0.0.1", Reachability.Private)]
    [InlineData("127.255.255.254", Reachability.Private)]
    [InlineData("10.0.0.7", Reachability.Private)]
    [InlineData("172.16.0.1", Reachability.Private)]
    [InlineData("192.168.1.1", Reachability.Private)]
    [InlineData("100.64.0.1", Reachability.Private)]
    [InlineData("198.18.0.1", Reachability.Private)]
    [InlineData("::1", Reachability.Private)]
    [InlineData("fd12:3456::1", Reachability.Private)]
    [InlineData("::ffff:10.0.0.7", Reachability.Private)]
    [InlineData("::127.0.0.1", Reachability.Private)]
    [InlineData("::8.8.8.8", Reachability.Private)]
    [InlineData("64:ff9b::a00:7", Reachability.Private)]
    [InlineData("64:ff9b:1::808:808", Reachability.Private)]
    [InlineData("2002:a00:7::1", Reachability.Private)]
    [InlineData("2001:0:808:808::1", Reachability.Private)]
    [InlineData("fec0::1", Reachability.Private)]
    [InlineData("0.0.0.0", Reachability.Never)]
    [InlineData("0.1.2.3", Reachability.Never)]
    [InlineData("169.254.169.254", Reachability.Never)]
    [InlineData("169.254.1.1", Reachability.Never)]
    [InlineData("100.100.100.200", Reachability.Never)]
    [InlineData("168.63.129.16", Reachability.Never)]
    [InlineData("224.0.0.1", Reachability.Never)]
    [InlineData("255.255.255.255", Reachability.Never)]
    [InlineData("::", Reachability.Never)]
    [InlineData("fe80::1", Reachability.Never)]
    [InlineData("fe80::1%1", Reachability.Never)]
    [InlineData("ff02::1", Reachability.Never)]
    [InlineData("fd00:ec2::254", Reachability.Never)]
    [InlineData("fd20:ce::254", Reachability.Never)]
    [InlineData("::ffff:169.254.169.254", Reachability.Never)]
    [InlineData("::ffff:0.0.0.0", Reachability.Never)]
    [InlineData("::169.254.169.254", Reachability.Never)]
    [InlineData("64:ff9b::a9fe:a9fe", Reachability.Never)]
    [InlineData("2002:a9fe:a9fe::1", Reachability.Never)]
    public void An_address_is_known_for_where_it_leads(string address, Reachability reachability) =>
        Assert.Equal(reachability, AddressClass.Of(IPAddress.Parse(address)));
}
