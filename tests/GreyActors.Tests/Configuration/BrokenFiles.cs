using Xunit;

namespace GreyActors.Tests.Configuration;

/// <summary>Broken files, each with one mistake: the text, the line that must be named, and a piece of what must be said.</summary>
internal static class BrokenFiles
{
    /// <summary>Mistakes of writing: every one of these passes Akka's own parser, or fails there without a line.</summary>
    public static TheoryData<string, int, string> Syntax => new()
    {
        // braces and brackets
        { "grey-actors {\n  servername = a.example\n", 1, "the `{` that opens here is never closed" },
        { "grey-actors {\n  relay {\n    to = [\"a:25\"]\n  greylisting {\n    initial-delay = 5m\n  }\n}\n", 2, "not closed: the `}` of line 7 is indented for another one" },
        { "grey-actors {\n}\n}\ngrey-actors.serverid = x\n", 3, "`}` closes nothing here" },
        { "{\n grey-actors { }\n}\n}", 4, "`}` closes nothing here" },
        { "{\n grey-actors { }\n}\nrest", 4, "expected the end, found `rest`" },
        { "grey-actors {\n  relay.to = [\"a:25\"\n  serverid = x\n}\n", 2, "the `[` that opens here is not closed before line 3" },
        { "grey-actors { relay.to = [\"a:25\" }\n", 1, "the `[` that opens here is not closed before line 1" },
        { "grey-actors.relay.to = [\"a:25\"", 1, "the `[` that opens here is never closed" },
        { "grey-actors.listen = [{ address = 127.0.0.1, port = 25 ]\n", 1, "the `{` that opens here is not closed before line 1: `]`" },
        { "grey-actors {\n  serverid = x ]\n}", 2, "`]` closes nothing here" },
        { "grey-actors { relay.to = }\n", 1, "`relay.to` has no value" },

        // strings
        { "grey-actors.servername = \"mail.example.com\n", 1, "the string `\"mail.example.com` is not closed" },
        { "grey-actors.servername = mail.example.com\"\n", 1, "the string `\"` is not closed" },
        { "grey-actors {\n  relay.to = [\"a:25]\n}\n", 2, "is not closed: a \" is missing on this line" },
        { "grey-actors { servername = \"a.example }\n", 1, "is not closed" },
        { "grey-actors {\n  serverid = \"\"\"x\n}\n", 2, "with \"\"\" is never closed" },
        { "grey-actors.serverid = \"a\\qb\"", 1, "`\\q` is no escape" },
        { "grey-actors.serverid = \"a\\u12\"", 1, "`\\u` needs four hexadecimal digits" },
        { "grey-actors.serverid = \"a\u0001\"", 1, "control character U+0001" },
        { "grey-actors.serverid = a\u0001", 1, "control character U+0001" },

        // lines that say nothing, or too much
        { "grey-actors {\n  servername mail.example.com\n}", 2, "expected `=`, `:` or `{` after `servername`, found `mail.example.com`" },
        { "grey-actors {\n  servername\n}", 2, "expected `=`, `:` or `{` after `servername`, found the end of the line" },
        { "grey-actors {\n  servername =\n  serverid = x\n}", 2, "`servername` has no value" },
        { "grey-actors.servername = # to come\n", 1, "has no value" },
        { "grey-actors { servername = , serverid = x }", 1, "has no value" },
        { "grey-actors {\n  = 5\n}", 2, "expected a key, found `= 5`" },
        { "grey-actors..serverid = x", 1, "expected a key" },
        { "grey-actors.serverid. = x", 1, "expected a key" },
        { "grey-actors { serverid = x,, servername = a.example }", 1, "there is nothing before this comma" },
        { "grey-actors.allowed-domains = [\"a.example\",, \"b.example\"]", 1, "there is nothing before this comma" },
        { "grey-actors { limits { max-errors = 5 } serverid = x }", 1, "expected a new line or a comma before `serverid = x }`" },
        { "grey-actors.allowed-domains = [\"a.example\" \"b.example\"]", 1, "expected a comma before `\"b.example\"]`" },
        { "grey-actors.listen = [{ address = 127.0.0.1, port = 1 } { address = 127.0.0.1, port = 2 }]", 1, "expected a comma before `{" },
        { "grey-actors.serverid = x servername = y", 1, "second `=`" },
        { "grey-actors.serverid = http://example.com", 1, "begins a comment in the middle of the value" },
        { "grey-actors.serverid = x#y", 1, "begins a comment in the middle of the value" },
        { "grey-actors.serverid = x { y = 1 }", 1, "one value cannot hold a single value and a section" },
        { "grey-actors.serverid = x [1]", 1, "one value cannot hold a single value and a list" },
        { "grey-actors\n{ }\nhello world\n", 3, "expected `=`, `:` or `{` after `hello`" },

        // includes and substitutions
        { "include other.conf", 1, "include takes a file name in double quotes, found `other.conf`" },
        { "include file(\"other.conf\")", 1, "include takes a file name in double quotes" },
        { "include", 1, "include takes a file name in double quotes, found the end of the text" },
        { "\ninclude \"\"", 2, "include names no file" },
        { "\ninclude \"absent.conf\"", 2, "include \"absent.conf\": there is no such file" },
        { "include \"absent.conf", 1, "the string `\"absent.conf` is not closed" },
        { "include \"good.conf\" now", 1, "expected a new line or a comma before `now`" },
        { "include \"site.conf\"", 1, "files include each other in a circle: site.conf → site.conf" },
        { "grey-actors.serverid = ${nowhere}", 1, "`${nowhere}` is neither a key nor an environment variable" },
        { "grey-actors.serverid = ${grey-actors.serverid2}", 1, "is neither a key" },
        { "grey-actors.serverid = ${grey-actors.servername\ngrey-actors.servername = a.example", 1, "the substitution `${grey-actors.servername` is not closed" },
        { "grey-actors.serverid = ${}", 1, "expected a key" },
        { "grey-actors {\n  serverid = ${grey-actors.servername}\n  servername = ${grey-actors.serverid}\n}", 3, "substitutions go round in a circle" },
        { "grey-actors.relay { to = ${grey-actors.relay} }", 1, "substitutions go round in a circle" },
        { "grey-actors.serverid += x", 1, "`+=` adds to a list, but what stands here is a single value, set at reference.conf:" },
    };

