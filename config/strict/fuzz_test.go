package strict_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/config/strict"
)

// FuzzRead feeds any text to the whole way. Nothing may panic, every mistake can be drawn and has a place in the file, and a
// secret that is decoded shows nowhere.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"store: x\nauth: {email: e, token: hunter2hunter2}\n", "leads: [a, *b]\n", "a: &a [*a]\n", "? x\n: y\n", "<<: {store: y}\n",
		"store: ${A}${file:x}$${\n", "auth: |\n  hunter2hunter2\n", "\ufeffstore: x\r\nnote: maybe\r\n", "auth: {token: hunter2hunter2, x: [}\n",
		"share: 1e999%\nwrites: 99999999999999999999\n", "--- !!map {}\n...\n--- x\n", "extra: {a: {b: [~, 1, true, 1.5]}}\n", "\"store\": 'x' y\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4<<10 {
			t.Skip("longer texts only take longer")
		}
		path := filepath.Join(t.TempDir(), "a.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		doc := strict.Read(path, environment("A", "hunter3hunter3"))
		var s sample
		doc.Decode(doc.Root, &s)
		mistakes, _ := doc.Mistakes()
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		for _, m := range mistakes {
			if m.Line < 0 || m.Line > lines || m.Line > 0 && (m.Column < 1 || m.EndColumn <= m.Column) {
				t.Errorf("no such place: %+v", m)
			}
			drawn := m.String()
			if secret := s.Auth.Token.Reveal(); len(secret) > 12 && strings.Contains(drawn, secret) {
				t.Errorf("it shows the token %q:\n%s", secret, drawn)
			}
			if strings.Contains(drawn, "hunter3") {
				t.Errorf("it shows a variable's value:\n%s", drawn)
			}
		}
		if len(mistakes) == 0 && doc.Root == nil {
			t.Error("nothing was read and nothing is wrong")
		}
	})
}
