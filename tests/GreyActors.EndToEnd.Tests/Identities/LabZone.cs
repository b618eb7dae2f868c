namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>The names of the laboratory's organisations, all in the networks and domains for documentation.</summary>
internal static class LabZone
{
    /// <summary>The longest name that exists: 255 octets on the wire.</summary>
    public static string Long { get; } = $"{new string('a', 63)}.{new string('b', 63)}.{new string('c', 63)}.{new string('d', 53)}.example";

    /// <summary>Lines of a zone file.</summary>
    public static string Records { get; } = $$"""
        {{Host("mail-1.pool.example", "192.0.2.7")}}
        {{Host("mail-9.pool.example", "203.0.113.9")}}

        spf.example.  IN TXT "v=spf1 ip4:192.0.2.20 ip4:203.0.113.20 -all"
        fail.example. IN TXT "v=spf1 ip4:192.0.2.60 -all"
        soft.example. IN TXT "v=spf1 ip4:192.0.2.60 ~all"
        neutral.example. IN TXT "v=spf1 ip4:192.0.2.60 ?all"
        bounces.helo.example. IN TXT "v=spf1 ip4:192.0.2.70 ip4:203.0.113.70 -all"

        out.dual.example. IN A    192.0.2.30
        out.dual.example. IN AAAA 2001:db8::7
        absent.dual.example. IN A 203.0.113.77

        {{Host("dsl-192-0-2-40.isp.example", "192.0.2.40")}}
        {{Host("dsl-203-0-113-41.isp.example", "203.0.113.41")}}
        {{Host("c000022a.isp.example", "192.0.2.42")}}
        {{Host("cb00712b.isp.example", "203.0.113.43")}}

        {{Host("mail-1.honest.example", "192.0.2.50")}}
        51.113.0.203.in-addr.arpa. IN PTR mail-2.honest.example.
        mail-2.honest.example. IN A 192.0.2.51

        {{Host("mail-1.restart.example", "192.0.2.80")}}
        {{Host("mail-2.restart.example", "203.0.113.80")}}

        90.2.0.192.in-addr.arpa. IN PTR \027\091\051\049m\007.evil.example.
        91.2.0.192.in-addr.arpa. IN PTR x\013\010451\.evil.example.
        {{string.Join('\n', Enumerable.Range(0, 100).Select(i => $"92.2.0.192.in-addr.arpa. IN PTR host-{i}.crowd.example."))}}
        93.2.0.192.in-addr.arpa. IN PTR {{Long}}.
        {{Long}}. IN A 192.0.2.93
        94.2.0.192.in-addr.arpa. IN PTR loop-1.evil.example.
        loop-1.evil.example. IN CNAME loop-2.evil.example.
        loop-2.evil.example. IN CNAME loop-1.evil.example.
        long.evil.example. IN TXT "v=spf1 " {{string.Join(' ', Enumerable.Repeat($"\"{new string('x', 250)}\"", 239))}}
        loop.evil.example. IN TXT "v=spf1 include:loop.evil.example -all"
        macro.evil.example. IN TXT "v=spf1 exists:%{l}.%{h}.%{o}.evil.example exp=explain.evil.example -all"
        controls.evil.example. IN TXT "v=spf1 a:\027\091m.evil.example -all"

        {{List("allow")}}
        {{List("deny")}}
        100.2.0.192.allow.lists.example. IN A 127.0.0.2
        101.2.0.192.deny.lists.example.  IN A 127.0.0.4
        102.2.0.192.allow.lists.example. IN A 127.255.255.254
        102.2.0.192.deny.lists.example.  IN A 127.255.255.254

        """;

    /// <summary>A name and its reverse name.</summary>
    public static string Host(string name, string address) =>
        $"{string.Join('.', address.Split('.').Reverse())}.in-addr.arpa. IN PTR {name}.\n{name}. IN A {address}";

    // The test entry of RFC 5782 5.
    private static string List(string name) => $"2.0.0.127.{name}.lists.example. IN A 127.0.0.2";
}