    /// <summary>Keys that do not exist, and values that cannot be.</summary>
    public static TheoryData<string, int, string> Values => new()
    {
        // keys
        { "grey-actors {\n  server-name = a.example\n}", 2, "unknown key `server-name`, did you mean `servername`?" },
        { "grey-actors.greylisting {\n  inital-delay = 5m\n}", 2, "unknown key `greylisting.inital-delay`, did you mean `greylisting.initial-delay`?" },
        { "grey-actors {\n  initial-delay = 5m\n}", 2, "unknown key `initial-delay`, did you mean `greylisting.initial-delay`?" },
        { "grey-actors.greylist.reply = x", 1, "unknown key `greylist`, did you mean `greylisting`?" },
        { "grey-actors.xyzzy { a = 1, b = 2 }", 1, "unknown key `xyzzy`" },
        { "grey-actors.relay.To = [\"a:25\"]", 1, "unknown key `relay.To`, did you mean `relay.to`?" },
        { "grey-actors.listen = [{ address = 127.0.0.1, prot = 25, port = 25 }]", 1, "unknown key `listen[].prot`, did you mean `listen[].port`?" },
        { "greyactors { }", 1, "unknown key `greyactors`: the top level holds `grey-actors` and `akka`, did you mean `grey-actors`?" },
        { "relay.to = [\"a:25\"]", 1, "unknown key `relay`: the top level holds `grey-actors` and `akka`; `relay` belongs within" },

        // types
        { "grey-actors.relay = 5", 1, "relay: expected a section { … }, found `5`" },
        { "grey-actors = []", 1, "grey-actors: expected a section { … }, found a list" },
        { "grey-actors.relay.to = \"127.0.0.1:8025\"", 1, "relay.to: expected a list [ … ], found `127.0.0.1:8025`" },
        { "grey-actors.listen = [127.0.0.1]", 1, "listen: expected a section { … } in the list, found `127.0.0.1`" },
        { "grey-actors.listen = [{ address = 127.0.0.1 }]", 1, "listen[].port: is missing" },
        { "grey-actors.servername = [a]", 1, "servername: expected a text, found a list" },
        { "grey-actors.servername { a = b }", 1, "servername: expected a text, found a section" },
        { "grey-actors.servername = null", 1, "servername: expected a text, found `null`" },
        { "grey-actors.limits.max-errors = many", 1, "`many` is out of range: expected a whole number from 1" },
        { "grey-actors.limits.max-errors = 0", 1, "limits.max-errors: `0` is out of range" },
        { "grey-actors.limits.max-errors = 1.5", 1, "`1.5` is out of range" },
        { "grey-actors.bare-newlines = keep", 1, "`keep` is unknown: expected normalize or reject" },
        { "grey-actors.bare-newlines = normalise", 1, "did you mean `normalize`?" },
        { "grey-actors.greylisting.defer-at = RCPT", 1, "`RCPT` is unknown: expected rcpt or data, did you mean `rcpt`?" },
        { "grey-actors.greylisting.on-store-failure = drop", 1, "expected accept or defer" },
        { "grey-actors.store.provider = postgres", 1, "`postgres` is unknown: expected sqlite" },
        { "grey-actors.log.level = 1", 1, "`1` is unknown: expected debug or info or warning or error" },

        // durations
        { "grey-actors.greylisting.initial-delay = 300", 1, "greylisting.initial-delay: `300` has no unit" },
        { "grey-actors.greylisting.too-soon = 0", 1, "`0` has no unit" },
        { "grey-actors.greylisting.initial-delay = 5 lightyears", 1, "has the unknown unit `lightyears`" },
        { "grey-actors.greylisting.initial-delay = -5m", 1, "`-5m` is negative" },
        { "grey-actors.greylisting.initial-delay = 5m 30s", 1, "`5m 30s` is no duration" },
        { "grey-actors.greylisting.initial-delay = soon", 1, "`soon` is no duration" },
        { "grey-actors.greylisting.pass-lifetime = 99999999999999999999d", 1, "longer than ten years" },
        { "grey-actors.greylisting.pass-lifetime = 0s", 1, "`0s` is too short" },
        { "grey-actors.inactivity-timeout = 0s", 1, "`0s` is too short" },
        { "grey-actors.relay.reply-timeout = 5w", 1, "longer than 24 days" },

        // addresses, ports, names
        { "grey-actors.introspection.port = 65536", 1, "introspection.port: `65536` is no port: expected a number from 0 to 65535" },
        { "grey-actors.introspection.port = http", 1, "`http` is no port" },
        { "grey-actors.introspection.address = localhost", 1, "introspection.address: `localhost` is no IP address" },
        { "grey-actors.introspection.address = 0.0.0.0", 1, "introspection.address: 0.0.0.0 is reached by others: expected a loopback address, or require-token = on (introspection.require-token: default)" },
        { "grey-actors.introspection.address = \"::\"\ngrey-actors.introspection.require-token = off", 1, "introspection.address: :: is reached by others: expected a loopback address, or require-token = on (introspection.require-token: site.conf:2)" },
        { "grey-actors.introspection.require-token = sometimes", 1, "introspection.require-token: `sometimes` is neither on nor off" },
        { "grey-actors.introspection.token-file = \"\"", 1, "introspection.token-file: `` is empty: expected a file name" },
        { "grey-actors.introspection.token-file = \"var/greylist.db\"", 1, "introspection.token-file: `var/greylist.db` is the file of store.path too" },
        { "grey-actors.listen = [{ address = 127.1, port = 25 }]", 1, "listen[].address: `127.1` is no IP address" },
        { "grey-actors.listen = [{ address = 127.0.0.256, port = 25 }]", 1, "`127.0.0.256` is no IP address" },
        { "grey-actors.listen = [{ address = \"*\", port = 25 }]", 1, "`*` is no IP address" },
        { "grey-actors.relay.to = [\"127.0.0.1\"]", 1, "relay.to: `127.0.0.1` is no host and port" },
        { "grey-actors.relay.to = [\"127.0.0.1:0\"]", 1, "`127.0.0.1:0` has no good port" },
        { "grey-actors.relay.to = [\"2001:db8::1:25\"]", 1, "is no host and port" },
        { "grey-actors.relay.to = [\"[2001:db8::g]:25\"]", 1, "has no IPv6 address between its brackets" },
        { "grey-actors.relay.to = [\"mail_server:25\"]", 1, "has no good host: `mail_server` is no domain" },
        { "grey-actors.servername = mail example", 1, "`mail example` is no domain: it holds a blank" },
        { "grey-actors.servername = 192.0.2.1", 1, "`192.0.2.1` is an address, not a domain" },
        { "grey-actors.servername = \"[192.0.2]\"", 1, "is no address literal" },
        { "grey-actors.servername = \"\"", 1, "`` is no domain: it is empty" },
        { "grey-actors.serverid = \"\"", 1, "`` is no name" },
        { "grey-actors.allowed-domains += \"@example.com\"", 1, "leave out everything up to the @" },
        { "grey-actors.allowed-domains += \"*.example.com\"", 1, "wildcards are not known here" },
        { "grey-actors.allowed-domains += \"example.com.\"", 1, "ends with a dot" },
        { "grey-actors.allowed-domains += \"example..com\"", 1, "is no domain" },
        { "grey-actors.allowed-domains += \"-example.com\"", 1, "is no domain" },
        { "grey-actors.allowed-domains += \"a.b.123\"", 1, "its last part is a number" },
        { "grey-actors.allowed-domains += [\"a.example\"]", 1, "allowed-domains: expected a domain, found a list" },

        // access lists
        { "grey-actors.allowed-senders = [\"192.168.\"]", 1, "allowed-senders: `192.168.` is no IP address" },
        { "grey-actors.allowed-sender-nets = [\"192.168.0.0/33\"]", 1, "has no good prefix length: expected /0 to /32" },
        { "grey-actors.allowed-sender-nets = [\"192.168.0.1/16\"]", 1, "did you mean 192.168.0.0/16?" },
        { "grey-actors.allowed-sender-nets = [\"192.168..\"]", 1, "is no network" },
        { "grey-actors.allowed-sender-nets = [\"300.\"]", 1, "is no network" },
        { "grey-actors.allowed-sender-nets = [\n \"10.\"\n \"intranet\"\n]", 3, "`intranet` is no network" },
        { "grey-actors.whitelisted-triples = [\"192.0.2.1 <a@example.org>\"]", 1, "has 2 fields instead of three" },
        { "grey-actors.whitelisted-triples = [\"192.0.2. <> <u@example.com>\"]", 1, "but `192.0.2.` is no IP address" },
        { "grey-actors.whitelisted-triples = [\"192.0.2.1 <> u\"]", 1, "but `u` is no mail address" },
        { "grey-actors.whitelisted-nonstandard-triples = [\"mail.example.org host <u@example.com>\"]", 1, "but `host` is no network" },

        // the reply
        { "grey-actors.greylisting.reply = \"550 5.7.1 Go away\"", 1, "does not begin with a reply code from 400 to 459" },
        { "grey-actors.greylisting.reply = \"Please try again later\"", 1, "does not begin with a reply code" },
        { "grey-actors.greylisting.reply = \"451\"", 1, "does not begin with a reply code from 400 to 459 and a blank" },
        { "grey-actors.greylisting.reply = \"451-Please\"", 1, "does not begin with a reply code" },
        { "grey-actors.greylisting.reply = \"451 a\\r\\n250 b\"", 1, "holds a line end" },
        { "grey-actors.greylisting.reply = \"451 sp\u00e4ter\"", 1, "not ASCII" },
        { "grey-actors.greylisting.reply = \"421 4.7.1 Bye\"", 1, "says that the connection is closed" },
        { "grey-actors.greylisting.reply = \"451 5.7.1 Later\"", 1, "an enhanced status code that does not begin with 4" },
        { "grey-actors.greylisting.reply = \"451 " + new string('x', 507) + "\"", 1, "has 513 octets with its line end" },
        { "grey-actors.greylisting.ipv4-prefix = 33", 1, "expected a whole number from 1 to 32" },
        { "grey-actors.greylisting.ipv6-prefix = 129", 1, "expected a whole number from 1 to 128" },

        // combinations
        { "grey-actors.greylisting {\n initial-delay = 1h\n retry-window = 1h\n}", 3, "retry-window is over before the initial-delay is: nothing would ever pass (greylisting.initial-delay: site.conf:2)" },
        { "\ngrey-actors.greylisting.initial-delay = 3d", 2, "(greylisting.retry-window is the default)" },
        { "grey-actors.greylisting.too-soon = 5m", 1, "too-soon is longer than the initial-delay: a retry that has waited long enough would still be too soon (greylisting.initial-delay: default)" },
        { "grey-actors.listen = []", 1, "listen: is empty" },
        { "grey-actors.relay.to = []", 1, "relay.to: is empty" },
        { "grey-actors.listen = [{ address = 127.0.0.1, port = 25 }, { address = 127.0.0.1, port = 25 }]", 1, "127.0.0.1:25 is listened on twice" },
        { "grey-actors.listen = [{ address = 0.0.0.0, port = 25 }, { address = 127.0.0.1, port = 25 }]", 1, "127.0.0.1:25 is listened on twice: 0.0.0.0:25 stands there already" },
        { "grey-actors.listen = [{ address = 127.0.0.1, port = 2526 }]", 1, "is where `listen` waits for mail" },
        { "grey-actors.relay.to = [\"localhost:2525\"]", 1, "localhost:2525 is where `listen` waits for mail: it would go round in a circle" },
        { "grey-actors.log.debug = var/greylist.log", 1, "`var/greylist.log` is the file of log.greylist too" },
        { "grey-actors.store.path = \"\"", 1, "store.path: `` is empty: expected a file name" },
    };
}
