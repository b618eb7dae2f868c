namespace GreyActors.Observability;

/// <summary>Every log line of the program, as a Serilog message template. The program writes no others.</summary>
public static class LogLines
{
    /// <summary>Information, once for each mail: the facts of the greylist log's line, and the reason.</summary>
    public const string MailHandled = "Mail {Status} from {Client} ({Helo}), <{ReversePath}> to {ForwardPaths}: {Detail}";

    /// <summary>Warning: lines of the greylist log, the debug log or the console log were lost.</summary>
    public const string LogLinesLost = "{Lost} log lines were lost: {Crowded} because they came too fast, {Failed} because writing failed";

    /// <summary>Warning at the end of the program: the last lines of the greylist log or the debug log could not be written in time.</summary>
    public const string LogLinesLostAtEnd = "{Lost} log lines were lost: they could not be written before the program ended";

    /// <summary>Warning: a log cannot be written; its lines wait in a bounded buffer.</summary>
    public const string LogFileFails = "Log lines are buffered until the log can be written again: {Problem}";

    /// <summary>Information: every log can be written again.</summary>
    public const string LogFilesWork = "All logs can be written again";

    /// <summary>Warning at the start and after each reload: greylisting.mode is observe.</summary>
    public const string Observing = "The mode is observe: clients are not deferred (greylisting.mode)";

    /// <summary>Information: fewer than half of the mails that an identity sent for the first time came back, so its triplets are ignored from now on.</summary>
    public const string IdentityIgnored = "Identity {Identity} is ignored: {CameBack} of {Sightings} first mails came back";

    /// <summary>Information: the triplets of an identity that was ignored count again.</summary>
    public const string IdentityCountsAgain = "Identity {Identity} counts again: {CameBack} of {Sightings} first mails came back";

    /// <summary>Information: a client sent mail to a spam trap and is trapped from now on.</summary>
    public const string ClientTrapped = "Client {Client} is trapped until {Until}: it sent mail to the spam trap <{Trap}>";

    /// <summary>Warning: on-store-failure decided about a recipient.</summary>
    public const string StoreFailure = "Database unavailable: {ForwardPath} from {ReversePath} is {Decision} without the greylist (on-store-failure)";

    /// <summary>Warning, once an hour for each expression: a regular expression of an access list did not finish in time.</summary>
    public const string SlowExpression = "Regular expression {Entry} timed out after {Limit} and counts as not matching; write it without lookarounds and back references";

    /// <summary>Warning: a connection to a backend failed or was lost.</summary>
    public const string RelayLost = "No connection to backend {Address}: {Why}";

    /// <summary>Warning, once until it works again: a backend opens no session in which recipients could be verified.</summary>
    public const string RecipientsNotVerified = "Recipients at backend {Address} are not verified until it opens a session: unknown ones are deferred like others";

    /// <summary>Warning: a backend did not answer in time.</summary>
    public const string RelaySilent = "Backend {Address} did not answer in time (phase {Phase})";

    /// <summary>Debug: a recipient got a connection to its backend after a wait.</summary>
    public const string RelayWaited = "{Session} ({Client}) waited {Seconds} s for a connection to {Server}";

    /// <summary>Warning: a recipient got 451 because no connection to its backend became free.</summary>
    public const string RelayNotFree = "{Session} ({Client}) got no connection to {Server} within {Seconds} s: relay.max-connections are open, and {Waiting} recipients wait";

    /// <summary>Information: a client lost its connection to the backend because it made too little progress.</summary>
    public const string RelayYielded = "{Session} ({Client}) lost its connection to {Server}: {Why}";

    /// <summary>Debug, once for each connection: TLS with a backend is established.</summary>
    public const string RelaySecured = "Backend {Address} is reached over {Tls}";

    /// <summary>Warning: TLS with a backend failed although relay.tls asks for it.</summary>
    public const string RelayNotSecured = "Backend {Address} cannot be reached over TLS: {Why}; {Then}";

    /// <summary>Warning: a policy connection was closed because its input was no request of Postfix.</summary>
    public const string PolicyGarbage = "{Session} ({Client}) was closed: it sent {What} at a postfix-policy listener";

