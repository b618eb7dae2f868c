namespace GreyActors.Observability;

/// <summary>Every log line of the program, as Serilog message templates. A line that is not here is not written.</summary>
public static class LogLines
{
    /// <summary>Information, once a mail; the same facts as a line of the greylist log, and why.</summary>
    public const string MailHandled = "Mail {Status} from {Client} ({Helo}), <{ReversePath}> to {ForwardPaths}: {Detail}";

    /// <summary>Warning: the greylist log, the debug log or the console has gaps.</summary>
    public const string LogLinesLost = "{Lost} log lines were lost: {Crowded} came faster than they could be written, {Failed} could not be written";

    /// <summary>Warning, at the end of the program: the greylist log or the debug log could not be written to its end in time.</summary>
    public const string LogLinesLostAtEnd = "{Lost} log lines were lost: they could not be written before the end";

    /// <summary>Warning: a log cannot be written; its lines wait in a bounded buffer.</summary>
    public const string LogFileFails = "Log lines wait, {Problem}";

    /// <summary>Information: every log can be written again.</summary>
    public const string LogFilesWork = "Every log can be written again";

    /// <summary>Warning: on-store-failure decided about a recipient.</summary>
    public const string StoreFailure = "The greylist does not answer: {ForwardPath} from {ReversePath} is {Decision} without it";

    /// <summary>Warning, once an hour for each: an expression of a list could not say in time whether it means a path.</summary>
    public const string SlowExpression = "Regular expression of {Entry} found no answer within {Limit} and counts as not matching; write it without lookarounds and back references";

    /// <summary>Warning: no connection to the backend, or it broke.</summary>
    public const string RelayLost = "Backend {Address} lost: {Why}";

    /// <summary>Warning: the backend did not answer in time.</summary>
    public const string RelaySilent = "Backend {Address} did not answer in time, in phase {Phase}";

    /// <summary>Debug: a recipient waited for a connection to its backend and got it.</summary>
    public const string RelayWaited = "{Session} with {Client} waited {Seconds} s for a connection to {Server}";

    /// <summary>Warning: a recipient got 451 because no connection to its backend became free.</summary>
    public const string RelayNotFree = "{Session} with {Client} got no connection to {Server} within {Seconds} s: relay.max-connections are open, and {Waiting} recipients wait";

    /// <summary>Information: a client made too little progress with its relay and lost it.</summary>
    public const string RelayYielded = "{Session} with {Client} lost its connection to {Server}: {Why}";

    /// <summary>Debug, once a relay: TLS stands.</summary>
    public const string RelaySecured = "Backend {Address} is spoken to under {Tls}";

    /// <summary>Warning: no TLS with the backend though relay.tls wants it.</summary>
    public const string RelayNotSecured = "Backend {Address} cannot be spoken to under TLS: {Why}; {Then}";

    /// <summary>Information: a stranger tried XCLIENT, PROXY, AUTH or another protocol.</summary>
    public const string ForeignCommand = "{Session} with {Client} said a command that is not offered: {Word}";

    /// <summary>Information: a client did not wait for the banner.</summary>
    public const string EarlyTalker = "{Session} with {Client} spoke before the banner";

    /// <summary>Information: a newcomer was turned away.</summary>
    public const string TurnedAway = "{Client} was turned away: {Why}";

    /// <summary>Warning, once a minute: the process has no memory or no descriptors for another client.</summary>
    public const string ConnectionsShed = "Clients of {Listener} are refused with 421: the process has {Shortage}";

    /// <summary>Information: a connection that comes from none of trusted-proxies was refused.</summary>
    public const string NotFromProxy = "{Client} was refused: {Listener} is for trusted-proxies only";

    /// <summary>Warning: a trusted proxy sent no PROXY header, or a bad one; its configuration needs a look.</summary>
    public const string BadProxyHeader = "Proxy {Proxy} was refused, its PROXY header is bad: {Why}";

    /// <summary>Information: a session is encrypted now. The name is the host that the client asked for (SNI).</summary>
    public const string TlsEstablished = "{Session} with {Client} speaks {Protocol} with {Cipher}, asked for {Name}";

    /// <summary>Information: a handshake failed, was not done in time, or the client went in the midst of it.</summary>
    public const string TlsFailed = "{Session} with {Client}: no TLS: {Why}";

    /// <summary>Warning: something was said in clear behind STARTTLS; it was thrown away, or the session was closed.</summary>
    public const string SpeechBehindStartTls = "{Session} with {Client} spoke on in clear behind STARTTLS: nothing of it is obeyed";

    /// <summary>Information: this certificate is shown to clients from now on.</summary>
    public const string CertificateServed = "Certificate of {Subject}, valid until {NotAfter:u}, is shown to clients";

    /// <summary>Warning: the certificate that is shown to clients has expired, or is not valid yet.</summary>
    public const string CertificateNotValid = "Certificate of {Subject} is shown to clients, but is valid from {NotBefore:u} until {NotAfter:u} only";

