package strict

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on a file. They are far above what people write, and keep the YAML parser, which needs time by the square of
// what it is given, below a second.
const (
	maxFile    = 256 << 10
	maxLines   = 5000
	maxLine    = 4096
	maxNesting = 50
	maxValues  = 100_000 // each use of an alias counted
)

// file is one file of a document.
type file struct {
	name  string
	dir   string
	lines []string
	open  bool // everybody on the machine can read it
	built bool // it is part of the program
}

func (f *file) line(number int) string {
	if number < 1 || number > len(f.lines) {
		return ""
	}
	return f.lines[number-1]
}

// Read reads one YAML file, or all *.yaml of a directory as if they were one. Between files mappings are merged by key,
// lists are joined, and a value that is set twice is a mistake. It always returns a document.
//
// Variables in values are resolved: ${NAME} by env, ${file:/path} by the file's text without its last line break, its
// path taken from the folder of the YAML file; $${ stands for ${. With a nil env they are left as they stand.
func Read(path string, env func(string) (string, bool)) *Document {
	d := newDocument(env)
	paths, ok := d.files(path)
	if !ok {
		return d
	}
	for _, p := range paths {
		d.Paths = append(d.Paths, p)
		if data, open, ok := d.load(p); ok {
			d.Root = d.join(d.Root, d.parse(&file{name: p, dir: filepath.Dir(p), open: open}, data))
		}
	}
	if d.Root == nil && !d.Broken() {
		d.lost(path, Unreadable, "there is nothing in it", "")
	}
	return d
}

// Parse reads YAML that is part of the program. Variables are left as they stand.
func Parse(name string, data []byte) *Document {
	d := newDocument(nil)
	d.Root = d.parse(&file{name: name, built: true}, data)
	return d
}

// files lists what is to be read.
func (d *Document) files(path string) ([]string, bool) {
	info, err := os.Stat(path)
	if err != nil {
		d.lost(path, Unreadable, reason(err), "")
		return nil, false
	}
	if !info.IsDir() {
		return []string{path}, true
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		d.lost(path, Unreadable, reason(err), "")
		return nil, false
	}
	var paths []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".yaml") && !strings.HasPrefix(e.Name(), ".") {
			paths = append(paths, filepath.Join(path, e.Name()))
		}
	}
	if len(paths) == 0 {
		d.lost(path, Unreadable, "no file in this folder ends in .yaml", "")
	}
	return paths, len(paths) > 0
}

// load reads a file with bounds. open: everybody on the machine can read it.
func (d *Document) load(path string) (data []byte, open, ok bool) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no ordinary file")
	}
	if err == nil && info.Size() > maxFile {
		err = fmt.Errorf("it has %d KiB, more than the %d KiB a config may have", info.Size()>>10, maxFile>>10)
	}
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		d.lost(path, Unreadable, reason(err), "")
		return nil, false, false
	}
	return data, info.Mode().Perm()&0o004 != 0, true
}

// reason drops what a Mistake says already: the path.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return "can't be read: " + at.Err.Error()
	}
	return "can't be read: " + err.Error()
}

// bounded reports whether the text is within bounds, and splits it into lines.
func (d *Document) bounded(f *file, text string) bool {
	if !utf8.ValidString(text) {
		d.lost(f.name, Unreadable, "it is not UTF-8 text", "save it as UTF-8")
		return false
	}
	f.lines = strings.Split(text, "\n")
	if len(text) > maxFile || len(f.lines) > maxLines {
		d.lost(f.name, Unreadable, fmt.Sprintf("it has more than %d lines or %d KiB", maxLines, maxFile>>10), "split it into files of one folder")
		return false
	}
	nesting := 0
	for i, line := range f.lines {
		if trouble := beyond(line, &nesting); trouble != "" {
			d.add(span{f, i + 1, 1, 2}, Unreadable, trouble, "")
			return false
		}
	}
	return true
}

// beyond says what is too much about a line; nesting counts the brackets that are open.
func beyond(line string, nesting *int) string {
	if len(line) > maxLine {
		return fmt.Sprintf("this line has more than %d characters", maxLine)
	}
	for _, r := range line {
		switch {
		case r == '[' || r == '{':
			*nesting++
		case r == ']' || r == '}':
			*nesting--
		case r != '\t' && unicode.IsControl(r):
			return fmt.Sprintf("a control character, %U, stands in this line", r)
		}
		if *nesting > maxNesting {
			return fmt.Sprintf("more than %d brackets are open here", maxNesting)
		}
	}
	return ""
}

// join adds a file's tree to what the files before it said.
func (d *Document) join(base, more *Node) *Node {
	if !more.Set() {
		return base
	}
	if !base.Set() {
		return more
	}
	if base.kind == list && more.kind == list {
		base.items = append(base.items, more.items...)
		return base
	}
	if base.kind != mapping || more.kind != mapping {
		at := base.place()
		d.mistake(more, more.place(), Duplicate, "this is set already", fmt.Sprintf("see %s:%d; keep one of them", at.file.name, at.line))
		return base
	}
	for _, e := range more.entries {
		at := slices.IndexFunc(base.entries, func(b *entry) bool { return b.name == e.name && !b.dropped })
		if at < 0 || e.dropped {
			base.entries = append(base.entries, e)
			continue
		}
		base.entries[at].value = d.join(base.entries[at].value, e.value)
	}
	return base
}
