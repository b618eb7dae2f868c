namespace GreyActors.Core.Tests.Greylisting;

/// <summary>Senders, the reverse-paths that each of them uses, and the key of all of them; docs/sender-folding.md has the sources.</summary>
internal static class SenderTable
{
    /// <summary>Machines that use another reverse-path for each mail, and signed or forwarded people.</summary>
    public static readonly (string Sender, string Key, string[] Paths)[] Variable =
    [
        // BATV and its relatives
        ("BATV", "ann@example.org", ["prvs=4068eb2540=ann@example.org", "prvs=16481e4b5d=Ann@example.org", "PRVS=1234567890=ann@example.org"]),
        ("BATV, dotted user", "david.vrabel@example.org", ["prvs=81176a5d5=david.vrabel@example.org", "prvs=000118587=David.Vrabel@example.org"]),
        ("BATV, tag last", "ann.lee@example.org", ["prvs=ann.lee=4068eb2540@example.org", "prvs=ann.lee=16481e4b5d@example.org", "prvs=ann.lee=1234567890@example.org"]),
        ("BATV, tag after a slash", "ann.lee@example.org", ["prvs=ann.lee/4068eb2540@example.org", "prvs=ann.lee/16481e4b5d@example.org"]),
        ("Barracuda", "rick.wertenbroek@example.org", ["btv1==1086afe1179==rick.wertenbroek@example.org", "btv1==34826458221==Rick.Wertenbroek@example.org"]),
        ("SparkPost signature", "bounces-tester@bounces.example.org", ["msprvs1=1202020UU5ulBw=bounces-tester@bounces.example.org", "msprvs1=20676xgzi92p-=bounces-tester@bounces.example.org"]),
        ("SparkPost", "bounces-#@example.org", ["msprvs1=20676xgzi92p-=bounces-1898-1322@example.org", "msprvs1=19931KbsB8zCt=bounces-1898-27@example.org"]),
        ("BATV twice", "ann@example.org", ["prvs=4068eb2540=prvs=16481e4b5d=ann@example.org", "prvs=81176a5d5=prvs=000118587=ann@example.org"]),
        ("BATV in Barracuda", "ann.lee@example.org", ["btv1==068a4973b3a==prvs=16481e4b5d=ann.lee@example.org", "btv1==0777abbcc85==prvs=1086afe117=ann.lee@example.org"]),
        ("Barracuda in BATV", "ann.lee@example.org", ["prvs=4068eb2540=btv1==068a4973b3a==ann.lee@example.org", "prvs=16481e4b5d=btv1==0777abbcc85==ann.lee@example.org"]),
        ("TMDA", "ann-dated-#@example.org", ["ann-dated-1158272483.a62c4d@example.org", "ann-dated-1158299999.0b7fe1@example.org"]),

        // SRS
        ("SRS0", "srs0=#=#=example.com=ann@fwd.example", ["SRS0=c9ee=C0=example.com=ann@fwd.example", "srs0=+ad7=2D=example.com=ann@fwd.example"]),
        ("SRS0, other separators", "srs0=#=#=example.com=ann@fwd.example", ["SRS0+jA9R=Y6=example.com=ann@fwd.example", "SRS0-pxZo=OX=example.com=ann+shop@fwd.example"]),
        ("SRS0 of Mandrill", "srs0=#=#=bounce.example.com=bounce-md_#.v#-#@fwd.example", ["SRS0=NUfr=74=bounce.example.com=bounce-md_30504962.69735be7.v1-b308e68c6caf4ee09e101bfa99c0b2fb@fwd.example", "SRS0=pxZo=OX=bounce.example.com=bounce-md_30504962.669fdf8f.v1-3735091ab57244a69d6a9754f20f9e49@fwd.example"]),
        ("SRS0 of SendGrid", "srs0=#=#=em9174.example.com=bounces@fwd.example", ["SRS0=NUfr=74=em9174.example.com=bounces+1425750-47ca-bob=site.example@fwd.example", "SRS0=pxZo=OX=em9174.example.com=bounces+1425750-1fe1-bob=site.example@fwd.example"]),
        ("SRS0 of BATV", "srs0=#=#=example.com=ann.lee@fwd.example", ["SRS0=NUfr=74=example.com=prvs=4068eb2540=ann.lee@fwd.example", "SRS0=pxZo=OX=example.com=prvs=16481e4b5d=ann.lee@fwd.example"]),
        ("SRS1", "srs1=#=first.example==#=#=example.com=ann@second.example", ["SRS1=HHHH=first.example==IIII=TT=example.com=ann@second.example", "srs1=xyz1=first.example=+abcd=T2=example.com=ann@second.example"]),
        ("Microsoft 365 forwarding", "bounces@contoso.onmicrosoft.example", ["bounces+SRS=HnE87=C7@contoso.onmicrosoft.example", "bounces+srs=obr2j=p5@contoso.onmicrosoft.example"]),
        ("Microsoft 365 forwarding, short address", "fwd@tailspin.example", ["fwd+SRS=44ldt=IX=contoso.com=john.work@tailspin.example", "fwd+SRS=Hn87e=C7=contoso.com=john.work@tailspin.example"]),
        ("Gmail forwarding", "theodore.tso@gmail.com", ["theodore.tso+caf_=tytso=site.example@gmail.com", "theodore.tso@gmail.com"]),

        // VERP
        ("Mailman", "kernel-bounces@lists.example", ["kernel-bounces+bob=site.example@lists.example", "kernel-bounces+bob.smith=mail.site.example@lists.example"]),
        ("ezmlm", "dev-return-#@lists.example", ["dev-return-4711-bob=site.example@lists.example", "dev-return-4712-bob=site.example@lists.example", "dev-return-9-bob=site.example@lists.example"]),
        ("ezmlm digest", "dev-digest-return-#@lists.example", ["dev-digest-return-87-bob=site.example@lists.example", "dev-digest-return-88-bob=site.example@lists.example"]),
        ("LISTSERV", "owner-games@listserv.example", ["owner-GAMES*bob**site*example@listserv.example", "owner-GAMES*bob.smith**mail*site*example@listserv.example"]),
        ("Yahoo Groups", "sentto-#@returns.groups.example", ["sentto-1234567-890-1234567890-bob=site.example@returns.groups.example", "sentto-1234567-891-1234568890-bob=site.example@returns.groups.example"]),
        ("groups.io", "bounce@groups.example", ["bounce+64575+163154+4520527+8129362@groups.example", "bounce+64575+88297+4520527+8129362@groups.example"]),
        ("Google Groups", "kasan-dev@googlegroups.com", ["kasan-dev+bncBDZMFEH3WYFBBRERULCQMGQEPZ6VHWI@googlegroups.com", "kasan-dev+bncBC447XVYUEMRB5XBX6BQMGQED43SS2I@googlegroups.com"]),
        ("Google Workspace group", "team@example.org", ["team+bncBCAZVE4FQQMBBMGY7PGAMGQEW7WDT4I@example.org", "team+bncBDJNHL5JSEOBBANMTH5QKGQEIJ633MY@example.org"]),
        ("short counter and recipient", "b-#@deals.example", ["b-73310-bob=site.example@deals.example", "b-46872-bob=site.example@deals.example"]),
        ("dated list", "newsletter-#@lists.example", ["newsletter-2026-03-17@lists.example", "newsletter-20260324@lists.example"]),
        ("list with counters", "news.return_#@lists.example", ["news.return_20240517_12@lists.example", "news.return_20240518_3@lists.example"]),

        // Bulk senders
        ("Amazon SES", "#@amazonses.com", ["010001739b400aad-dc8ce5e7-c0d8-413e-bf39-8c0b80641687-000000@amazonses.com", "01000174f453cd28-641e5048-b307-4ebe-96a3-314eda89cb98-000000@amazonses.com"]),
        ("Amazon SES in Ireland", "#@eu-west-1.amazonses.com", ["0102022c807861a2-a3900f06-8c4e-4feb-beef-c0eb0b2c0009-000000@eu-west-1.amazonses.com", "01020191db30b13f-7c843665-0c84-40d2-ac68-6f21dac57bbd-000000@eu-west-1.amazonses.com"]),
        ("Amazon SES, own domain", "#@mail.example.org", ["0101018a4ba3cc73-01654e13-5b3f-4e79-b5bd-dad6f51bebba-000000@mail.example.org", "010101725afbe203-076a1834-7589-472f-9f94-1be4a35867be-000000@mail.example.org"]),
        ("Mailchimp", "bounce-mc.us#_#@rsgsv.net", ["bounce-mc.us14_85391542.2170230-4f119f2321@mail38.atl51.rsgsv.net", "bounce-mc.us12_85391542.1877596-f0152fe124@mail241.wdc01.rsgsv.net", "bounce-mc.us2_146412474.3551972-e3616ba718@mail150.suw14.rsgsv.net"]),
        ("Mailchimp with recipient", "bounce-mc.us#_#@mcdlv.net", ["bounce-mc.us11_46973437.796437-bob=site.example@mail148.suw18.mcdlv.net", "bounce-mc.us11_46973437.801121-bob=site.example@mail7.suw11.mcdlv.net"]),
        ("Mandrill", "bounce-md_#.v#-#@mandrillapp.com", ["bounce-md_9656353.6125275c.v1-f28f7746389e45f0bfbf9faefe9e0dc8@mandrillapp.com", "bounce-md_9656353.61252761.v1-2707964c5a064c0a8508aaceb07a50dd@mandrillapp.com"]),
        ("Mandrill, own domain", "bounce-md_#.v#-#@bounce.example.org", ["bounce-md_30504962.6686b06d.v1-2707964c5a064c0a8508aaceb07a50dd@bounce.example.org", "bounce-md_30504962.67cefb0d.v1-4e2cc361ba10468da6f519822df6b2a7@bounce.example.org"]),
        ("SendGrid", "bounces@em1847.example.org", ["bounces+45329440-6cd3-bob=site.example@em1847.example.org", "bounces+45329440-1fe1-bob.smith=site.example@em1847.example.org"]),
        ("SendGrid, shared", "bounces@sendgrid.net", ["bounces+16159052-3d09-qemu-devel=site.example@sendgrid.net", "bounces+16159052-47ca-qemu-devel=site.example@sendgrid.net"]),
        ("Mailgun", "bounce@mg.example.org", ["bounce+7d4cbe.d626db-bob=site.example@mg.example.org", "bounce+e38c65.a321d1-bob=site.example@mg.example.org"]),
        ("Salesforce Marketing Cloud", "bounce-#_html-#@bounce.s7.exacttarget.com", ["bounce-648_HTML-126963812-4522-7327404-650445@bounce.s7.exacttarget.com", "bounce-5_HTML-44842668-18161-7327404-0@bounce.s7.exacttarget.com"]),
        ("Salesforce", "support=example.org@bnc.salesforce.com", ["support=example.org__9m4vlv27x6v0rxwe@mmh2xurvokdh.a-hu5amac.na63.bnc.salesforce.com", "support=example.org__0-1r12zvjmnf8rqu.l9azxrxo3x5g2pzm@xqfk2ane5qjq38ec.gpawymg.8d-3trx3eag.um8.bnc.salesforce.com"]),
        ("HubSpot", "#@hubspotemail.net", ["1axca06p9dhadejfcj89bda3kxmimwrspi50nd@bf01x.hubspotemail.net", "1axbzngfdqrw3qttkekmmouflkgrjnzptdk8su@bf05.eu1.hubspotemail.net"]),
        ("HubSpot, own domain", "#@45160067m.email.example.org", ["1axbj19of276gl4u1me7u8w3ev1ohfe2yi1c6s-bob=site.example@45160067m.email.example.org", "1axb06mzipx5up3rzlxc81eh16nhe81h8l7omi-bob=site.example@45160067m.email.example.org"]),
        ("HubSpot Starter", "#@hubspotstarter.net", ["1axcgf3xirq6yz1peraqq43vga4ed723gixtdo@bf01.hubspotstarter.net", "1axboxju893tg7eaagtofaqrh34@bf02.hubspotstarter.net"]),
        ("Mailjet", "#@a1189921.bnc3.mailjet.com", ["4b5c6132.AVMAACV-6GkAAckX6tYAAM5Eez0AAYCsxc8AndYRABIoIQBlCbSN@a1189921.bnc3.mailjet.com", "da7d8474.AW4AABZcwxMAAcju9ioAAM5EgHIAAYCsxc8AnUiJABIoIQBkSyo6@a1189921.bnc3.mailjet.com", "31337004.AW4-4711-ZcwxMAAcju9ioAAM5EgHIAAYCsxc8AnUiJABIo@a1189921.bnc3.mailjet.com"]),
        ("Brevo", "bounces-#@sender-sib.com", ["bounces-470616010-2104611724@gw.d.sender-sib.com", "bounces-133768474-support=site.example@gt.d.sender-sib.com"]),
        ("Brevo, own domain", "bounces-#@email.example.org", ["bounces-91910830-4256376833@email.example.org", "bounces-91910830-4256376911@email.example.org"]),
        ("Constant Contact", "#@in.constantcontact.com", ["AigXeKlyIRLG+DvWkRMsGUA==_1133104752381_sUQcUKVBEeynm/oWPLVdBA==@in.constantcontact.com", "ESC1102401528476_1101535296815_9204@in.constantcontact.com", "A1VDeK4eQTVi/Ni3KED62Sg==_1103304917473_t+iBLfa0EE+fkpOWPMT8Pw==@in.constantcontact.com"]),
        ("LinkedIn", "#@bounce.linkedin.com", ["m-j7q2rwb8aca3ozj7n0uy4hluj7tlsdydo5j1tw9dvhagtr25o3b@bounce.linkedin.com", "s-2kfvxqhz@bounce.linkedin.com", "mbr+vUHCrR4wQftTwqSzKtzLw35In-C5WzEIiCw1e0fHZPiazB@bounce.linkedin.com"]),
        ("Campaign Monitor", "#@cmail#.com", ["tdlijtdd-npiigjui-r-y@cmail19.com", "xkjhtlk-bhkuiutd-j-o@cmail20.com"]),
        ("Acoustic", "v-#@bounce.allweb.mkt3103.com", ["v-biheobc_begnlldjf_icanamoe_icanamoe_a-1@bounce.allweb.mkt3103.com", "v-cdammaf_fgfpelnc_ighfmel_ighfmel_a@bounce.allweb.mkt3103.com"]),
        ("Postmark", "pm_bounces@pm.mtasv.net", ["pm_bounces@pm.mtasv.net", "PM_Bounces@pm.mtasv.net"]),
        ("Facebook", "notification@facebookmail.com", ["notification+zrdodv6cvfe1@facebookmail.com", "notification+kr4marbeewk2@facebookmail.com"]),
        ("GitHub", "noreply@github.com", ["noreply@github.com", "NoReply@GitHub.com"]),
        ("Zendesk", "support@example.zendesk.com", ["support+id4711@example.zendesk.com", "support+idMWX5K8-0J7M@example.zendesk.com"]),
        ("message digests", "#@lizzy.example", ["01d97b400805d72bfa0c4e3eb899613f7aadba3b@lizzy.example", "0101be73855284d25a44e7d3051d515456db94b9@lizzy.example"]),
        ("timestamp and digest", "#@submail.example", ["20260805021027b8b6a74587d94895a05c6c3145@submail.example", "20260805021111a0d6a7458cc94895a05c6c0001@submail.example"]),
        ("UUIDs", "#@app.example", ["3911a883-0edb-4b1b-bc14-94367b73f65e@app.example", "fbfe0e08-6b40-dead-9078-2bcac0a63541@app.example"]),
        ("counter after a word", "ticket-#@app.example", ["ticket-7@app.example", "ticket-1044@app.example"]),
        ("long counter", "crm-#@app.example", ["crm-20260317@app.example", "crm-4711471147@app.example"]),
        ("order and token", "order-#@app.example", ["order-1044-80fe0aa570@app.example", "order-1045-ab7be5b617@app.example"]),
    ];

