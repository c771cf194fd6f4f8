package config

import (
	"embed"
	"errors"
	"sync"

	"github.com/deskhand/deskhand/config/strict"
	"github.com/deskhand/deskhand/sweeper/escalation"
	"github.com/deskhand/deskhand/sweeper/notes"
)

// builtin is the policy that holds where an admin's says nothing: how people write, what counts as a reason, and the rules of escalations.
//
//go:embed policies/words.yaml policies/states.yaml policies/people.yaml policies/acts.yaml policies/reasons.yaml policies/rules.yaml
var builtin embed.FS

// builtinTree reads the built-in policy.
func builtinTree() (*strict.Node, []Mistake) {
	var tree *strict.Node
	for _, name := range []string{"words", "states", "people", "acts", "reasons", "rules"} {
		name = "policies/" + name + ".yaml"
		text, err := builtin.ReadFile(name)
		if err != nil {
			panic("config: " + err.Error()) // it is part of the program
		}
		doc := strict.Parse("built-in "+name, text)
		doc.Decode(doc.Root, &escalation.Rules{}, &notes.Vocabulary{})
		if mistakes, _ := doc.Mistakes(); len(mistakes) > 0 {
			return nil, mistakes
		}
		tree = strict.Overlay(tree, doc.Root)
	}
	return tree, nil
}

// compiled is a policy that can be used, with what it was made of.
type compiled struct {
	policy   *escalation.Policy
	digest   string // of the tree
	whole    *strict.Node
	mistakes []Mistake
}

// builtinPolicy compiles the built-in policy once: it never changes, and the daemon reads its configuration again and again.
var builtinPolicy = sync.OnceValue(func() compiled {
	doc := strict.Parse("policy", nil)
	c := laidOver(doc, nil)
	c.mistakes, _ = doc.Mistakes()
	return c
})

// BuiltinPolicy is the policy of a configuration that says nothing of it.
func BuiltinPolicy() (*escalation.Policy, error) {
	b := builtinPolicy()
	if len(b.mistakes) > 0 {
		return nil, errors.New(b.mistakes[0].String())
	}
	return b.policy, nil
}

// LoadPolicy reads a policy alone, laid over the built-in one: the file holds the policy's keys, or a whole configuration
// with a policy in it, of which the rest is not looked at. Variables stay as they are written.
func LoadPolicy(path string) (*escalation.Policy, []Mistake) {
	doc := strict.Read(path, nil)
	own := doc.Root
	if inner := own.Get("policy"); inner.Set() {
		own = inner
	}
	var p *escalation.Policy
	if doc.Root.Set() {
		p = policy(doc, own).policy
	}
	if mistakes, _ := doc.Mistakes(); len(mistakes) > 0 {
		return nil, mistakes
	}
	return p, nil
}

// policy returns the policy of an admin who wrote this much of it.
func policy(doc *strict.Document, own *strict.Node) compiled {
	if own.Set() {
		return laidOver(doc, own)
	}
	b := builtinPolicy()
	for _, m := range b.mistakes {
		doc.Add(m)
	}
	return b
}

// laidOver lays an admin's policy over the built-in one and compiles the result. The admin's own is read alone first, so
// that misspelt keys are found, and mended, before it is laid over others.
func laidOver(doc *strict.Document, own *strict.Node) compiled {
	doc.Decode(own, &escalation.Rules{}, &notes.Vocabulary{})
	below, mistakes := builtinTree()
	for _, m := range mistakes {
		doc.Add(m)
	}
	whole := strict.Overlay(below, own)
	var rules escalation.Rules
	var words notes.Vocabulary
	doc.Decode(whole, &rules, &words)
	p, faults := escalation.Compile(rules, words)
	for _, f := range faults {
		doc.Fault(whole, f.Path, about(f.Path, f.Message), f.Mend, f.Warning)
	}
	return compiled{policy: p, digest: digest(whole), whole: whole}
}
