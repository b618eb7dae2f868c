using System.Globalization;
using System.Net;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class AddressInNameTests
{
    private static readonly int[] Order = [0, 1, 2, 3];
    private static readonly string[] Notations = ["0", "000", "x2"];

    [Theory]
    // Customer lines, IPv4.
    [InlineData("84.184.213.179", "p54b8d5b3.dip0.t-ipconnect.de")]
    [InlineData("91.23.45.67", "p5b172d43.dip0.t-ipconnect.de")]
    [InlineData("78.94.12.34", "ip-78-94-12-34.unity-media.net")]
    [InlineData("88.152.10.20", "ip-088-152-010-020.um26.pools.vodafone-ip.de")]
    [InlineData("95.208.1.77", "ip-95-208-1-77.hsi16.unitymediagroup.de")]
    [InlineData("89.247.163.161", "i59f7a3a1.versanet.de")]
    [InlineData("77.12.34.56", "x4d0c2238.dyn.telefonica.de")]
    [InlineData("62.75.200.17", "static-ip-62-75-200-17.inaddr.ip-pool.com")]
    [InlineData("84.114.200.3", "84-114-200-3.cable.dynamic.surfer.at")]
    [InlineData("81.217.90.8", "81-217-90-8.cable.dynamic.surfer.at")]
    [InlineData("85.3.210.99", "99.210.3.85.dynamic.wline.res.cust.swisscom.ch")]
    [InlineData("83.76.12.200", "200.12.76.83.dynamic.wline.res.cust.swisscom.ch")]
    [InlineData("90.12.34.56", "lfbn-par-1-123-56.w90-12.abo.wanadoo.fr")]
    [InlineData("82.252.12.34", "lns-bzn-39-82-252-12-34.adsl.proxad.net")]
    [InlineData("88.160.7.15", "abc88-h01-88-160-7-15.dsl.sta.abo.bbox.fr")]
    [InlineData("79.86.34.12", "12.34.86.79.rev.sfr.net")]
    [InlineData("89.2.45.12", "ip-12.net-89-2-45.rev.numericable.fr")]
    [InlineData("86.131.12.34", "host86-131-12-34.range86-131.btcentralplus.com")]
    [InlineData("151.30.40.50", "ppp-50-40.30-151.wind.it")]
    [InlineData("79.10.20.30", "host-79-10-20-30.retail.telecomitalia.it")]
    [InlineData("93.40.50.60", "93-40-50-60.ip37.fastwebnet.it")]
    [InlineData("83.45.67.89", "89.red-83-45-67.dynamicip.rima-tde.net")]
    [InlineData("62.43.192.25", "62.43.192.25.dyn.user.ono.com")]
    [InlineData("85.243.34.56", "bl10-34-56.dsl.telepac.pt")]
    [InlineData("188.80.12.34", "bl15-12-34.dsl.telepac.pt")]
    [InlineData("84.24.10.11", "84-24-10-11.cable.dynamic.v4.ziggo.nl")]
    [InlineData("81.82.10.20", "d51520a14.access.telenet.be")]
    [InlineData("109.128.44.55", "55.44-128-109.adsl-dyn.isp.belgacom.be")]
    [InlineData("83.255.10.20", "c83-255-10-20.bredband.comhem.se")]
    [InlineData("95.194.3.4", "95-194-3-4-no2340.tbcn.telia.com")]
    [InlineData("62.107.8.9", "3e6b0809.rev.stofanet.dk")]
    [InlineData("88.112.1.2", "dsl-hkibng11-587001-2.dhcp.inet.fi")]
    [InlineData("37.136.9.8", "37-136-9-8.rev.dnainternet.fi")]
    [InlineData("84.202.200.100", "cm-84.202.200.100.getinternet.no")]
    [InlineData("89.64.12.13", "89-64-12-13.dynamic.chello.pl")]
    [InlineData("78.80.1.2", "ip-78-80-1-2.bb.vodafone.cz")]
    [InlineData("178.40.5.6", "178.40.5.6.static.orange.sk")]
    [InlineData("86.101.30.40", "catv-86-101-30-40.catv.fixed.vodafone.hu")]
    [InlineData("95.24.10.20", "95-24-10-20.broadband.corbina.ru")]
    [InlineData("178.64.5.6", "dynamic-178-64-5-6.pppoe.sampo.ru")]
    [InlineData("78.160.20.30", "78.160.20.30.dynamic.ttnet.com.tr")]
    [InlineData("24.17.34.56", "c-24-17-34-56.hsd1.wa.comcast.net")]
    [InlineData("73.12.45.67", "c-73-12-45-67.hsd1.ca.comcast.net")]
    [InlineData("98.110.12.13", "pool-98-110-12-13.bstnma.fios.verizon.net")]
    [InlineData("66.24.100.5", "cpe-66-24-100-5.stny.res.rr.com")]
    [InlineData("70.160.9.8", "ip70-160-9-8.hr.hr.cox.net")]
    [InlineData("99.10.20.30", "99-10-20-30.lightspeed.irvnca.sbcglobal.net")]
    [InlineData("107.200.1.9", "adsl-107-200-1-9.dsl.irvnca.sbcglobal.net")]
    [InlineData("75.160.4.5", "75-160-4-5.hlrn.qwest.net")]
    [InlineData("71.80.90.100", "71-80-90-100.dhcp.leds.al.charter.com")]
    [InlineData("142.165.1.2", "142-165-1-2.sktn.hsdb.sasknet.sk.ca")]
    [InlineData("189.174.12.34", "dsl-189-174-12-34-dyn.prod-infinitum.com.mx")]
    [InlineData("187.150.99.8", "dsl-187-150-99-8-dyn.prod-infinitum.com.mx")]
    [InlineData("189.217.10.20", "customer-189-217-10-20.cablevision.net.mx")]
    [InlineData("201.6.70.80", "c9064650.virtua.com.br")]
    [InlineData("177.32.1.20", "b1200114.virtua.com.br")]
    [InlineData("189.30.40.50", "189-30-40-50.user3g.brasiltelecom.net.br")]
    [InlineData("200.100.40.50", "200-100-40-50.dial-up.telesp.net.br")]
    [InlineData("190.16.20.30", "30-20-16-190.fibertel.com.ar")]
    [InlineData("186.60.7.8", "186-60-7-8.speedy.com.ar")]
    [InlineData("190.20.30.40", "190-20-30-40.baf.movistar.cl")]
    [InlineData("118.160.12.13", "118-160-12-13.dynamic-ip.hinet.net")]
    [InlineData("114.36.200.1", "114-36-200-1.dynamic-ip.hinet.net")]
    [InlineData("220.181.5.6", "softbank220181005006.bbtec.net")]
    [InlineData("126.10.20.30", "softbank126010020030.bbtec.net")]
    [InlineData("122.160.5.6", "abts-north-static-006.5.160.122.airtelbroadband.in")]
    [InlineData("1.120.7.8", "cpe-1-120-7-8.bpb-r-033.cpe.nsw.bigpond.net.au")]
    [InlineData("58.6.100.20", "58-6-100-20.dyn.iinet.net.au")]
    [InlineData("121.98.7.9", "121-98-7-9.bitstream.orcon.net.nz")]
    [InlineData("41.13.20.30", "vc-gp-s-41-13-20-30.umts.vodacom.co.za")]
    [InlineData("197.80.5.6", "197-80-5-6.jhb.mweb.co.za")]
    // Formats.
    [InlineData("240.87.195.159", "pf057c39f.dyn.example.net")]
    [InlineData("242.36.155.19", "dyn155-19.pool.example.net")]
    [InlineData("244.1.100.74", "74.100.1.244.dyn.example.net")]
    [InlineData("192.0.2.25", "host192-0-2.example.net")]
    [InlineData("192.0.2.25", "host0-2-25.example.net")]
    [InlineData("192.0.2.25", "mail-192-0-2-25.example.net")]
    [InlineData("192.0.2.25", "c0000219.example.net")]
    [InlineData("192.0.2.25", "190200c0.example.net")]
    [InlineData("192.0.2.25", "mailc0000219.example.net")]
    [InlineData("192.0.2.25", "x000219.example.net")]
    [InlineData("192.0.2.25", "c0-00-02-19.example.net")]
    [InlineData("192.0.2.25", "192.000.002.025.example.net")]
    [InlineData("192.0.2.25", "h192000002025.example.net")]
    [InlineData("192.0.2.25", "h025002000192.example.net")]
    [InlineData("192.0.2.25", "h1920225.example.net")]
    [InlineData("192.0.2.25", "h002025.example.net")]
    [InlineData("192.0.2.25", "host_192_0_2_25.example.net")]
    [InlineData("192.0.2.25", "host2-25.example.net")]
    [InlineData("192.0.2.25", "host25-2.example.net")]
    [InlineData("192.0.2.25", "h25.s2.example.net")]
    [InlineData("192.0.2.25", "192-0-2-25.example-mail")]
    [InlineData("::ffff:192.0.2.25", "192-0-2-25.example.net")]
    // IPv6.
    [InlineData("2003:c7:7f70:b1a0:1234:5678:9abc:def0", "p200300c77f70b1a0123456789abcdef0.dip0.t-ipconnect.de")]
    [InlineData("2a02:810d:8bc0:1::25", "2a02-810d-8bc0-1--25.dynamic.example.net")]
    [InlineData("2a02:810d:8bc0:1::25", "dynamic-2a02-810d-8bc0-0001-0000-0000-0000-0025.example.net")]
    [InlineData("2001:db8::25", "2001-db8--25.example.net")]
    [InlineData("2001:db8:47b9:8ed9::25", "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.9.d.e.8.9.b.7.4.8.b.d.0.1.0.0.2.ip6.example.net")]
    [InlineData("2001:db8:47b9:8ed9::25", "2001-db8-47b9-8ed9.pool.example.net")]
    [InlineData("2001:db8:47b9:8ed9::25", "cust-47b9-8ed9.example.net")]
    [InlineData("2001:db8:47b9:8ed9::25", "mail.2001-db8-47b9-8ed9.example.net")]
    [InlineData("2001:db8:1:2:a1b2:c3ff:fed4:e5f6", "a1b2c3fffed4e5f6.v6.example.net")]
    public void The_name_of_a_customer_line_contains_the_address(string client, string name) =>
        Assert.True(AddressInName.Contains(name, IPAddress.Parse(client)));

    [Theory]
    [InlineData("209.85.221.41", "mail-wr1-f41.google.com")]
    [InlineData("209.85.128.76", "mail-lf1-f76.google.com")]
    [InlineData("2a00:1450:4864:20::a8b", "mail-lf1-xa8b.google.com")]
    [InlineData("40.107.130.50", "mail-eopbgr1300050.outbound.protection.outlook.com")]
    [InlineData("40.107.15.200", "mail-eopbgr150200.outbound.protection.outlook.com")]
    [InlineData("40.107.15.200", "mail-eur040107015200.outbound.protection.outlook.com")]
    [InlineData("52.101.72.97", "mail-westeuropeazon11010001.outbound.protection.outlook.com")]
    [InlineData("54.240.8.55", "a8-55.smtp-out.amazonses.com")]
    [InlineData("69.169.224.3", "b224-3.smtp-out.eu-central-1.amazonses.com")]
    [InlineData("167.89.12.34", "o1.ptr1234.example.com")]
    [InlineData("149.72.120.130", "wrqvtbkv.outbound-mail.sendgrid.net")]
    [InlineData("212.227.126.131", "mout.kundenserver.de")]
    [InlineData("212.227.17.22", "mout.gmx.net")]
    [InlineData("159.135.228.189", "m228-189.mailgun.net")]
    [InlineData("198.2.128.21", "mail128-21.atl41.mandrillapp.com")]
    [InlineData("198.2.148.25", "mail25.atl51.rsgsv.net")]
    [InlineData("203.205.221.227", "out221-227.mail.qq.com")]
    [InlineData("115.124.30.131", "out30-131.freemail.mail.aliyun.com")]
    [InlineData("17.58.38.56", "qs51p00im-57655.me.com")]
    [InlineData("66.163.187.134", "sonic134.consmr.mail.bf2.aol.com")]
    [InlineData("77.238.176.110", "sonic65931.consmr.mail.ne1.yahoo.com")]
    [InlineData("94.100.180.199", "fallback199.m.smailru.net")]
    [InlineData("178.154.239.72", "forward502b.mail.yandex.net")]
    [InlineData("67.231.149.200", "mx0a-00123456.pphosted.com")]
    [InlineData("207.211.30.44", "us-smtp-delivery-44.mimecast.com")]
    [InlineData("13.110.6.21", "smtp10-ia4-sp3.mta.salesforce.com")]
    [InlineData("136.143.188.12", "sender4-op-o12.zoho.com")]
    [InlineData("185.70.40.22", "mail-4022.proton.ch")]
    [InlineData("103.168.172.155", "fhigh-a4-smtp.messagingengine.com")]
    [InlineData("193.252.22.124", "smtp-24.smtpout.orange.fr")]
    [InlineData("80.12.242.68", "smtp-68.smtpout.orange.fr")]
    [InlineData("81.169.146.160", "mo4-p00-ob.smtp.rzone.de")]
    [InlineData("212.27.42.1", "smtp1-g21.free.fr")]
    [InlineData("217.72.192.75", "mout.web.de")]
    [InlineData("129.213.4.5", "mail5.example.org")]
    [InlineData("192.0.2.25", "mail.example.org")]
    [InlineData("192.0.2.25", "mx2-25.example.org")]
    [InlineData("192.0.2.25", "mx2-2-25.example.org")]
    [InlineData("192.0.2.25", "mx25.example.org")]
    [InlineData("192.0.2.25", "relay-2-25.example.org")]
    [InlineData("192.0.2.25", "out2-25.example.org")]
    [InlineData("192.0.2.25", "send2-25.example.org")]
    [InlineData("192.0.2.25", "server1.example.org")]
    [InlineData("192.0.2.25", "srv25.example.org")]
    [InlineData("192.0.2.25", "vps2192025.example.org")]
    [InlineData("192.0.2.25", "ns1.dc3.example.org")]
    [InlineData("192.0.2.25", "web0.example.org")]
    [InlineData("192.0.2.25", "localhost")]
    [InlineData("192.0.2.25", "192")]
    [InlineData("2001:db8:47b9:8ed9::25", "mail.example.org")]
    [InlineData("2001:db8:47b9:8ed9::25", "mx25.example.org")]
    [InlineData("2001:db8:47b9:8ed9::25", "mail-47b9-8ed9.example.org")]
    [InlineData("2001:db8:47b9:8ed9::25", "server25.db8.example.org")]
    [InlineData("2001:db8:0:1::1", "mail1.dc1.example.org")]
    [InlineData("2001:db8::25", "mail.0.0.0.example.org")]
    public void The_name_of_a_mail_server_does_not_contain_the_address(string client, string name) =>
        Assert.False(AddressInName.Contains(name, IPAddress.Parse(client)));

    [Theory]
    [InlineData("mx.example.org", true)]
    [InlineData("a.mta3.example.org", true)]
    [InlineData("smtpout7.example.org", true)]
    [InlineData("host.hotmail.com", true)]
    [InlineData("out-12.example.org", true)]
    [InlineData("scout12.example.org", false)]
    [InlineData("southmt.example.org", false)]
    [InlineData("dsl.example.com.mx", false)]
    [InlineData("dsl.example.email", false)]
    [InlineData("dsl.example.org", false)]
    [InlineData("", false)]
    public void A_word_of_the_name_indicates_mail_but_not_the_top_level_domain(string name, bool expected) =>
        Assert.Equal(expected, MailWords.AreIn(name.AsSpan(0, Math.Max(name.LastIndexOf('.'), 0))));

    [Fact]
    public void Any_name_and_any_address_have_a_result() => Gen.Select(
        Gen.OneOf(Gen.String[Gen.Char["0123456789abcdef-._xyz"], 0, 253], Gen.String), Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16])).Sample(
            (name, address) => { _ = AddressInName.Contains(name, new IPAddress(address)); });

    [Fact]
    public void Any_three_octets_in_any_order_and_any_notation_are_found() => Gen.Select(
        Gen.Byte.Array[4], Gen.Shuffle(Order), Gen.Char["-._"], Gen.Int[0, 2]).Sample((address, order, separator, notation) =>
        {
            var format = Notations[notation];
            var octets = order.Take(3).Select(i => address[i].ToString(format, CultureInfo.InvariantCulture));
            return AddressInName.Contains($"mail-{string.Join(separator, octets)}.example.org", new IPAddress(address));
        });

    [Fact]
    public void Any_IPv6_address_is_found_in_its_usual_notations() => Gen.Byte.Array[16].Sample(bytes =>
    {
        var address = new IPAddress(bytes);
        var nibbles = Convert.ToHexStringLower(bytes);
        var names = new[] { address.ToString().Replace(':', '-'), nibbles, string.Join('.', nibbles.Reverse()), string.Join('-', nibbles.Chunk(4).Select(group => new string(group))) };
        return address.IsIPv4MappedToIPv6 || names.All(name => AddressInName.Contains($"dyn{name}.example.org", address));
    });
}