    /// <summary>Information: an unknown client tried XCLIENT, PROXY, AUTH or another protocol.</summary>
    public const string ForeignCommand = "{Session} ({Client}) sent a command that is not offered: {Word}";

    /// <summary>Information: a client did not wait for the banner.</summary>
    public const string EarlyTalker = "{Session} ({Client}) sent data before the banner";

    /// <summary>Debug: a new client was turned away.</summary>
    public const string TurnedAway = "{Client} was turned away: {Why}";

    /// <summary>Warning, once a minute: the process has too little memory or too few file descriptors for another client.</summary>
    public const string ConnectionsShed = "New clients of {Listener} get 421: the process has {Shortage}";

    /// <summary>Information: a connection was refused because it comes from none of trusted-proxies or trusted-clients.</summary>
    public const string NotTrusted = "{Client} was refused: {Listener} is for {List} only";

    /// <summary>Warning: a trusted proxy sent no PROXY header or an invalid one; its configuration must be checked.</summary>
    public const string BadProxyHeader = "Proxy {Proxy} was refused because its PROXY header is invalid: {Why}";

    /// <summary>Information: a session is encrypted. The name is the host that the client asked for (SNI).</summary>
    public const string TlsEstablished = "{Session} ({Client}) uses {Protocol} with {Cipher}, asked for {Name}";

    /// <summary>Information: a handshake failed or timed out, or the client disconnected during it.</summary>
    public const string TlsFailed = "{Session} ({Client}) has no TLS: {Why}";

    /// <summary>Warning: a client sent cleartext after STARTTLS; it was discarded, or the session was closed.</summary>
    public const string CleartextAfterStartTls = "{Session} ({Client}) sent cleartext after STARTTLS: it is discarded";

    /// <summary>Information: clients get this certificate from now on.</summary>
    public const string CertificateServed = "Clients get the certificate of {Subject}, valid until {NotAfter:u}";

    /// <summary>Warning: the certificate that clients get has expired, or is not valid yet.</summary>
    public const string CertificateNotValid = "Clients get the certificate of {Subject}, but it is valid from {NotBefore:u} until {NotAfter:u} only";

    /// <summary>Information: another configuration took effect.</summary>
    public const string ConfigurationApplied = "{Configuration} was reloaded ({By}) and is active; {Changes}";

    /// <summary>Information, once for each key, after the line above.</summary>
    public const string SettingChanged = "Changed: {Change}";

    /// <summary>Information, once for each changed file that a setting names.</summary>
    public const string SettingFileChanged = "Changed: the contents of {File}";

    /// <summary>Warning, once for each key: the file contains a change that a running program cannot apply.</summary>
    public const string SettingAwaitsRestart = "Takes effect after a restart: {Change}";

    /// <summary>Information: the reload found no change.</summary>
    public const string ConfigurationUnchanged = "{Configuration} was reloaded ({By}): no changes";

    /// <summary>Error: the configuration contains errors.</summary>
    public const string ConfigurationRefused = "{Configuration} was not reloaded ({By}) and nothing was changed; errors: {Errors}";

    /// <summary>Error, once for each error of the configuration, after the line above.</summary>
    public const string ConfigurationErrorFound = "Configuration error: {Error}";

    /// <summary>Warning: a requested reload was not done.</summary>
    public const string ReloadIgnored = "Reload not done ({By}): {Why}";

    /// <summary>Error: a bug prevented the reload.</summary>
    public const string ReloadFailed = "Reloading the configuration failed";

    /// <summary>Warning: the configuration files could not be checked for changes.</summary>
    public const string ConfigurationNotChecked = "The configuration files cannot be checked for changes";

    /// <summary>Error: a bug ended one session.</summary>
    public const string SessionBug = "{Session} ({Client}) was ended by a bug";

    /// <summary>Error: a bug outside the actors ended one connection.</summary>
    public const string ConnectionBug = "A bug ended a connection";

    /// <summary>Information: a listener is ready.</summary>
    public const string Listening = "Listening on {Address}, relaying to {Backends}";

    /// <summary>Information: a listener is ready, and all listeners are for Postfix, so there is no backend.</summary>
    public const string ListeningForPostfix = "Listening on {Address} for policy requests of Postfix";

