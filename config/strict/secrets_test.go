package strict_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/config/strict"
)

// However a file is spoilt, by a letter less or a stray one, what is said of it shows no secret that stands in it.
func TestASpoiltFileShowsNoSecret(t *testing.T) {
	t.Parallel()
	const text = `store: redis://:hunter1pass@host:6379
auth:
  email: bot@acme.example
  token: "hunter2"
schedule: '*/5 * * * *'
Auth: {email: bot@acme.example, token: hunter3, password: hunter4}
apikey: hunter5
leads: [a, b]
raw:
  - auth: {bearer: hunter6}
`
	path := filepath.Join(t.TempDir(), "a.yaml")
	for at := range text {
		for _, stray := range []string{"", "\"", ": ", "\t", "{", "#", "&", "${"} {
			spoilt := text[:at] + stray + text[at+1:]
			if err := os.WriteFile(path, []byte(spoilt), 0o600); err != nil {
				t.Fatal(err)
			}
			doc := strict.Read(path, environment())
			var s sample
			doc.Decode(doc.Root, &s)
			mistakes, warnings := doc.Mistakes()
			for _, m := range append(mistakes, warnings...) {
				for line := range strings.SplitSeq(m.String(), "\n") {
					if strings.Contains(line, "hunter") {
						t.Fatalf("with %q at %d:\n%s\nit says\n%s", stray, at, spoilt, m)
					}
				}
			}
		}
	}
}
