// Checks a log of ours with Go's own libraries for checksum databases, which know nothing of us: note, tlog, tiles.
// Reads a folder: the public files, and beside them vkey, old (an earlier checkpoint), proof (.tlog-proof) and leaf.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("REFUSED", err)
		os.Exit(1)
	}
}

func read(parts ...string) string {
	content, err := os.ReadFile(filepath.Join(parts...))
	must(err)
	return string(content)
}

func hash(line string) (found tlog.Hash) {
	raw, err := base64.StdEncoding.DecodeString(line)
	must(err)
	copy(found[:], raw)
	return found
}

// open checks the log's signature and returns the tree that the checkpoint is of.
func open(text string, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("origin %q", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

// tiles reads our files; Go names the height in its paths, C2SP does not.
type tiles struct{ folder string }

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(asked []tlog.Tile) (found [][]byte, err error) {
	for _, tile := range asked {
		content, err := os.ReadFile(filepath.Join(t.folder, "tile", strings.TrimPrefix(tile.Path(), "tile/8/")))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func main() {
	folder := os.Args[1]
	verifier, err := note.NewVerifier(strings.TrimSpace(read(folder, "vkey")))
	must(err)
	tree, old := open(read(folder, "checkpoint"), verifier), open(read(folder, "old"), verifier)
	hashes := tlog.TileHashReader(tree, tiles{folder}) // refuses tiles that are not of the tree

	// The earlier tree is the beginning of this one, by a proof that Go makes from our tiles.
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	must(err)
	must(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))

	// The proof that a receipt's holder keeps.
	parts := strings.SplitN(read(folder, "proof"), "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		must(fmt.Errorf("heading %q", lines[0]))
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	var record tlog.RecordProof
	for _, line := range lines[2:] {
		record = append(record, hash(line))
	}
	of := open(parts[1], verifier)
	must(tlog.CheckRecord(record, of.N, of.Hash, index, tlog.RecordHash([]byte(read(folder, "leaf")))))

	// Every leaf's proof, made by Go from our tiles.
	for n := int64(0); n < tree.N; n++ {
		made, err := tlog.ProveRecord(tree.N, n, hashes)
		must(err)
		found, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		must(err)
		must(tlog.CheckRecord(made, tree.N, tree.Hash, n, found[0]))
	}
	fmt.Println("HOLDS", tree.N, old.N, index)
}
