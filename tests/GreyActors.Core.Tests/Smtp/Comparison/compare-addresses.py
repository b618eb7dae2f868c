#!/usr/bin/env python3
"""Sends every command of address-comparison.tsv to four mail servers and writes their reply codes back into that file.

    sudo ./compare-addresses.py [FOLDER]

To add a row, add its first two columns and run the script. It needs root, Debian with postfix and openssl, and apt-get: Exim, OpenSMTPD and
chasquid conflict with postfix as packages, so the script unpacks them into FOLDER (a temporary one by default) and does not install them.
All servers run on loopback addresses of a network namespace of their own and end with it. Nothing outside of FOLDER changes.
"""
import concurrent.futures
import datetime
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

TABLE = pathlib.Path(__file__).resolve().parent / "address-comparison.tsv"
PACKAGES = ["exim4-daemon-light", "libidn12", "opensmtpd", "chasquid"]
SERVERS = {"postfix": 2500, "exim": 2501, "opensmtpd": 2502, "chasquid": 2503}
USERS = {"Debian-exim": 950, "opensmtpd": 951, "opensmtpq": 952, "alice": 953}

# Which extension a command needs; the reply of a server that does not offer it is written in parentheses.
NEEDS = {"SMTPUTF8": r" SMTPUTF8\b", "8BITMIME": r" BODY=", "SIZE": r" SIZE=", "DSN": r" (RET|ENVID|NOTIFY|ORCPT)\b", "AUTH": r" AUTH="}

POSTFIX_MAIN = """
compatibility_level = 3.6
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
queue_directory = {0}/queue
data_directory = {0}/data
maillog_file = {0}/log/maillog
maillog_file_prefixes = {0}
myhostname = mx.example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
virtual_mailbox_domains = example.test, b\u00fccher.example
virtual_mailbox_base = {0}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
local_recipient_maps =
alias_maps =
smtpd_relay_restrictions = reject_unauth_destination
smtpd_error_sleep_time = 0
smtputf8_enable = yes
disable_dns_lookups = yes
"""

POSTFIX_MASTER = """
127.0.0.1:2500 inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

EXIM = """
primary_hostname = mx.example.test
exim_user = Debian-exim
exim_group = Debian-exim
spool_directory = /var/spool/exim4
log_file_path = /var/spool/exim4/%s.log
daemon_smtp_ports = 2501
local_interfaces = 127.0.0.1
keep_environment =
tls_advertise_hosts =
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
acl_smtp_rcpt = check
begin acl
check:
  accept domains = example.test : b\u00fccher.example : xn--bcher-kva.example
  deny message = relay not permitted
begin routers
all:
  driver = accept
  transport = drop
begin transports
drop:
  driver = appendfile
  file = /dev/null
