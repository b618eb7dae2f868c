/* policyload - epoll load client for policy servers of Postfix (own work; plain C, Linux).
 * Holds persistent connections as smtpd does, one request at a time on each, with the attributes of Postfix 3.7 at RCPT.
 * The same -O, -n and -i give the same triplets. Counts answers by kind, and latencies.
 * build: cc -O2 -o policyload policyload.c
 * Targets only loopback and UNIX sockets.                                                                             */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Latencies in microseconds: powers of two, each in 16 parts. */
typedef struct { uint64_t bucket[64 * 16], count, max; } Histogram;
typedef struct { int fd, busy; double since; char in[2048]; int length; } Connection;

static Histogram latency;
static uint64_t started, done, passed, deferred, other, broken, unanswered;
static long connections = 1, total = 1, spread = 1, base = 0, timeout = 60;
static uint64_t offset = 0;
static double rate = 0, begun;

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }

static void add(Histogram *h, double us) {
  uint64_t v = us < 1 ? 1 : (uint64_t)us;
  int e = 63 - __builtin_clzll(v), s = e >= 4 ? (v >> (e - 4)) & 15 : (v << (4 - e)) & 15;
  h->bucket[e * 16 + s]++;
  h->count++;
  if (v > h->max) h->max = v;
}

static double quantile(Histogram *h, double q) {
  uint64_t rank = (uint64_t)(q * h->count), seen = 0;
  if (!h->count) return 0;
  if (rank >= h->count) rank = h->count - 1;
  for (int i = 0; i < 64 * 16; i++) {
    seen += h->bucket[i];
    if (seen > rank) { int e = i / 16, s = i % 16; return (double)((1ull << e) + (e >= 4 ? (uint64_t)s << (e - 4) : (uint64_t)s >> (4 - e))) / 1e3; }
  }
  return h->max / 1e3;
}

static void ask(Connection *c) {
  char b[2048];
  uint64_t id = offset + started;
  unsigned long client = (unsigned long)(base + started % spread);
  int n = snprintf(b, sizeof b,
    "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nclient_address=198.%lu.%lu.%lu\nclient_name=mail.c%lu.example\n"
    "client_port=40000\nreverse_client_name=mail.c%lu.example\nserver_address=192.0.2.1\nserver_port=25\nhelo_name=mail.c%lu.example\n"
    "sender=s%lu@c%lu.example\nrecipient=r%lu@example.test\nrecipient_count=0\nqueue_id=\ninstance=%x.%lx.%lx.0\nsize=4096\netrn_domain=\nstress=\n"
    "sasl_method=\nsasl_username=\nsasl_sender=\nccert_subject=\nccert_issuer=\nccert_fingerprint=\nccert_pubkey_fingerprint=\n"
    "encryption_protocol=\nencryption_cipher=\nencryption_keysize=0\npolicy_context=\n\n",
    18 + ((client / 64000) & 1), (client / 250) & 255, client % 250 + 1, client, client, client, (unsigned long)id, client, (unsigned long)id,
    getpid(), (unsigned long)time(0), (unsigned long)id);
  started++;
  c->busy = 1;
  c->since = rate > 0 ? begun + (started - 1) / rate : now();
  c->length = 0;
  if (send(c->fd, b, n, MSG_NOSIGNAL) != n) { broken++; close(c->fd); c->fd = -1; }
}

static void answered(Connection *c) {
  add(&latency, (now() - c->since) * 1e6);
  done++;
  c->busy = 0;
  if (strncasecmp(c->in, "action=", 7)) { other++; return; }
  const char *a = c->in + 7;
  if (!strncasecmp(a, "dunno", 5) || !strncasecmp(a, "prepend", 7)) passed++;
  else if (!strncasecmp(a, "defer", 5) || *a == '4') deferred++;
  else other++;
}

static void readable(Connection *c) {
  ssize_t n = recv(c->fd, c->in + c->length, sizeof c->in - 1 - c->length, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) { broken++; close(c->fd); c->fd = -1; return; }
  c->length += n;
  c->in[c->length] = 0;
  if (!c->busy) { other++; c->length = 0; return; }
  if (c->length >= 2 && !strcmp(c->in + c->length - 2, "\n\n")) answered(c);
  else if (c->length >= (int)sizeof c->in - 1) { broken++; close(c->fd); c->fd = -1; }
}

int main(int argc, char **argv) {
  int o, port = 0;
  const char *path = 0;
  while ((o = getopt(argc, argv, "p:u:c:n:i:B:O:w:T:")) > 0) switch (o) {
    case 'p': port = atoi(optarg); break;
    case 'u': path = optarg; break;
    case 'c': connections = atol(optarg); break;
    case 'n': total = atol(optarg); break;
    case 'i': spread = atol(optarg); break;
    case 'B': base = atol(optarg); break;
    case 'O': offset = strtoull(optarg, 0, 10); break;
    case 'w': rate = atof(optarg); break;
    case 'T': timeout = atol(optarg); break;
    default:
      fprintf(stderr, "policyload -p port | -u path [-c connections] [-n requests] [-i clients] [-B first client] [-O first triplet] [-w requests per second] [-T seconds]\n");
      return 2;
  }
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_un local = {.sun_family = AF_UNIX};
  if (path) strncpy(local.sun_path, path, sizeof local.sun_path - 1);
  Connection *all = calloc(connections, sizeof *all);
  int ep = epoll_create1(0), one = 1;
  for (long i = 0; i < connections; i++) {
    Connection *c = &all[i];
    c->fd = socket(path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!path) setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, path ? (void *)&local : (void *)&inet, path ? sizeof local : sizeof inet)) { perror("connect"); broken++; close(c->fd); c->fd = -1; continue; }
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
  }
  begun = now();
  struct epoll_event ev[512];
  for (long next = 0;;) {
    double t = now();
    long alive = 0, busy = 0, oldest = 0;
    for (long k = 0; k < connections; k++) {
      /* In turn, so that each connection is used. */
      Connection *c = &all[(next + k) % connections];
      if (c->fd < 0) continue;
      alive++;
      if (!c->busy && (long)started < total && (rate <= 0 || begun + started / rate <= t)) { ask(c); if (rate > 0) next = (c - all + 1) % connections; }
      if (c->busy && c->fd >= 0) { busy++; if (t - c->since > timeout) oldest++; }
    }
    if ((!busy && (long)started >= total) || !alive || oldest) { unanswered = total - done; break; }
    double wait = rate > 0 && (long)started < total ? (begun + started / rate - now()) * 1000 : 200;
    int n = epoll_wait(ep, ev, 512, wait < 0 ? 0 : wait > 200 ? 200 : (int)wait);
    for (int i = 0; i < n; i++) {
      Connection *c = ev[i].data.ptr;
      if (c->fd < 0) continue;
      readable(c);
      if (rate <= 0 && c->fd >= 0 && !c->busy && (long)started < total) ask(c);
    }
  }
  double seconds = now() - begun;
  printf("{\"requests\":%lu,\"per_s\":%.1f,\"passed\":%lu,\"deferred\":%lu,\"failed\":%lu,\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"max\":%.3f}\n",
    (unsigned long)done, done / seconds, (unsigned long)passed, (unsigned long)deferred, (unsigned long)(other + broken + unanswered),
    quantile(&latency, .5), quantile(&latency, .95), quantile(&latency, .99), latency.max / 1e3);
  return other || broken || unanswered;
}
