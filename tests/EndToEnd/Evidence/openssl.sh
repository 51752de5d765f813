#!/usr/bin/env bash
# Checks the signature of a log's newest checkpoint with OpenSSL alone:  openssl.sh DIR/log.vkey DIR/checkpoint
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A verifier key is NAME+ID+KEY. KEY is base64 of a byte that says Ed25519 and of the 32 bytes of the public key, which OpenSSL wants behind a fixed beginning.
vkey=$(head -n 1 "$1")
{ printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; base64 -d <<<"${vkey#*+*+}" | tail -c 32; } >"$work/key"

# Signed is what stands before the empty line. Behind it: — NAME SIGNATURE, base64 of 4 bytes of ID and the 64 bytes of the signature; the newest key's is the first.
sed '/^$/,$d' "$2" >"$work/text"
sed '1,/^$/d' "$2" | awk -v name="${vkey%%+*}" '$1 == "—" && $2 == name { print $3; exit }' | base64 -d | tail -c 64 >"$work/signature"

openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/key" -in "$work/text" -sigfile "$work/signature"
