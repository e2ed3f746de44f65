#!/bin/bash
# Usage: Scripts/slurm-node.sh start DIR [PID] | stop DIR
#
# A one-node Slurm on this machine, from Debian's packages slurm-wlm and munge, for tests and experiments. All that it
# needs is in DIR: configuration, key, sockets, logs. It works beside another Slurm or munge, in a container without systemd, and
# offline. `start` ends when jobs can run, and prints the line for your shell; with PID, Slurm stops when that process ends.
#
#   eval "$(Scripts/slurm-node.sh start /tmp/slurm)"; sinfo
#   Scripts/slurm-node.sh stop /tmp/slurm
#
# Exit codes: 0 done; 1 it did not start, and the logs say why; 64 usage; 66 a program is missing, or this is not root.
set -eu

usage() {
  echo "usage: Scripts/slurm-node.sh start DIR [PID] | stop DIR" >&2
  exit 64
}

missing() {
  echo "slurm-node: $1" >&2
  exit 66
}

configure() {
  mkdir -p "$folder/state" "$folder/spool"
  # Two nodes on one machine need different ports, so the process number chooses them.
  port=$((20000 + $$ % 5000 * 2))
  host=$(hostname -s 2>/dev/null || hostname)
  # cred_expire also delays a requeued job before it starts again: 120 s by default, at least 5.
  cat > "$folder/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=0,batch_sched_delay=0
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ReturnToService=2
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
  head -c 128 /dev/urandom > "$folder/munge.key"
  chmod 600 "$folder/munge.key"
}

# The daemons would keep them open, and a process that waits for the end of one would wait for the daemons, too.
close_inherited_descriptors() {
  local descriptor
  for descriptor in /proc/$$/fd/*; do
    descriptor=${descriptor##*/}
    # 255 is where bash reads this script.
    if [ "$descriptor" -gt 2 ] && [ "$descriptor" != 255 ]; then eval "exec $descriptor>&-"; fi
  done
}

start() {
  [ "$(id -u)" = 0 ] || missing "only root can start slurmd"
  for program in munged slurmctld slurmd sinfo; do
    command -v "$program" >/dev/null || missing "$program is not installed: apt-get install --no-install-recommends slurm-wlm munge"
  done
  mkdir -p "$folder"
  chmod 755 "$folder"
  folder=$(cd "$folder" && pwd)
  configure
  close_inherited_descriptors
  munged --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" --num-threads=2 >/dev/null 2>&1
  export SLURM_CONF="$folder/slurm.conf"
  slurmctld >/dev/null 2>&1
  slurmd >/dev/null 2>&1
  if ! until_true 200 is_idle; then
    echo "slurm-node: not ready after 20 s:" >&2
    tail -n 5 "$folder"/*.log >&2
    stop
    exit 1
  fi
  if [ -n "$owner" ]; then setsid "$0" watch "$folder" "$owner" >/dev/null 2>&1 & fi
  echo "export SLURM_CONF='$folder/slurm.conf'"
}

# Stops the node once the owner has ended, in whatever way.
watch() {
  while ! is_gone "$owner"; do sleep 1; done
  stop
}

# `until_true N COMMAND…`: waits up to N tenths of a second for a command to succeed.
until_true() {
  tenths=$1
  shift
  until "$@"; do
    tenths=$((tenths - 1))
    [ "$tenths" -gt 0 ] || return 1
    sleep 0.1
  done
}

is_idle() { sinfo --noheader --format=%T 2>/dev/null | grep -q '^idle$'; }

# Zombies count as gone: in a container without an init, nothing ever reaps them.
is_gone() { ! grep -q '^State:[[:space:]]*[^Z]' "/proc/$1/status" 2>/dev/null; }

# Jobs are ended first, as slurmd's end would leave their processes behind.
stop() {
  [ -r "$folder/slurm.conf" ] || return 0
  export SLURM_CONF="$folder/slurm.conf"
  if timeout 5 scancel --partition=main 2>/dev/null; then until_true 100 is_idle || true; fi
  for daemon in slurmd slurmctld munged; do
    [ -r "$folder/$daemon.pid" ] || continue
    pid=$(cat "$folder/$daemon.pid")
    kill "$pid" 2>/dev/null || continue
    until_true 100 is_gone "$pid" || kill -9 "$pid" 2>/dev/null || true
  done
}

[ $# = 2 ] || [ $# = 3 ] || usage
folder=$2
owner=${3:-}
case $1 in
  start) start ;;
  watch) watch ;;
  stop) stop ;;
  *) usage ;;
esac
