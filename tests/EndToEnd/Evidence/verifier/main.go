// Checks a running log with somebody else's code: signatures by golang.org/x/mod/sumdb/note, trees by golang.org/x/mod/sumdb/tlog.
//
//	METALOG_KEY=… verifier -server http://127.0.0.1:5100 -vkey "$(head -n1 DIR/log.vkey)" [-every-width] [OLDER-CHECKPOINT…]
//
// It ends with 0 and says what it checked, or with 1 and the first thing that is wrong.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

func main() {
	server := flag.String("server", "", "where the server listens")
	vkey := flag.String("vkey", "", "the log's verifier key")
	everyWidth := flag.Bool("every-width", false, "also fetch each partial tile and bundle that there ever was")
	flag.Parse()
	if err := run(*server, *vkey, *everyWidth, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "NOT PROVEN:", err)
		os.Exit(1)
	}
}

func run(server, vkey string, everyWidth bool, older []string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return fmt.Errorf("the key: %w", err)
	}

	from := source{server: strings.TrimSuffix(server, "/"), key: os.Getenv("METALOG_KEY")}
	signed, err := from.fetch("/tlog/checkpoint")
	if err != nil {
		return err
	}

	head, err := openCheckpoint(signed, verifier)
	if err != nil {
		return fmt.Errorf("the checkpoint: %w", err)
	}
	fmt.Printf("checkpoint of %s over %d entries: signed\n", verifier.Name(), head.N)

	steps := []func() error{
		func() error { return checkTiles(from, head) },
		func() error { return checkInclusion(from, head) },
	}
	for _, path := range older {
		path := path
		steps = append(steps, func() error { return checkOlder(from, head, path, verifier) })
	}
	if everyWidth {
		steps = append(steps, func() error { return checkEveryWidth(from, head) })
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// openCheckpoint checks the signature and reads the three lines of a C2SP checkpoint; tlog.ParseTree knows only those of the Go checksum database.
func openCheckpoint(signed []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}

	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 {
		return tlog.Tree{}, errors.New("it has less than three lines")
	}
	if lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("it is of %q", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("its size is %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// checkTiles makes the whole tree anew from the entries in the bundles and compares the root, every leaf and every tile of every level.
func checkTiles(from source, head tlog.Tree) error {
	var made storedHashes
	for n := int64(0); n < head.N; {
		bundle := tlog.Tile{H: tileHeight, N: n / tileWidth, W: widthOf(n/tileWidth, head.N)}
		entries, err := from.bundle(bundle)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			hashes, err := tlog.StoredHashes(n, entry, &made)
			if err != nil {
				return err
			}
			made = append(made, hashes...)
			n++
		}
	}
	root, err := tlog.TreeHash(head.N, &made)
	if err != nil {
		return err
	}
	if root != head.Hash {
		return fmt.Errorf("the root of the entries in the bundles is %v, and %v is signed", root, head.Hash)
	}
	fmt.Printf("root from entry bundles: %v\n", root)

	// The root from the tiles alone: x/mod checks each tile that it uses against the root.
	root, err = tlog.TreeHash(head.N, tlog.TileHashReader(head, from))
	if err != nil {
		return fmt.Errorf("the tiles: %w", err)
	}
	tiles := tlog.NewTiles(tileHeight, 0, head.N)
	data, err := from.ReadTiles(tiles)
	if err != nil {
		return err
	}
	var leaves storedHashes
	for i, tile := range tiles {
		expected, err := tlog.ReadTileData(tile, &made)
		if err != nil {
			return err
		}
		if !bytes.Equal(data[i], expected) {
			return fmt.Errorf("the tile %s is not that of the entries", pathOf(tile))
		}
		if tile.L == 0 && tile.W == widthOf(tile.N, head.N) { // of the last one there is each width
			if leaves, err = appendLeaves(leaves, tile, data[i]); err != nil {
				return err
			}
		}
	}
	again, err := tlog.TreeHash(head.N, &leaves)
	if err != nil {
		return err
	}
	if root != head.Hash || again != head.Hash {
		return fmt.Errorf("the root of the tiles is %v or %v, and %v is signed", root, again, head.Hash)
	}
	fmt.Printf("root from %d tiles: %v\n", len(tiles), root)
	return nil
}

func appendLeaves(leaves storedHashes, tile tlog.Tile, data []byte) (storedHashes, error) {
	for i := 0; i < tile.W; i++ {
		var leaf tlog.Hash
		copy(leaf[:], data[i*tlog.HashSize:])
		hashes, err := tlog.StoredHashesForRecordHash(tile.N*tileWidth+int64(i), leaf, &leaves)
		if err != nil {
			return nil, err
		}
		leaves = append(leaves, hashes...)
	}
	return leaves, nil
}

// checkInclusion proves some entries from tiles, and takes the server's own proofs of them.
func checkInclusion(from source, head tlog.Tree) error {
	checked := map[int64]bool{}
	for _, n := range []int64{0, 1, 254, 255, 256, 257, head.N / 3, head.N / 2, head.N - 2, head.N - 1} {
		if n < 0 || n >= head.N || checked[n] {
			continue
		}
		checked[n] = true
		entries, err := from.bundle(tlog.Tile{H: tileHeight, N: n / tileWidth, W: widthOf(n/tileWidth, head.N)})
		if err != nil {
			return err
		}
		leaf := tlog.RecordHash(entries[n%tileWidth])
		proof, err := tlog.ProveRecord(head.N, n, tlog.TileHashReader(head, from))
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, head.N, head.Hash, n, leaf); err != nil {
			return fmt.Errorf("inclusion of entry %d: %w", n, err)
		}

		var told struct {
			Hashes []tlog.Hash     `json:"hashes"`
			Fact   json.RawMessage `json:"fact"`
		}
		if err := from.fetchJSON(fmt.Sprintf("/api/v1/proofs/inclusion/%d?size=%d", n, head.N), &told); err != nil {
			return err
		}
		if err := tlog.CheckRecord(told.Hashes, head.N, head.Hash, n, tlog.RecordHash(told.Fact)); err != nil {
			return fmt.Errorf("the server's proof of entry %d: %w", n, err)
		}
	}
	fmt.Printf("inclusion of %d entries: proven\n", len(checked))
	return nil
}

// checkOlder proves that the tree is the continuation of one that was signed before, and rebuilds that one from its own tiles.
func checkOlder(from source, head tlog.Tree, path string, verifier note.Verifier) error {
	signed, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	old, err := openCheckpoint(signed, verifier)
	if err != nil {
		return fmt.Errorf("the older checkpoint %s: %w", path, err)
	}
	if old.N > head.N {
		return fmt.Errorf("the log had %d entries when %s was signed, and has %d now", old.N, path, head.N)
	}
	proof, err := tlog.ProveTree(head.N, old.N, tlog.TileHashReader(head, from))
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, head.N, head.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("the log is not the continuation of %s: %w", path, err)
	}
	if _, err := tlog.TreeHash(old.N, tlog.TileHashReader(old, from)); err != nil {
		return fmt.Errorf("the tiles of %s: %w", path, err)
	}

	var told struct {
		Hashes []tlog.Hash `json:"hashes"`
	}
	if err := from.fetchJSON(fmt.Sprintf("/api/v1/proofs/consistency?from=%d&to=%d", old.N, head.N), &told); err != nil {
		return err
	}
	if err := tlog.CheckTree(told.Hashes, head.N, head.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("the server's proof of consistency: %w", err)
	}
	fmt.Printf("consistency with the tree of %d entries: proven\n", old.N)
	return nil
}

