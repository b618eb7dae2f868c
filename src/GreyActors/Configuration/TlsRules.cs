namespace GreyActors.Configuration;

/// <summary>Checks section <c>tls</c> as a whole, and its files.</summary>
internal static class TlsRules
{
    private const string Section = "grey-actors.tls.";
    private const string Certificate = Section + "certificate";
    private const string Key = Section + "key";
    private const string Certificates = Section + "certificates";
    private const string Required = Section + "required";
    private const string Listen = "grey-actors.listen";

    /// <summary>Reports every error. The files are read here, so that an invalid file is reported before anything is stopped or started.</summary>
    public static void Check(SettingsBook book, GreyActorsSettings settings)
    {
        if (!book.Good(Certificate, Key, Certificates, $"{Certificates}[].certificate", $"{Certificates}[].key"))
            return;
        var tls = settings.Tls;
        if (tls.Certificate.Length == 0 && tls.Key.Length > 0)
            book.Wrong(Key, book.OriginOf(Key), "has no effect without tls.certificate");
        if (!tls.Offered)
        {
            if (tls.Required)
                book.Wrong(Required, book.OriginOf(Required), "is on, but there is no tls.certificate: no mail would be accepted");
            foreach (var listener in settings.Listen.Where(listener => listener is { ImplicitTls: true, Protocol: ListenProtocol.Smtp }))
                book.Wrong(Listen, book.OriginOf(Listen), $"{listener} has implicit-tls on, but there is no tls.certificate");
        }

        if (tls.Certificate.Length > 0 && tls.Key.Length == 0)
            book.Wrong(Certificate, book.OriginOf(Certificate), "has no tls.key");
        else if (tls.Certificate.Length > 0 && !KeyPair.TryRead(tls.Certificate, tls.Key, out _, out var problem))
            Report(book, problem.IsKey ? Key : Certificate, problem.What);

        foreach (var (i, files) in tls.Certificates.Index())
            Check(book, $"{Certificates}[{i}]", files, isDefault: i == 0 && tls.Certificate.Length == 0);
    }

    private static void Check(SettingsBook book, string entry, CertificateFiles files, bool isDefault)
    {
        if (!KeyPair.TryRead(files.Certificate, files.Key, out var pair, out var problem))
            Report(book, $"{entry}.{(problem.IsKey ? "key" : "certificate")}", problem.What);
        else if (pair.Names.IsEmpty && !isDefault)
            Report(book, $"{entry}.certificate", $"`{files.Certificate}` contains no DNS name (subjectAltName), so no client would get it");
    }

    private static void Report(SettingsBook book, string key, string what) => book.Wrong(key, book.OriginOf(key), what);
}