    /// <summary>Error: an address cannot be used. The program ends if none can, or if the path of a UNIX socket is not usable.</summary>
    public const string CannotListen = "Cannot listen on {Address}: {Why} (listen: {Origin})";

    /// <summary>Warning: the system time jumped, so nothing expires for a while.</summary>
    public const string ClockJumped = "The clock jumped {Jump} {Direction}: no triplet expires for {Pause}; correct the clock if it is wrong";

    /// <summary>Information: the service is shutting down.</summary>
    public const string Draining = "Shutting down: new clients are turned away, open transactions may finish within {Limit}";

    /// <summary>Information: the extensions that a backend offers are known, or have changed.</summary>
    public const string CapabilitiesLearnt = "Backend {Address} offers {Extensions}";

    /// <summary>Warning: a relay or a probe failed at a backend that was up.</summary>
    public const string ServerSuspect = "Backend {Address} fails: {Why}";

    /// <summary>Warning: a backend has failed several times in a row.</summary>
    public const string ServerDown = "Backend {Address} is down and skipped until it answers again: {Why}";

    /// <summary>Information: a backend that was suspect or down answers again.</summary>
    public const string ServerUp = "Backend {Address} is up, after it was {Condition} for {Duration}";

    /// <summary>Error: a part of the service failed, so the program ends.</summary>
    public const string PartDied = "{Part} failed: the program ends, and its service manager should restart it";

    /// <summary>Information, in a cluster: a partition is on another machine than before.</summary>
    public const string PartitionMoved = "{State} partition {Partition} is now on {Machine}";

    /// <summary>Information, once after an upgrade: a store of an earlier release was converted, because this release folds senders differently.</summary>
    public const string SendersRefolded = "Store {Store} was converted to new sender keys: of {Triplets} triplets, {Moved} moved, {Merged} of them into another one, and {Expired} had expired; it took {Seconds} s";

    /// <summary>Warning at the start: the stored figures of the report are lost; the mail is not affected.</summary>
    public const string OutcomeDamaged = "The stored outcome of greylisting cannot be read, and the report begins again: {Why}";

    /// <summary>Warning: the stored figures of the report are not available; the mail is not affected.</summary>
    public const string OutcomeNotLoaded = "The stored outcome of greylisting cannot be loaded; it is tried again: {Why}";

    /// <summary>Warning: the figures of the report would be lost at a crash; the mail is not affected.</summary>
    public const string OutcomeNotSaved = "The outcome of greylisting cannot be saved; it is tried again: {Why}";

    /// <summary>Information: the files and addresses that the program uses.</summary>
    public const string Starting = "GreyActors starts: configuration {Configuration}, store {Store}, greylist log {GreylistLog}, introspection {Introspection}";

    /// <summary>Information: the introspection endpoint was used to change something.</summary>
    public const string ChangeMade = "Changed through the introspection endpoint: {Change} {Of}, from {Client}";

    /// <summary>Information: a request to the introspection endpoint was refused.</summary>
    public const string RequestRefused = "{Method} {Path} from {Client} was refused: {Why}";

    /// <summary>Warning: every user of the machine can read the token.</summary>
    public const string TokenIsOpen = "The token in {File} can be read by every user of this machine: chmod 600 it, or remove it, and the next start creates another";

    /// <summary>Warning: every user of the machine can read the password for PostgreSQL.</summary>
    public const string PasswordIsOpen = "The password in {File} (store.password-file) can be read by every user of this machine: chmod 600 it, and change the password";

    /// <summary>Error: the token file was empty or damaged, and another token was created.</summary>
    public const string TokenIsDamaged = "The token file {File} was damaged: it was moved to {Aside}, and a new token was created";

    /// <summary>Warning: the process may open fewer files than the configuration needs.</summary>
    public const string FewOpenFiles = "The process may open {OpenFiles} files: {Key} is {Effective}, not {Configured}; raise the limit (LimitNOFILE, ulimit -n)";

    /// <summary>Warning: the runtime may use less memory than the configuration needs.</summary>
    public const string LittleMemory = "The runtime may use {Memory} MB of memory: {Key} is {Effective}, not {Configured}; provide more memory, or configure less";