// checkEveryWidth fetches the tiles and bundles of each size that the tree ever had: those of one place begin alike, and there are none beyond the signed size.
func checkEveryWidth(from source, head tlog.Tree) error {
	count := 0
	for level := 0; head.N>>(tileHeight*level) > 0; level++ {
		hashes := head.N >> (tileHeight * level)
		for n := int64(0); n*tileWidth < hashes; n++ {
			whole := tlog.Tile{H: tileHeight, L: level, N: n, W: widthOf(n, hashes)}
			data, err := from.tile(whole)
			if err != nil {
				return err
			}
			for w := 1; w < whole.W; w++ {
				partial, err := from.tile(tlog.Tile{H: tileHeight, L: level, N: n, W: w})
				if err != nil {
					return err
				}
				if !bytes.Equal(partial, data[:w*tlog.HashSize]) {
					return fmt.Errorf("the tile %s with %d hashes is not the beginning of the one with %d", pathOf(whole), w, whole.W)
				}
				count++
			}
		}
	}
	for n := int64(0); n*tileWidth < head.N; n++ {
		whole := tlog.Tile{H: tileHeight, N: n, W: widthOf(n, head.N)}
		entries, err := from.bundle(whole)
		if err != nil {
			return err
		}
		for w := 1; w < whole.W; w++ {
			partial, err := from.bundle(tlog.Tile{H: tileHeight, N: n, W: w})
			if err != nil {
				return err
			}
			for i := range partial {
				if !bytes.Equal(partial[i], entries[i]) {
					return fmt.Errorf("the bundle %d with %d entries is not the beginning of the one with %d", n, w, whole.W)
				}
			}
			count++
		}
	}

	// The log goes on while it is read, but not that far.
	beyond := tlog.Tile{H: tileHeight, N: head.N/tileWidth + 100, W: 1}
	if _, err := from.tile(beyond); err == nil {
		return fmt.Errorf("the tile %s is not signed, and is handed out", pathOf(beyond))
	}
	fmt.Printf("partial tiles and bundles: %d, each the beginning of the next\n", count)
	return nil
}

func widthOf(n, count int64) int {
	if left := count - n*tileWidth; left < tileWidth {
		return int(left)
	}
	return tileWidth
}

// storedHashes are the hashes of a tree, in the order in which x/mod keeps them.
type storedHashes []tlog.Hash

func (s *storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(*s)) {
			return nil, fmt.Errorf("hash %d is not there", index)
		}
		hashes[i] = (*s)[index]
	}
	return hashes, nil
}

// source is a server. It is a tlog.TileReader.
type source struct {
	server string
	key    string
}

func (from source) Height() int { return tileHeight }

func (from source) SaveTiles([]tlog.Tile, [][]byte) {}

func (from source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		var err error
		if data[i], err = from.tile(tile); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// pathOf is a tile's path after C2SP, which has no height in it: 0/x001/234.
func pathOf(tile tlog.Tile) string {
	return strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
}

func (from source) tile(tile tlog.Tile) ([]byte, error) {
	data, err := from.fetch("/tlog/tile/" + pathOf(tile))
	if err == nil && len(data) != tile.W*tlog.HashSize {
		return nil, fmt.Errorf("the tile %s has %d bytes", pathOf(tile), len(data))
	}
	return data, err
}

func (from source) bundle(tile tlog.Tile) ([][]byte, error) {
	path := "/tlog/tile/entries/" + strings.TrimPrefix(pathOf(tile), "0/")
	data, err := from.fetch(path)
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s ends within an entry", path)
		}
		length := int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if len(entries) != tile.W {
		return nil, fmt.Errorf("%s has %d entries", path, len(entries))
	}
	return entries, nil
}

func (from source) fetchJSON(path string, into interface{}) error {
	data, err := from.fetch(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (from source) fetch(path string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, from.server+path, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+from.key)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return data, nil
}