"""

OPENSMTPD = """
listen on 127.0.0.1 port 2502
action "drop" mda "/bin/true" virtual { "@" = "alice" }
match from any for domain "example.test" action "drop"
"""

CHASQUID = """
hostname: "mx.example.test"
smtp_address: "127.0.0.1:2503"
mail_delivery_agent_bin: "/bin/true"
data_dir: "{0}/data"
mail_log_path: "{0}/mail.log"
"""


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def run_in_background(folder, program, *arguments, **options):
    with open(folder / f"{program.name}.log", "w") as log:
        subprocess.Popen([program, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)


def unpack(folder):
    root = folder / "root"
    if root.exists():
        return
    run("apt-get", "download", *PACKAGES, cwd=folder)
    for package in folder.glob("*.deb"):
        run("dpkg", "-x", str(package), str(root))


def versions(folder):
    found = {"postfix": run("dpkg-query", "-W", "-f", "${Version}", "postfix")}
    for package in folder.glob("*.deb"):
        name = package.name.split("_")[0].replace("exim4-daemon-light", "exim")
        if name in SERVERS:
            found[name] = package.name.split("_")[1]
    return found


def start_servers(folder):
    """Runs in namespaces of its own: the mounts hide the machine's folders from nobody else."""
    root = folder / "root"
    run("ip", "link", "set", "lo", "up")
    for name, line in (("passwd", "{0}:x:{1}:{1}::/nonexistent:/bin/false\n"), ("group", "{0}:x:{1}:\n")):
        known = pathlib.Path("/etc", name).read_text()
        added = "".join(line.format(*user) for user in USERS.items() if f"{user[0]}:" not in known)
        (folder / name).write_text(known + added)
        run("mount", "--bind", str(folder / name), f"/etc/{name}")
    # Without it each server would wait for a name server that cannot be reached.
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    run("mount", "--bind", str(folder / "resolv.conf"), "/etc/resolv.conf")
    for hidden in ("/usr/libexec", "/var/spool", "/var/lib"):
        run("mount", "-t", "tmpfs", "-o", "mode=755", "none", hidden)

    postfix = pathlib.Path("/var/lib/compared-postfix")
    for part in ("etc", "queue", "data", "log", "mail"):
        (postfix / part).mkdir(parents=True)
    (postfix / "etc/main.cf").write_text(POSTFIX_MAIN.format(postfix))
    (postfix / "etc/master.cf").write_text(POSTFIX_MASTER)
    for part in ("data", "log"):
        shutil.chown(postfix / part, "postfix")
    # Its daemons keep what they inherit open, so they get no pipe.
    subprocess.run(["postfix", "-c", postfix / "etc", "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    os.mkdir("/var/spool/exim4")
    shutil.chown("/var/spool/exim4", "Debian-exim", "Debian-exim")
    (folder / "exim.conf").write_text(EXIM)
    run_in_background(folder, root / "usr/sbin/exim4", "-C", folder / "exim.conf", "-bdf",
                      env={"LD_LIBRARY_PATH": str(root / "usr/lib/x86_64-linux-gnu"), "PATH": os.environ["PATH"]})

    shutil.copytree(root / "usr/libexec/opensmtpd", "/usr/libexec/opensmtpd")
    os.makedirs("/var/lib/opensmtpd/empty", 0o711)
    os.mkdir("/var/spool/smtpd", 0o711)
    (folder / "smtpd.conf").write_text(OPENSMTPD)
    run_in_background(folder, root / "usr/sbin/smtpd", "-d", "-f", folder / "smtpd.conf")

    chasquid = folder / "chasquid"
    for domain in ("example.test", "b\u00fccher.example"):
        (chasquid / "domains" / domain).mkdir(parents=True, exist_ok=True)
        (chasquid / "domains" / domain / "aliases").write_text("*: alice@example.test\n")
    (chasquid / "certs/mx").mkdir(parents=True, exist_ok=True)
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=mx.example.test",
        "-keyout", str(chasquid / "certs/mx/privkey.pem"), "-out", str(chasquid / "certs/mx/fullchain.pem"))
    (chasquid / "chasquid.conf").write_text(CHASQUID.format(chasquid))
    run_in_background(folder, root / "usr/bin/chasquid", "-config_dir", chasquid)


class Client:
    def __init__(self, port):
        for _ in range(100):
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        self.lines = self.socket.makefile("rb")
        self.reply()

    def reply(self):
        text = []
        while line := self.lines.readline():
            text.append(line.decode("latin-1").rstrip())
            if line[3:4] != b"-":
                return text
        return ["closed"]

    def say(self, octets):
        self.socket.sendall(octets + b"\r\n")
        return self.reply()

    def close(self):
        self.socket.close()


def ask(port, before, command):
    client = Client(port)
    offered = client.say(b"EHLO client.example.net")
    said = [octets_of(before)] if before else []
    for line in said:
        client.say(line)
    code = client.say(octets_of(command))[0][:3]
    client.close()
    needed = [name for name, pattern in NEEDS.items() if re.search(pattern, f"{before} {command}", re.I)]
    missing = [name for name in needed if not any(re.match(rf"250.{name}\b", line, re.I) for line in offered)]
    return f"({code})" if missing else code


def octets_of(text):
    return re.sub(rb"\\x([0-9a-f]{2})", lambda escape: bytes([int(escape[1], 16)]), text.encode())


def compare(folder):
    found = versions(folder)
    start_servers(folder)
    lines = TABLE.read_text().splitlines()
    told = ", ".join(f"{name} {found[name]}" for name in SERVERS)
    written = []
    pool = concurrent.futures.ThreadPoolExecutor(len(SERVERS))
    for line in lines:
        if line.startswith("# Replies of"):
            line = f"# Replies of {told}, on {datetime.date.today()}."
        if line and not line.startswith("#") and not line.startswith("before\t"):
            before, command = line.split("\t")[:2]
            line = "\t".join([before, command, *pool.map(lambda port: ask(port, before, command), SERVERS.values())])
        written.append(line)
    TABLE.write_text("\n".join(written) + "\n")


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--in-namespace":
        compare(pathlib.Path(sys.argv[2]))
        return
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o755)
    unpack(folder)
    subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", "--kill-child",
                    sys.executable, __file__, "--in-namespace", str(folder)], check=True)


if __name__ == "__main__":
    main()
