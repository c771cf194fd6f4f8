package strict

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// variable finds $${, the escape, and ${...}.
var variable = regexp.MustCompile(`\$?\$\{[^}]*\}?`)

// reference is a value that shows nothing but names.
var reference = regexp.MustCompile(`^:?(\$\{([A-Za-z0-9_]+|file:[^}]*)\})+$`)

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// resolve puts values in place of a scalar's variables. What comes of it is never shown.
func (d *Document) resolve(n *Node) {
	if d.env == nil || !strings.Contains(n.text, "${") {
		return
	}
	n.public = reference.MatchString(n.written)
	used := false
	n.text = variable.ReplaceAllStringFunc(n.text, func(found string) string {
		if strings.HasPrefix(found, "$$") {
			return found[1:]
		}
		if !strings.HasSuffix(found, "}") {
			d.mistake(n, n.within(found), Syntax, "a ${ is not closed", "end the name with }, or write $${ for the two characters themselves")
			return ""
		}
		value, message, mend := d.variable(found, n.at.file)
		if message != "" {
			d.mistake(n, n.within(found), Variable, message, mend)
			return ""
		}
		used = true
		d.hidden[value] = found
		return value
	})
	if used {
		d.hidden[n.text] = n.written
	}
}

// within is the place of a stretch of a scalar's text, as far as it stands in the value's first line.
func (n *Node) within(part string) span {
	at := n.at
	line := []rune(at.file.line(at.line))
	rest := string(line[min(at.column-1, len(line)):])
	if i := strings.Index(rest, part); i >= 0 {
		at.column += len([]rune(rest[:i]))
		at.end = at.column + len([]rune(part))
	}
	return at
}

func (d *Document) variable(found string, f *file) (value, message, mend string) {
	name := strings.TrimSuffix(strings.TrimPrefix(found, "${"), "}")
	if path, ok := strings.CutPrefix(name, "file:"); ok {
		return d.secretFile(path, f.dir)
	}
	if !variableName.MatchString(name) {
		return "", fmt.Sprintf("%s is no variable", quote(found)), "write ${NAME}, or ${file:/path}, or $${ for the characters ${ themselves"
	}
	value, ok := d.env(name)
	if !ok {
		return "", fmt.Sprintf("the environment has no %s", name), fmt.Sprintf("set it, for example: export %s=...", name)
	}
	return value, "", ""
}

// maxSecret bounds the files that variables name.
const maxSecret = 64 << 10

func (d *Document) secretFile(path, dir string) (value, message, mend string) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	d.Paths = append(d.Paths, path)
	info, err := os.Stat(path)
	if err == nil && (!info.Mode().IsRegular() || info.Size() > maxSecret) {
		return "", fmt.Sprintf("%s is no file of at most %d KiB", path, maxSecret>>10), ""
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return "", fmt.Sprintf("%s %s", path, reason(err)), "the path begins at the folder of this YAML file unless it begins with /"
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r"), "", ""
}
