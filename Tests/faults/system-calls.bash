# Runs a small pipeline once for each system call that its two ends make, with strace doing something to that call.
#
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # head_under, tail_under and codes are those of common.bash

# Every call by which fp-watch changes what others can see, and those by which it opens and locks.
traced=write,pwrite64,openat,mkdirat,rename,renameat,renameat2,linkat,unlink,unlinkat,fsync,fdatasync,syncfs,ftruncate,flock,sync_file_range

# The calls that strace has noted in the file $2, as `$1 CALL N`. What the loader and the runtime open, by an absolute path
# outside the scratch folder, is counted and left out: that is not the program's.
points_in() {
    sed -nE 's/^[0-9]+ +([a-z0-9_]+)\((.*)/\1 \2/p' "$2" | awk -v end="$1" -v own="$scratch/" '{
        count[$1]++
        if ($1 != "openat" || $3 !~ /^"\// || index($3, own) == 2) print end, $1, count[$1]
    }'
}

# The points of one undisturbed run, for the head and for the tail. It makes its own token, as each disturbed one does, for else
# the calls that make it would be points that no other run comes to.
points_of_run() {
    local folder=$1
    head_under=(strace -f -qq -o "$folder.head" -e "trace=$traced")
    tail_under=(strace -f -qq -o "$folder.tail" -e "trace=$traced")
    run_pipeline "$folder"
    head_under=() tail_under=()
    [[ ${codes[*]} == '0 0 0' ]] || { cat "$folder.stderr" >&2; return 1; }
    points_in head "$folder.head"
    points_in tail "$folder.tail"
}

# Of each call of each end: the first, the last, and as many between as $1 allows in all.
sample() {
    awk -v wanted="$1" '{ line[NR] = $0; last[$1 " " $2] = NR }
        END {
            for (kind in last) chosen[last[kind]] = 1
            for (number = 1; number <= NR; number++) {
                split(line[number], part, " ")
                if (part[3] == 1) chosen[number] = 1
            }
            for (number in chosen) count++
            step = NR / (wanted > count ? wanted - count : 1)
            for (place = step / 2; place < NR; place += step) if (count < wanted && !(int(place) + 1 in chosen)) { chosen[int(place) + 1] = 1; count++ }
            for (number = 1; number <= NR; number++) if (number in chosen) print line[number]
        }'
}

# Disturbs the call $3 of kind $2 at the end $1 with $4 (as strace's inject takes it), in the folder $5; the calls of that
# kind, as strace saw them, are in $5.calls.
run_disturbed() {
    local -a under=(strace -f -qq -o "$5.calls" -e "trace=$2" -e "inject=$2:$4:when=$3")
    if [[ $1 == head ]]; then head_under=("${under[@]}"); else tail_under=("${under[@]}"); fi
    run_pipeline "$5"
    head_under=() tail_under=()
}

can_trace() { strace -f -qq -o /dev/null true 2>/dev/null; }