    /// <summary>Information: another configuration is in force.</summary>
    public const string ConfigurationApplied = "{Configuration} was read again, by {By}, and is in force; changed keys: {Keys}, changed files: {Files}";

    /// <summary>Information, once a key behind the line above.</summary>
    public const string SettingChanged = "In force: {Change}";

    /// <summary>Information, once a file that a setting names.</summary>
    public const string SettingFileChanged = "In force: what stands in {File} now";

    /// <summary>Warning, once a key: the file says something that a running program cannot take over.</summary>
    public const string SettingAwaitsRestart = "Needs a restart, and is not in force: {Change}";

    /// <summary>Information: the configuration was read again for nothing.</summary>
    public const string ConfigurationUnchanged = "{Configuration} was read again, by {By}: nothing has changed";

    /// <summary>Error: the configuration contains errors.</summary>
    public const string ConfigurationRefused = "{Configuration} was read again, by {By}, and is not in force: everything stays as it was; errors: {Errors}";

    /// <summary>Error, once for each error, after the line above.</summary>
    public const string ConfigurationErrorFound = "Configuration error: {Error}";

    /// <summary>Warning: a reload was asked for and not done.</summary>
    public const string ReloadIgnored = "The configuration was not read again, asked by {By}: {Why}";

    /// <summary>Error: a bug kept the configuration from being read.</summary>
    public const string ReloadFailed = "Reading the configuration again failed";

    /// <summary>Warning: the files of the configuration could not be looked at.</summary>
    public const string ConfigurationNotLookedAt = "The files of the configuration cannot be looked at";

    /// <summary>Error: a bug ended one session.</summary>
    public const string SessionBug = "{Session} with {Client} was ended by a bug";

    /// <summary>Error: a bug ended one connection, in code that no actor runs.</summary>
    public const string ConnectionBug = "A bug ended a connection";

    /// <summary>Information: a listener is ready.</summary>
    public const string Listening = "Listening on {Address}, relaying to {Backends}";

    /// <summary>Error: an address cannot be listened on. The program ends where this is so for all of them.</summary>
    public const string CannotListen = "Cannot listen on {Address}: {Why}";

    /// <summary>Warning: the time of day jumped, so that it does not decide what is forgotten.</summary>
    public const string ClockJumped = "The clock jumped {Jump} {Direction}: nothing of the greylist is forgotten for {Pause}; correct the clock if it is wrong";

    /// <summary>Information: the service goes down.</summary>
    public const string Draining = "Going down: newcomers are told 421, open transactions may finish within {Limit}";

    /// <summary>Information: what the backend offers was learnt, or has changed.</summary>
    public const string CapabilitiesLearnt = "Backend {Address} offers {Extensions}";

    /// <summary>Warning: a relay or a probe failed at a backend that was well.</summary>
    public const string ServerSuspect = "Backend {Address} fails: {Why}";

    /// <summary>Warning: a backend has failed several times in a row.</summary>
    public const string ServerDown = "Backend {Address} is down, mail passes it by until a probe succeeds: {Why}";

    /// <summary>Information: a backend that was suspect or down answers again.</summary>
    public const string ServerUp = "Backend {Address} is up, after it was {Condition} for {Duration}";

    /// <summary>Error: a part of the service died, so the program ends.</summary>
    public const string PartDied = "{Part} died: the service ends, its manager shall start it anew";

    /// <summary>Information: what the program goes by.</summary>
    public const string Starting = "GreyActors starts: configuration {Configuration}, store {Store}, greylist log {GreylistLog}, introspection {Introspection}";

    /// <summary>Information: somebody changed something through the introspection endpoint.</summary>
    public const string ChangeMade = "Changed through the introspection endpoint: {Change} {Of}, from {Client}";

    /// <summary>Information: a request to the introspection endpoint was refused.</summary>
    public const string RequestRefused = "{Method} {Path} from {Client} was refused: {Why}";

    /// <summary>Warning: everybody on the machine may use the token.</summary>
    public const string TokenIsOpen = "The token in {File} can be read by everybody on this machine: chmod 600, or remove it, and one is made at the next start";

    /// <summary>Error: the file of the token was empty or damaged, and another token was made.</summary>
    public const string TokenIsDamaged = "The token in {File} was damaged: the file was moved to {Aside}, and a new token was made";

    /// <summary>Warning: the process may open too few files for what is configured.</summary>
    public const string FewOpenFiles = "The process may open {OpenFiles} files: {Key} is {Effective}, not {Configured}; raise the limit (LimitNOFILE, ulimit -n)";

    /// <summary>Warning: the runtime has too little memory for what is configured.</summary>
    public const string LittleMemory = "The runtime may use {Memory} MB of memory: {Key} is {Effective}, not {Configured}; give it more, or configure less";
}
