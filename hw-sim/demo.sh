#!/usr/bin/env bash
# The main job on simulated hardware: five people at the counter, from blanks that arrive with a
# BAST to cards that are ready. Starts what it needs, stops what it started.
# With --stay: leaves simulator and daemon up until Ctrl-C, and prints how to talk to them.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=${CARGO_TARGET_DIR:-target}/debug
# Not below the checkout: pcscd runs as nobody and must be able to walk here.
work=$(mktemp -d "${TMPDIR:-/tmp}/cetakd-demo.XXXXXX")
chmod 711 "$work"
export CETAKD_CONFIG=$work/cetakd.toml
pids=()

stop() {
    trap - EXIT INT TERM
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        kill "${pids[i]}" 2>/dev/null && wait "${pids[i]}" 2>/dev/null
    done
    return 0
}
trap stop EXIT
trap 'stop; exit 130' INT TERM

title() { printf '\n\033[1m%s\033[0m\n' "$*"; }
cetakd() { "$bin/cetakd" "$@"; }
hands() { "$bin/hw-sim" ctl --socket "$control" "$@"; }

# The first line of a background program's output: it says when everything listens.
first_line_of() {
    local pipe=$work/$1.out line
    mkfifo "$pipe"
    "${@:2}" >"$pipe" 2>"$work/$1.log" &
    pids+=($!)
    exec {descriptor}<"$pipe"
    if ! read -r line <&"$descriptor"; then
        echo "$1 did not start:"; cat "$work/$1.log"; exit 1
    fi
    # What follows on the pipe is read away, so that the program never blocks.
    cat <&"$descriptor" >"$work/$1.more" &
    printf -v "$1_line" '%s' "$line"
}

# What a card does in somebody's hands, and whether it could.
does() {
    local said=$1
    if hands "${@:2}" >/dev/null 2>&1; then echo "  $said"; else echo "  – tidak ada kartu di situ · no card there"; fi
}

# Up until Ctrl-C; keys are the hands of the simulated office.
stay() {
    local address code key
    address=$(grep -o 'http://[0-9.:]*/' "$work/daemon.more" | head -1)
    code=$(sed -n 's/.*Kode awal: \([A-Z0-9]*\).*/\1/p' "$work/daemon.more" | head -1)
    title "Siap · ready"
    cat <<TEXT

    Buka di peramban · open in a browser    $address
    Kode awal · code of the first start     $code

 1. Ketik kode, nama dan PIN baru (6–12 angka); lalu "Ke loket".
    Type the code, a name and a new PIN (6–12 digits); then "To the counter".
 2. Ketik NIK 9901015202900001 dan Enter, cocokkan, cetak.
    Type NIK 9901015202900001 and Enter, confirm, print.
 3. Kartu di keluaran? Tekan t di sini, lalu "baik" di halaman.
    The card is at the output? Press t here, then "good" on the page.

Tangan di kantor ini, satu tombol · the hands of this office, one key:
    t  kartu teratas dari keluaran ke pembaca meja · top card of the output onto the desk reader
    h  kartu dari tangan ke pembaca meja · the card in hand onto the desk reader
    l  angkat dari pembaca meja · lift it off the desk reader
    p  orang buatan, NIK dan keadaan · synthetic people, NIK and state

Baris perintah di terminal lain · command line in another terminal:
    export CETAKD_CONFIG=$CETAKD_CONFIG PCSCLITE_CSOCK_NAME=$PCSCLITE_CSOCK_NAME
    $PWD/$bin/cetakd --help
    $PWD/$bin/hw-sim ctl --socket $control --help

Ctrl-C berhenti · stops
TEXT
    if [ ! -t 0 ]; then
        wait "${pids[1]}"
        return
    fi
    while kill -0 "${pids[1]}" 2>/dev/null; do
        read -rsn1 -t 1 key || continue
        case $key in
        t) does "kartu di pembaca meja · card on the desk reader" tap top ;;
        h) does "kartu di pembaca meja · card on the desk reader" tap top --of hands ;;
        l) does "kartu di tangan · card in hand" lift ;;
        p) hands people | sed -n 1,20p ;;
        esac
    done
}

field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$simulator_line"; }

title "Kantor simulasi: pencetak, pembaca chip, pcscd, sumber data · simulated office"
first_line_of simulator "$bin/hw-sim" run --dir "$work/office" --certificates "$work/certs" \
    --lanes 1 --desks 1 --blanks 20 --blank "${DEMO_BAD_CHIP:-3=write-fails:5}"
control=$(field control)
PCSCLITE_CSOCK_NAME=$(field pcscd)
export PCSCLITE_CSOCK_NAME
reader=$(sed -n 's/.*"reader":"\([^"]*\)".*/\1/p' <<<"$simulator_line")
desk=$(sed -n 's/.*"desks":\["\([^"]*\)".*/\1/p' <<<"$simulator_line")

cetakd init --certs "$work/certs" --layouts card-layouts --source "$(field source)" \
    --lane "A=$(field printer),pcsc:$reader" --desk "pcsc:$desk" --web 127.0.0.1:0
first_line_of daemon "$bin/cetakd" run
echo "$daemon_line"

if [ "${1:-}" = --stay ]; then
    cetakd stock receive 20 --bast "470/SPESIMEN/2026" --uids "$(field uids)"
    hands load 20 >/dev/null
    cetakd stock load 20 --lane A
    until grep -q 'Kode awal' "$work/daemon.more"; do sleep 0.1; done
    stay
    exit
fi

title "Blangko datang dengan BAST, lalu dimuat · blanks arrive and are loaded"
cetakd stock receive 20 --bast "470/SPESIMEN/2026" --uids "$(field uids)"
hands load 20 >/dev/null
cetakd stock load 20 --lane A

# NIK, and what has to come of it.
people=(
    "9901015202900001 ibu dengan nama biasa · an ordinary record"
    "9901030202920001 belum siap cetak · not print-ready"
    "9903074311750002 nama terpanjang · the longest name and places"
    "9901020501690003 nama bergelar; chip blangko ini gagal · titled name; this blank's chip fails"
    "9901011708870001 bapak dengan nama biasa · an ordinary record"
)
for person in "${people[@]}"; do
    nik=${person%% *}
    title "${nik:0:4}********${nik:12}  ${person#* }"
    # The NIK goes through standard input: it stands in no process list.
    if cetakd print --reason baru - <<<"$nik"; then
        hands tap top >/dev/null
        cetakd inspect --tap good
        hands lift >/dev/null
    elif [ $? -ne 3 ]; then
        echo "the demo expected a card or a refusal"; exit 1
    fi
done

title "Blangko · blanks"
cetakd stock show
title "Buku Register Dokumen KTP-el · print register"
cetakd register list
title "Jurnal · journal"
cetakd journal verify
title "Muka kartu seperti diterima pencetak · faces as the printer received them"
ls -1 "$(field pictures)"/*.png
echo "Semua berkas demo: $work (hapus dengan make clean · removed by make clean)"
title "Selesai: 4 kartu siap, 1 orang belum siap cetak, 1 blangko rusak · done"
echo "Berikutnya: make run, lalu buka alamatnya di peramban · next: make run, then open its address"
