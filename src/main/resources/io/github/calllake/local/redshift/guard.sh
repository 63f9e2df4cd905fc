# Runs a command for as long as the other end of standard input is held open, and not a moment longer.
# $1 keep|remove: what becomes of directory $2 at the end; $3: the signal that asks the command to end; the rest is the command.
# The command starts when a line comes in. If none ever comes, only the directory is seen to.
last=$1 directory=$2 stop=$3
shift 3
# A Ctrl-C at the terminal goes to all: whoever holds the pipe decides, not the terminal.
trap '' HUP INT TERM
exec 3<&0 </dev/null

pause() {
    sleep 0.1 2>/dev/null || sleep 1
}

# Asks, then asks for an immediate end, then does not ask.
end() {
    for signal in "$stop" QUIT KILL; do
        kill -s "$signal" "$1" 2>/dev/null
        tries=0
        while [ $tries -lt 80 ]; do
            kill -s 0 "$1" 2>/dev/null || return
            pause
            tries=$((tries + 1))
        done
    done
}

status=0
if read -r line <&3; then
    "$@" 3<&- &
    command=$!
    {
        while read -r line; do :; done
        end "$command"
    } <&3 3<&- &
    watcher=$!
    exec 3<&-
    wait "$command"
    status=$?
    kill -s KILL "$watcher" 2>/dev/null
    wait "$watcher" 2>/dev/null
fi

# What was running may still write while it dies.
tries=0
while [ "$last" = remove ] && [ -e "$directory" ] && [ $tries -lt 50 ]; do
    [ $tries -eq 0 ] || pause
    rm -rf -- "$directory" 2>/dev/null
    tries=$((tries + 1))
done
exit $status
