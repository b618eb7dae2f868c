namespace GreyActors.Core.Tests.Fuzz;

/// <summary>The start material of the fuzzer: dialogues of clients, replies of backends, and words to insert. One character for each byte.</summary>
internal static class SeedCorpus
{
    /// <summary>Dialogues of clients.</summary>
    public static readonly string[] Dialogues =
    [
        "EHLO client.example.org\r\nMAIL FROM:<a@example.net> SIZE=100 BODY=8BITMIME\r\nRCPT TO:<b@example.test>\r\nDATA\r\nSubject: x\r\n\r\n..x\r\n.\r\nQUIT\r\n",
        "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<postmaster>\r\nRCPT TO:<b@example.test>\r\nDATA\r\n.\r\nRSET\r\nNOOP\r\n",
        "EHLO a\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.test>\r\nDATA\r\nfirst\n.\r\nMAIL FROM:<e@example.net>\r\nRCPT TO:<f@example.com>\r\nDATA\r\nx\r\n.\r\n",
        "EHLO a\r\nMAIL FROM:<a@b\u00c3\u00bccher.example> SMTPUTF8 RET=HDRS ENVID=QQ+3D1\r\nRCPT TO:<\u00c3\u00a4@b\u00c3\u00bccher.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+40b\r\nDATA\r\n\r\n.\r\n",
        "EHLO [IPv6:::1]\r\nMAIL FROM:<@r.example,@s.example:\"a \\\" b\"@[IPv6:2001:db8::1]>\r\nRCPT TO:<@x.example:\"q@r\"@example.test>\r\nRCPT TO:<a%b@example.test>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n",
        "EHLO a\r\nMAIL FROM:a..@example.net SMTPUTF8 ENVID=\u00c3\u00a4 AUTH=<>\r\nRCPT TO:\t@x.example:.b@example.test \tORCPT=utf-8;\u00c3\u00a4\r\nRCPT TO: < c@example.test >\r\nRCPT TO:postmaster\r\nDATA\r\nx\r\n.\r\n",
        "EHLO a\r\nMAIL FROM:<" + new string('x', 900) + "@example.net>\r\nRCPT TO:" + new string('y', 900) + "@example.test\r\nRCPT TO:\"q r\"@example.test\r\nDATA\r\nx\r\n.\r\n",
        "EHLO a\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nSubject: refused\r\n\r\nRCPT TO:<c@example.test>\r\n..\r\n.\r\nVRFY x\r\nHELP\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "XCLIENT ADDR=127.0.0.1\r\nAUTH PLAIN AGEAYg==\r\nPROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nSTARTTLS\r\nBOGUS\r\n\r\n\0\r\n",
        "EHLO a\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.test>\r\nRCPT TO:<c@example.test>\r\nRCPT TO:<d@xn--bcher-kva.example>\r\nDATA\r\n\r.\r\n.\r.\r\r\n.\n\n.\n\r\n.\r\nMAIL FROM:<a@example.net>\r\n",
    ];

    /// <summary>Replies of backends, valid and invalid.</summary>
    public static readonly string[] Replies =
    [
        "220 mx ESMTP\r\n", "250 ok\r\n", "250-mx\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN\r\n", "354 go on\r\n",
        "450 4.2.0 not now\r\n", "550-no\r\n550 5.1.1 such user\r\n", "421 4.3.2 bye\r\n", "221 2.0.0 bye\r\n", "250\r\n", "250-\r\n250 \r\n",
        "999 what\r\n", "199 what\r\n", "25 ok\r\n", "250-a\r\n251 b\r\n", "250 a\n250 b\r\n", "250 \0\x1b[2J\r\n", "\r\n", "250 ok\r\n354 go on\r\n",
        "250-mx\r\n250-STARTTLS\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN\r\n",
    ];

    /// <summary>Words to insert that are significant for the grammar.</summary>
    public static readonly string[] Words =
    [
        "\r\n", "\n", "\r", ".", "\r\n.\r\n", "\n.\n", "\r.\r", "\r\n.\n", ".\r\n", "\0", " ", "\t", "<", ">", "@", ":", "\"", "\\", "%", "!", "[", "]", "=", ";", ",",
        "example.test", "@example.test", "@example.com", "postmaster", "MAIL FROM:a@example.net\r\n", "RCPT TO:b@example.test\r\n", "RCPT TO:b@example.com\r\n", "..", "(x)", " ORCPT=utf-8;\u00c3\u00bc",
        "\u00c3\u00bc", "\u00e2\u0080\u00a8", "\u00c2\u0085", "\u00ff", "\x7f", "\x1b", " SIZE=", " SMTPUTF8",
        " BODY=8BITMIME", "MAIL FROM:<a@example.net>\r\n", "RCPT TO:<b@example.test>\r\n", "RCPT TO:<b@example.com>\r\n", "DATA\r\n", "RSET\r\n", "QUIT\r\n",
        "EHLO a\r\n", "HELO a\r\n", "NOOP\r\n", "AUTH\r\n", new string('x', 600), new string('.', 70), new string('x', 3000),
    ];
}
