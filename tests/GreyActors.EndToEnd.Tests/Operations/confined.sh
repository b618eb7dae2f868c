#!/bin/bash
# Runs the program as far as that can be done without systemd the way packaging/systemd/greyactors.service does: a user without rights but
# for one capability, a file system that cannot be written outside of STATE, the unit's system calls, and a network of its own, in which ports
# below 1024 are closed to everybody else. Speaks with it on port 25, ends it, and says its exit code.
#   confined.sh UNIT STATE CONFIGURATION CAPABILITIES PROGRAM...
set -u
unit=$1 state=$2 configuration=$3 capabilities=$4
shift 4
here=$(dirname "$0")
if [ -z "${CONFINED:-}" ]; then
  CONFINED=yes exec unshare --net --mount bash "$0" "$unit" "$state" "$configuration" "$capabilities" "$@"
fi

ip link set lo up
mount --bind "$state" "$state"
mount -o remount,bind,ro /
cd "$state" || exit 1
setpriv --reuid=nobody --regid=nogroup --clear-groups --no-new-privs \
  --inh-caps="$capabilities" --ambient-caps="$capabilities" --bounding-set="$capabilities" \
  /usr/bin/python3 "$here/allowed-calls.py" "$unit" "$@" run --config "$configuration" &
program=$!
for _ in $(seq 300); do
  kill -0 $program 2>/dev/null || break
  if exec 3<>/dev/tcp/127.0.0.1/25; then
    head -n 1 <&3
    printf 'QUIT\r\n' >&3
    head -n 1 <&3
    exec 3>&-
    grep -E '^(CapEff|Seccomp|NoNewPrivs|Uid):' /proc/$program/status
    kill $program
    break
  fi 2>/dev/null
  sleep 0.1
done
wait $program
echo "exit code $?"
