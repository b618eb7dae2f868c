using CsCheck;
using Xunit;

namespace GreyActors.Tests.History;

/// <summary>No line breaks a reader, and every mail that it reports is complete.</summary>
public sealed class DamagedLogTests
{
    private static readonly string[] Lines =
    [
        "Mar  1 12:30:06 mx postfix/smtpd[2345]: 4A1B2C3D4E: client=mail.example.org[192.0.2.1], orig_queue_id=5A1B2C3D4E, orig_client=a[192.0.2.2]",
        "Mar  1 12:30:06 mx postfix/smtpd[2345]: NOQUEUE: client=mail.example.org[192.0.2.1], sasl_username=x",
        "Mar  1 12:30:06 mx postfix/smtpd[11]: proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as 4A1B2C3D4E; from=<ann@example.org> to=<bob@example.net> proto=ESMTP helo=<mx>",
        "Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: message-id=<m1@example.org>",
        "Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: info: header X-Spam-Flag: YES from local; from=<ann@example.org> to=<bob@example.net>",
        "Mar  1 12:30:06 mx postfix/qmgr[108]: 4A1B2C3D4E: from=<ann@example.org>, size=12840, nrcpt=2 (queue active)",
        "Mar  1 12:30:07 mx postfix/lmtp[2350]: 4A1B2C3D4E: to=<bob@example.net>, orig_to=<b@example.net>, relay=mx, delay=0.8, dsn=2.0.0, status=sent (250 queued as 5A1B2C3D4E)",
        "Mar  1 12:30:07 mx postfix/qmgr[108]: 4A1B2C3D4E: removed",
        "<22>1 2026-03-01T12:30:06.003Z mx postfix/smtpd 2345 - [meta x=\"\\]\"] 5A1B2C3D4E: client=mail.example.org[2001:db8::1]",
        "Mar  1 12:30:06 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.9]: 450 4.2.0 no; from=<eve@example.org> to=<bob@example.net> proto=ESMTP helo=<eve>",
        "Mar  1 12:30:06 mx amavis[3]: (00003-01) Passed SPAMMY {RelayedTaggedInbound}, Queue-ID: 4A1B2C3D4E, Message-ID: <m1@example.org>, queued_as: E27B04562007, 667 ms",
        "Mar  1 12:30:06 mx rspamd[2538]: <8ae27d>; proxy; rspamd_task_write_log: id: <m1@example.org>, qid: <4A1B2C3D4E>, (default: T (add header): [6.83/15.00] [])",
        "2026-03-01 12:30:06 +0100 [12] 1dOqvZ-0002HB-Ob <= \"a b\"@example.org H=mail.example.org (helo) [192.0.2.1]:47219 P=esmtps A=x S=6297 id=m1 T=\"x\" for bob@example.net",
        "2026-03-01 12:30:07 1dOqvZ-0002HB-Ob => bob (x) <bob@example.net> F=<a> R=virtual_user T=dovecot",
        "2026-03-01 12:30:07 1dOqvZ-0002HB-Ob Completed",
        "2026-03-01 12:30:06 H=(x) [192.0.2.9] F=<eve@example.org> rejected RCPT <bob@example.net>: no",
        "20260301123005.250 | mail.example.org | 192.0.2.1 | <a\\x3c@example.org> | <b@example.net>, <c@example.net> | ACCEPTED | ",
        """{"time":"2026-03-01T12:30:05Z","session":"c","client":"192.0.2.1","identities":["192.0.2.0/24"],"helo":"","from":"","to":["b@example.net"],"status":"ACCEPTED"}""",
        """{"decisions":[{"at":"2026-03-01T12:30:05Z","client":"192.0.2.1","from":"","to":"b@example.net","status":"accepted","identified":{"identities":[{"identity":"host:x.org"}]}}]}""",
    ];

    private static readonly Gen<string> Damaged =
        from line in OneOf(Lines)
        from start in Gen.Int[0, line.Length]
        from length in Gen.Int[0, line.Length - start]
        from inserted in Gen.Frequency((2, Gen.Const("")), (1, Gen.String[0, 8]), (1, OneOf("<", ">", "[", "]", "\"", "\\", ": ", "{", "\0", "\ud800", "=")), (1, OneOf(Lines)))
        from isRemoved in Gen.Bool
        select isRemoved ? line.Remove(start, length).Insert(start, inserted) : line.Insert(start, inserted);

    [Fact]
    public void Damaged_lines_in_any_order_are_read_skipped_or_reported() => Gen.Frequency((1, OneOf(Lines)), (1, Damaged)).Array[0, 60].Sample(
        lines =>
        {
            var read = ReadLog.Of(lines);
            Assert.All(read.Mails, mail =>
            {
                Assert.NotNull(mail.ReversePath);
                Assert.NotNull(mail.ForwardPath);
                Assert.NotNull(mail.Client);
            });
            Assert.InRange(read.Unreadable.Count, 0, 2 * lines.Length);
        },
        iter: 3000);

    [Fact]
    public void Random_text_is_no_mail() => Gen.String.Array[0, 20].Sample(lines => Assert.Empty(ReadLog.Of(lines).Mails), iter: 2000);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
