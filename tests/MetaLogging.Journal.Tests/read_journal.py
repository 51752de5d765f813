"""Prints every entry of a MetaLogging journal as sequence, fact, detail, and checks every digest. Knows only docs/journal-format.md.

Usage: read_journal.py DIR. Exit code 1 when something is damaged or a digest is wrong; what and where goes to standard error.
"""
import base64, hashlib, json, os, struct, subprocess, sys

TABLE = []
for number in range(256):
    for _ in range(8):
        number = number >> 1 ^ 0x82F63B78 * (number & 1)
    TABLE.append(number)
problems = 0


def crc(data):
    state = 0xFFFFFFFF
    for byte in data:
        state = TABLE[(state ^ byte) & 255] ^ state >> 8
    return state ^ 0xFFFFFFFF


def problem(text):
    global problems
    problems += 1
    print(text, file=sys.stderr)


def log_id(data, path):
    """Checks the first page; answers the log id."""
    for copy in (data[:2048], data[2048:4096]):
        if copy[:8] == b"MLOGSEGM" and crc(copy[:2044]) == struct.unpack_from("<I", copy, 2044)[0]:
            if struct.unpack_from("<I", copy, 8)[0] != 1:
                sys.exit(f"{path}: a newer format")
            return copy[16:32]
    sys.exit(f"{path}: no header holds")


def entries_of(body, sequence):
    at = 0
    while at < len(body):
        fact, detail = struct.unpack_from("<II", body, at)
        detail &= 0x7FFFFFFF
        at += 8 + fact + detail
        yield sequence, body[at - fact - detail:at - detail], body[at - detail:at]
        sequence += 1


def read_open(path, first, limit):
    data = open(path, "rb").read()
    log, at, expected = log_id(data, path), 4096, first
    while at + 64 <= len(data):
        magic, _, frame_log, segment, start, count, length, _, header_crc, frame_crc = struct.unpack_from("<4sI16sqqIIIII", data, at)
        if magic == b"MFRM" and crc(data[at:at + 52]) == header_crc and (frame_log, segment) == (log, first) and start >= expected:
            if limit is not None and start >= limit:
                break  # void
            end = at + (64 + length + 511) // 512 * 512
            body = data[at + 64:at + 64 + length]
            if len(body) == length and crc(data[at:at + 56] + body) == frame_crc:
                if start > expected:
                    problem(f"{path}: entries {expected} to {start - 1} are lost")
                yield from entries_of(body, start)
            elif limit is None and not any(data[end:]) and (len(body) < length or has_zero_sector(data[at:at + 64 + length])):
                break  # torn, and never acknowledged
            else:
                problem(f"{path}: the frame at {at} is damaged")
            at, expected = end, start + count
        elif not any(data[at:]):
            break
        else:
            if limit is not None or any(data[at:at + 512]) and any(data[at + 64:]):
                problem(f"{path}: no frame at {at}")
            at += 512


def has_zero_sector(frame):
    return any(not any(frame[at:at + 512]) for at in range(0, len(frame), 512))


def open_sealed(path):
    """Answers blocks and lost ranges; None when the footer or the tables do not hold."""
    data = open(path, "rb").read()
    log_id(data, path)
    footer = data[-128:]
    if footer[:8] != b"MLOGFOOT" or crc(footer[:124]) != struct.unpack_from("<I", footer, 124)[0]:
        return None
    offset, blocks, orders, lost = struct.unpack_from("<qIII", footer, 48)
    tables = data[offset:-128]
    if crc(tables) != struct.unpack_from("<I", footer, 96)[0]:
        return None
    ranges = struct.unpack_from(f"<{2 * lost}q", tables, 32 * blocks + 8 * orders)
    return data, list(struct.iter_unpack("<qqIIII", tables[:32 * blocks])), list(zip(ranges[::2], ranges[1::2]))


def read_sealed(path):
    """Answers a dictionary of sequence to bytes."""
    opened, found = open_sealed(path), {}
    if opened is None:
        return problem(f"{path}: footer or tables do not hold") or found
    data, blocks, lost = opened
    for first, offset, compressed, raw, checksum, count in blocks:
        block = data[offset:offset + compressed]
        if crc(block) != checksum:
            problem(f"{path}: the block of entries {first} to {first + count - 1} is damaged")
            continue
        plain, at = subprocess.run(["zstd", "-dc"], input=block, stdout=subprocess.PIPE, check=True).stdout, 0
        assert len(plain) == raw
        for sequence in range(first, first + count):
            length, = struct.unpack_from("<I", plain, at)
            found[sequence] = plain[at + 4:at + 4 + length]
            at += 4 + length
    for start, end in lost:
        problem(f"{path}: entries {start} to {end - 1} are lost")
        for sequence in range(start, end):
            found.pop(sequence, None)
    return found


def digest_of(detail):
    """The digest that the fact must name, from what is left of the detail."""
    decode = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    scan, parts, at, digests = json.JSONDecoder().raw_decode, {}, 1, b""
    while detail[at] != "}":
        name, colon = scan(detail, at + (detail[at] == ","))
        _, at = scan(detail, colon + 1)
        parts[name] = detail[colon + 1:at]
    erased, salts = json.loads(parts.get("erased", "{}")), {name: decode(salt) for name, salt in json.loads(parts.get("salts", "{}")).items()}
    if "salt" in parts:
        one, two = (hashlib.sha256(decode(json.loads(parts["salt"])) + byte).digest() for byte in (b"\1", b"\2"))
        salts = {"actor": one[:16], "client": one[16:], "subject": two[:16], "content": two[16:]}
    for name in ("actor", "client", "subject", "content"):
        digests += (decode(erased[name]) if name in erased else hashlib.sha256(salts[name] + parts[name].encode()).digest() if name in parts else bytes(32))
    return base64.urlsafe_b64encode(hashlib.sha256(digests).digest()).decode().rstrip("=")


folder = os.path.join(sys.argv[1], "journal")
names = set(os.listdir(folder))
dropped = {name[:20] for name in names if name.endswith(".dropped")}
segments = sorted({name[:20] for name in names if name[20:] in (".open", ".facts", ".details")} - dropped)
for index, segment in enumerate(segments):
    limit, path = int(segments[index + 1]) if index + 1 < len(segments) else None, os.path.join(folder, segment)
    if segment + ".open" in names and not {segment + ".facts", segment + ".details"} <= names:
        entries = read_open(path + ".open", int(segment), limit)
    else:
        details = read_sealed(path + ".details")
        entries = ((sequence, fact, details.get(sequence, b"")) for sequence, fact in read_sealed(path + ".facts").items())
    for sequence, fact, detail in entries:
        print(sequence, fact.decode(), detail.decode(), sep="\t")
        if detail and json.loads(fact).get("detail") != digest_of(detail.decode()):
            problem(f"entry {sequence}: the detail is not the one that the fact names")
sys.exit(1 if problems else 0)
