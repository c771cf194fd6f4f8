package notes

import (
	"fmt"
	"os"
	"testing"

	"github.com/goccy/go-yaml"
)

func TestDebug(t *testing.T) {
	text := os.Getenv("NOTE")
	if text == "" {
		t.Skip()
	}
	data, _ := os.ReadFile("../../config/policies/words.yaml")
	var v Vocabulary
	if err := yaml.UnmarshalWithOptions(data, &v, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	c := &compiler{phraseCompiler: newPhraseCompiler(), g: &Grammar{}}
	_ = c
	g, _ := Compile(v)
	p := page{text: text}
	if os.Getenv("HTML") != "" {
		p = render(text)
	}
	by := Author(os.Getenv("BY"))
	r := g.read(p, by)
	for i, tok := range r.tokens {
		var names []string
		for _, m := range r.marks[i] {
			if n := g.names[m.family]; n[0] != '(' {
				names = append(names, fmt.Sprintf("%s>%d", n, m.end))
			}
		}
		fmt.Printf("%3d %-14q b%d s%d neg%v sup%v past%v over%v | %v\n", i, p.text[tok.start:tok.end], tok.before, r.sentOf[i], r.negated(i), r.supposed(i), r.past(i), r.over(i), names)
	}
	fmt.Printf("states %v ended %v\n%+v\n", r.states, r.ended, r.findings())
}