    /// <summary>Warning, once: queries to the DNS fail, that for a name in root-servers.net too. The service works without it.</summary>
    public const string DnsFails = "DNS fails: {Failures} queries to {Resolvers} failed in a row; clients are identified by their networks only until a query succeeds";

    /// <summary>Information: a query to the DNS has succeeded after the line above.</summary>
    public const string DnsWorks = "DNS works again: {Resolvers} answers";

    /// <summary>Warning at the start and after a reload: the resolver is not trustworthy.</summary>
    public const string DistantResolver = "Resolver {Resolver} is neither on this machine nor in a private network: its answers may be forged, and DNS lists refuse public resolvers (reputation.resolvers)";

    /// <summary>Warning at the start and after a reload: there is no DNS.</summary>
    public const string NoResolver = "DNS is not used because {File} names no resolver: clients are identified by their networks only; set reputation.resolvers";

    /// <summary>Warning, once: a DNS list has failed its test (RFC 5782 5).</summary>
    public const string ListOff = "DNS list {Zone} is switched off until it passes its test: {Why}";

    /// <summary>Information: a DNS list passes its test after the line above.</summary>
    public const string ListOn = "DNS list {Zone} passes its test and is used";

    /// <summary>Error: a bug ended one look-up.</summary>
    public const string LookUpBug = "A look-up of the kind {Kind} was ended by a bug";

    /// <summary>Information: this machine is a member of the cluster.</summary>
    public const string MachineJoined = "This machine, {Address}, has joined the cluster";

    /// <summary>Information: another machine is a member of the cluster.</summary>
    public const string OtherMachineJoined = "Machine {Address} is in the cluster";

    /// <summary>Information: another machine shuts down.</summary>
    public const string OtherMachineLeaves = "Machine {Address} leaves the cluster: it shuts down";

    /// <summary>Warning: another machine does not answer. Its partitions move if that lasts.</summary>
    public const string OtherMachineUnreachable = "Machine {Address} is unreachable";

    /// <summary>Information: another machine answers again, before its partitions moved.</summary>
    public const string OtherMachineReachable = "Machine {Address} is reachable again";

    /// <summary>Warning: the cluster continues without another machine, which must restart to join again.</summary>
    public const string OtherMachineDown = "The cluster continues without machine {Address}: its partitions move to the other machines";

    /// <summary>Warning: a machine that could not join the cluster serves its clients.</summary>
    public const string ServesAlone = "This machine is not in the cluster after {Seconds} s: it serves its clients now, and decides as greylisting.on-store-failure says until it has joined";

    /// <summary>Warning: Akka would end this machine after a failed connection to another one.</summary>
    public const string ShutdownHeld = "A connection to another machine failed ({Reason}): this machine continues. If that lasts, check the certificates of both machines (cluster.tls)";

    /// <summary>Error before exit code 70: the cluster continues without this machine, which rejoins after its restart.</summary>
    public const string MachineLeftOut = "This machine, {Address}, ends and must be restarted (exit code 70): {Why}";

    /// <summary>Information: no machine of the cluster runs, so this one begins.</summary>
    public const string MachineForms = "No other machine is running: this machine, {Address}, forms the cluster";

    /// <summary>Warning, once for each reason: this machine can neither join nor form a cluster yet.</summary>
    public const string MachineWaits = "No machine of cluster.seed-nodes answers, and this machine must not form a cluster alone: it waits for {Other}";

    /// <summary>Warning: machines are unreachable, and this side has lost the decision which side continues.</summary>
    public const string DecisionTaken = "Other machines decided first that the cluster continues without this side";

    /// <summary>Warning: machines are unreachable, and this side could not ask the database for the decision.</summary>
    public const string DecisionImpossible = "The database did not decide which machines continue: {Why}";

    /// <summary>Debug: the record that this machine is up could not be written.</summary>
    public const string BeatFailed = "The database did not record that this machine is up: {Why}";

    /// <summary>Warning, once for each set of differences: values that must agree do not.</summary>
    public const string ConfigurationDiffers = "The configuration differs from machine {Address}: {Differences}";

    /// <summary>Information: the differences have ended.</summary>
    public const string ConfigurationAgrees = "The configuration agrees with machine {Address} again";
}