    /// <summary>People, and machines with a fixed reverse-path: each is a sender of its own.</summary>
    public static readonly string[] Distinct =
    [
        "john75@example.org", "john76@example.org", "anna.1990@example.org", "anna.1991@example.org", "j.smith2@example.org", "j.smith3@example.org",
        "info@example.org", "user-1985@example.org", "user-1986@example.org", "anna_1990@example.org", "anna.19900317@example.org",
        "anna.05031987@example.org", "anna.06031987@example.org", "peter-75@example.org", "peter-76@example.org", "12345678@example.org",
        "12345679@example.org", "12-34@example.org", "j-75x@example.org", "maria.garcia99@example.org", "li.wei.8888@example.org", "r2d2@example.org",
        "c3po@example.org", "maximilianmustermann1985@example.org", "maximilianmustermann1986@example.org", "tcwm179387@example.org", "ab12cd3@example.org",
        "0157@example.org", "3com@example.org", "4711@example.org", "beef@example.org", "feed@example.org", "cafe.bar@example.org", "cafe.1@example.org",
        "bounce@example.org", "no-reply@example.org", "noreply@example.org", "news-sports@example.org", "news-politics@example.org", "ann.lee@example.org",
        "ann=lee@example.org", "dr.no@example.org", "svc_backup1@example.org", "svc_backup2@example.org", "office365@example.org", "mike2b4@example.org",
        "4u2nv.me@example.org", "k12jones99@example.org", "mail@cmail.example", "mail@mcsv.net", "\"odd 12 local\"@example.org", "john75@example.com", "",
    ];
}
